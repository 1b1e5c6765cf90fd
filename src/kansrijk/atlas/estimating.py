"""One run of the atlas without Django: files in, a bundle of area figures out. No person leaves it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from kansrijk.atlas import bundle, reading, row_groups
from kansrijk.atlas.covariates import encoded
from kansrijk.atlas.populations import Everybody, everybody, rows_of, survey_codes
from kansrijk.atlas.rules import ForbiddenInput, require_allowed_inputs
from kansrijk.core.estimation import kernels, output_rules
from kansrijk.core.estimation.benchmarking import benchmark, over_shrinkage
from kansrijk.core.estimation.design import Codes, Design, make_design
from kansrijk.core.estimation.encoding import Counted, Encoding
from kansrijk.core.estimation.model import Model, model_from_toml
from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.estimation.predict import (
    AreaSums,
    Level,
    estimates,
    joint_draws,
    own_variance,
    top_chances,
)
from kansrijk.core.estimation.result import AreaEstimates, Ints
from kansrijk.core.estimation.unit_level import Fitted, fit, respondents
from kansrijk.core.estimation.validation import Validation, validate
from kansrijk.core.faults import BadInput
from kansrijk.core.intervals import BadNumbers, Floats

if TYPE_CHECKING:
    from kansrijk.atlas.persons import DuckDB, Persons

_LARGE = 10_000_000
"""A population file of so many bytes needs the compiled loops."""
Told = Callable[[str, float], None]
"""What is being done, and which part of the whole is done (0 to 1)."""


@dataclass(frozen=True)
class Files:
    """What a run reads; `areas` and `totals` may be absent."""

    survey: Path
    population: Path
    neighbours: Path
    model: Path
    areas: Path | None = None
    totals: Path | None = None

    def named(self) -> dict[str, Path]:
        """Those that are given, by what they are."""
        return {name: file for name, file in vars(self).items() if file is not None}


@dataclass(frozen=True, eq=False)
class Prepared:
    """Persons as small numbers on one list of areas; `rows` is the expression that makes such numbers of everybody."""

    model: Model
    areas: tuple[str, ...]
    graph: Neighbours
    design: Design
    survey_codes: Codes
    survey_area: Ints
    everybody: Everybody | None
    rows: Any
    persons: int
    weight: Floats | None
    levels: list[Level]
    notes: tuple[str, ...]


Read = Callable[[Files, Model], tuple[Any, Prepared]]
"""Gives the survey, for its outcomes, and what is made of both files."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What one indicator gave: numbers and area figures, never the fit itself, which takes 100 MB."""

    indicator: str
    found: dict[str, float]
    parameters: dict[str, float]
    frame: pl.DataFrame
    validation: Validation
    rules: tuple[output_rules.Rule, ...]
    over_shrinkage: float
    benchmarked: dict[str, float]


def estimate(
    files: Files, out: Path, *, only: tuple[str, ...] = (), backend: str = "duckdb", told: Told = lambda *_: None
) -> dict[str, object]:
    """Runs everything and writes the bundle in `out`; returns the summary of `--json`. Raises `BadInput`.

    `backend` says where persons of the population are read: "duckdb" here, "spark" on a cluster. One BLAS thread, so
    that the same input gives the same bytes on one kind of machine.
    """
    with threadpool_limits(limits=1), ExitStack() as open_files:
        return _estimate(files, out, only, partial(_read, backend=backend, open_files=open_files), told)


def _read(files: Files, model: Model, *, backend: str, open_files: ExitStack) -> tuple[Any, Prepared]:
    """By row groups where files and backend allow it, else through Ibis, which is imported only then."""
    quick = row_groups.both(files.survey, files.population, model) if backend == "duckdb" else None
    if quick is not None:
        with suppress(row_groups.OtherRoad):
            return _prepare_quick(files, model, *quick)
    from kansrijk.atlas.persons import DuckDB, opened

    here = open_files.enter_context(closing(DuckDB()))
    return _prepare(files, model, (here, open_files.enter_context(closing(opened(backend, here)))))


def _estimate(files: Files, out: Path, only: tuple[str, ...], read: Read, told: Told) -> dict[str, object]:
    bundle.require_free(out)
    started = time.perf_counter()
    model = _model(files.model, only)
    told("reading", 0.0)
    if files.population.exists() and files.population.stat().st_size > _LARGE:
        kernels.begin()
    survey, prepared = read(files, model)
    totals = {} if files.totals is None else reading.read_totals(files.totals, prepared.levels, model.indicators)
    seconds = {"read": time.perf_counter() - started, "fit": 0.0, "predict": 0.0, "validate": 0.0}
    answers = []
    for number, name in enumerate(model.indicators):
        begun, part = 0.05 + 0.9 * number / len(model.indicators), 0.9 / len(model.indicators)
        step, people = partial(_told_part, told, name, begun, part), [prepared.everybody]
        if number == len(model.indicators) - 1:
            prepared = replace(prepared, everybody=None)  # the last one lets go of everybody before the checks
        answers.append(_answer(prepared, people, survey, name, totals, step, seconds))
    told("writing", 0.97)
    seconds["total"] = time.perf_counter() - started
    inputs = {name: reading.fingerprint(file) for name, file in files.named().items()}
    bundle.write(
        out, model, answers, inputs, prepared.notes + prepared.graph.notes, tuple(x.name for x in prepared.levels)
    )
    sizes = (int(prepared.survey_area.size), prepared.persons, len(prepared.areas))
    return bundle.summary(model, answers, seconds, sizes, out)


def _told_part(told: Told, indicator: str, begun: float, part: float, words: str, share: float) -> None:
    told(f"{indicator}: {words}", begun + share * part)


def _model(file: Path, only: tuple[str, ...]) -> Model:
    try:
        model = model_from_toml(file.read_text("utf-8"), file.name)
    except UnicodeDecodeError as error:
        raise BadInput("the model is not text in UTF-8", file=file.name) from error
    try:
        require_allowed_inputs(model.covariates, model.meaning)
    except ForbiddenInput as error:
        raise BadInput(str(error), file=file.name, field=error.name) from error
    unknown = [name for name in only if name not in model.indicators]
    if unknown:
        raise BadInput(f"the model has no indicator {unknown[0]}", file=file.name, field="--indicators")
    return replace(model, indicators=only) if only else model


def _prepare(files: Files, model: Model, where: tuple[DuckDB, Any]) -> tuple[Persons, Prepared]:
    """Through Ibis: the survey is read in the one place, the population in the other."""
    from kansrijk.atlas.persons import Persons

    here, there = where
    survey, persons = Persons(here, files.survey, model.area), Persons(there, files.population, model.area)
    wanted = [model.area, *model.covariates]
    survey.require([*wanted, *model.indicators, *([model.weight] if model.weight else [])])
    persons.require(wanted)
    asked, living = survey.places(), persons.places()
    for table, counted in ((survey, asked), (persons, living)):
        if not counted.values.size:
            raise BadInput("the file holds no persons", file=table.file.name)
    notes = survey.doubles()
    areas = _areas(files, model, asked, living)
    encodings, design = _design(files, model, survey, persons)
    codes, survey_area = survey_codes(survey, encodings, design, {name: i for i, name in enumerate(areas)})
    counts = _persons_of(areas, living)
    rows = rows_of(persons, encodings, design, areas)
    people = everybody(persons, rows, counts, summed=there is not here)
    made = (areas, design, codes, survey_area, people, rows, int(counts.sum()))
    return survey, _prepared(files, model, survey, notes, encodings, made)


def _prepare_quick(
    files: Files, model: Model, survey: row_groups.Survey, persons: row_groups.Table
) -> tuple[row_groups.Survey, Prepared]:
    """By row groups."""
    asked, living = survey.table.places(), persons.places()
    notes = survey.doubles()
    areas = _areas(files, model, asked, living)
    groups = row_groups.groups_of(model, survey.table, persons)
    survey.table.settle(areas, groups, sort=False)
    persons.settle(areas, groups, sort=True)
    encodings, design = _design(files, model, survey.table, persons)
    codes, survey_area = row_groups.respondents_of(survey, encodings, design)
    people = row_groups.everybody(persons, encodings, design)
    made = (areas, design, codes, survey_area, people, None, persons.rows)
    return survey, _prepared(files, model, survey, notes, encodings, made)


def _design(files: Files, model: Model, survey: Any, persons: Any) -> tuple[dict[str, Encoding], Design]:
    encodings = {name: encoded(name, survey, persons, numeric=name in model.numeric) for name in model.covariates}
    try:
        return encodings, make_design(model, {name: found.covariate for name, found in encodings.items()})
    except BadNumbers as error:
        raise BadInput(str(error), file=files.model.name) from error


def _persons_of(areas: Sequence[str], living: Counted) -> Ints:
    place, counts = {name: i for i, name in enumerate(areas)}, np.zeros(len(areas), dtype=np.int64)
    counts[[place[name] for name in living.values.tolist()]] = living.counts
    return counts


def _prepared(
    files: Files, model: Model, survey: Any, notes: tuple[str, ...], encodings: Mapping[str, Encoding], made: Any
) -> Prepared:
    areas, design, codes, survey_area, people, rows, persons = made
    weight = survey.numbers(model.weight) if model.weight else None
    if weight is not None and np.any(weight == 0):
        notes += ("respondents with weight zero were left out",)
    graph = reading.read_neighbours(files.neighbours, areas)
    levels = reading.read_levels(files.areas, model.area, areas)
    notes += tuple(note for found in encodings.values() for note in found.notes)
    return Prepared(model, areas, graph, design, codes, survey_area, people, rows, persons, weight, levels, notes)


def _areas(files: Files, model: Model, asked: Counted, living: Counted) -> tuple[str, ...]:
    """The areas of the population and of `--areas`; raises `BadInput` when the survey knows another."""
    areas = set(living.values.tolist())
    if files.areas is not None:
        table = reading.Table(files.areas, ("area",))
        table.require(("area",))
        areas |= set(table.codes("area").to_list())
    foreign = sorted(set(asked.values.tolist()) - areas)
    if foreign:
        message = f"area {foreign[0]} of the survey is not in the population ({len(foreign)} in all); one edition?"
        raise BadInput(message, file=files.survey.name, column=model.area)
    return tuple(sorted(areas))


def _answer(
    prepared: Prepared,
    people: list[Everybody | None],
    survey: Any,
    indicator: str,
    totals: dict[tuple[str, str], np.ndarray],
    told: Told,
    seconds: dict[str, float],
) -> Answer:
    model, graph = prepared.model, prepared.graph
    told("fitting", 0.0)
    clock = time.perf_counter()
    try:
        outcome = survey.numbers(indicator)
        size = len(prepared.areas)
        data = respondents(prepared.design, prepared.survey_codes, prepared.survey_area, size, outcome, prepared.weight)
        fitted = fit(data, graph, spatial=model.spatial, unstructured=model.unstructured)
        seconds["fit"] += time.perf_counter() - clock
        told("estimating areas", 0.3)
        clock = time.perf_counter()
        living = people.pop()
        assert living is not None
        sums = living.sums(fitted)
        del living
        counts = np.diff(data.starts).astype(np.float64)
        frame, ratio, off = _frame(prepared, indicator, fitted, sums, counts, totals)
        seconds["predict"] += time.perf_counter() - clock
        told("checking", 0.5)
        clock = time.perf_counter()
        checked = validate(data, graph, fitted)
        seconds["validate"] += time.perf_counter() - clock
    except BadNumbers as error:
        row = None if error.index is None else error.index + 2
        raise BadInput(
            error.args[0].split(" (first at")[0], file=survey.file.name, row=row, column=indicator
        ) from error
    frame, rules = output_rules.protect(frame)
    freedom = output_rules.degrees_of_freedom(indicator, fitted.respondents, fitted.effective_coefficients)
    if freedom.failed:
        raise BadInput("fewer than ten respondents more than coefficients in use: nothing may leave", column=indicator)
    said = {
        "respondents_effective": round(fitted.respondents),
        "converged": fitted.converged,
        "coefficients_in_use": fitted.effective_coefficients,
    }
    return Answer(indicator, said, fitted.parameters, frame, checked, (*rules, freedom), ratio, off)


def _frame(
    prepared: Prepared,
    indicator: str,
    fitted: Fitted,
    sums: AreaSums,
    counts: Floats,
    totals: dict[tuple[str, str], np.ndarray],
) -> tuple[pl.DataFrame, float, dict[str, float]]:
    """Rows of the bundle for every level; over-shrinkage of the areas; what is left after adding up, per level."""
    parts, off = [], {}
    moves = joint_draws(fitted, sums)
    own = own_variance(fitted, sums)
    moved = _moved(prepared, indicator, fitted, sums, totals, off)
    ratio = float("nan")
    for level in prepared.levels:
        found = estimates(fitted, moved, level, own=own)
        if level is prepared.levels[0]:
            ratio = over_shrinkage(found)
        change = found.estimate - (found if moved is sums else estimates(fitted, sums, level, own=own)).estimate
        chance = top_chances(moves, moved, level)
        parts.append(_rows(level, indicator, found, moved, counts, chance, change))
    return pl.concat(parts), ratio, off


def _moved(
    prepared: Prepared,
    indicator: str,
    fitted: Fitted,
    sums: AreaSums,
    totals: dict[tuple[str, str], np.ndarray],
    off: dict[str, float],
) -> AreaSums:
    """The same sums with the areas' shares moved so that they add up to the trusted totals of one level."""
    for level in prepared.levels:
        trusted = totals.get((level.name, indicator))
        if trusted is None:
            continue
        found = estimates(fitted, sums, prepared.levels[0])
        done = benchmark(found, np.where(sums.persons > 0, sums.persons, 0.0), level.of, trusted)
        off[level.name] = done.off
        bent = 0.5 * np.nan_to_num(sums.bend) * np.minimum(_linear_variance(fitted, sums), 1.0)
        sums = replace(sums, share=done.estimates.estimate - bent)
    return sums


def _linear_variance(fitted: Fitted, sums: AreaSums) -> Floats:
    """Variance of the areas' linear predictor."""
    slope = np.nan_to_num(sums.slope)
    variance = fitted.posterior.variance(slope, sums.gradient)
    return np.divide(variance, slope**2, out=np.zeros(slope.size), where=slope > 0)


def _rows(
    level: Level,
    indicator: str,
    found: AreaEstimates,
    sums: AreaSums,
    counts: Floats,
    chance: Floats,
    change: Floats,
) -> pl.DataFrame:
    inside = level.of >= 0
    groups = len(level.names)
    asked = np.bincount(level.of[inside], counts[inside], minlength=groups)
    persons = np.bincount(level.of[inside], sums.persons[inside], minlength=groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        on_logit = found.se / (found.estimate * (1 - found.estimate))
    return pl.DataFrame(
        {
            "indicator": [indicator] * groups,
            "area": list(level.names),
            "level": [level.name] * groups,
            "n_survey": asked.astype(np.int64),
            "n_population": persons.astype(np.int64),
            "estimate": found.estimate,
            "lower": found.lower,
            "upper": found.upper,
            "se_logit": on_logit,
            "p_top_decile": chance,
            "status": found.status.tolist(),
            "reliability": found.reliability,
            "change": change,
        }
    ).with_columns(pl.col(pl.Float64).fill_nan(None))
