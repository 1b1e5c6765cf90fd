"""One run of the atlas without Django: files in, a bundle of area figures out. No person leaves it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from kansrijk.atlas import bundle, reading
from kansrijk.atlas.rules import ForbiddenInput, require_allowed_inputs
from kansrijk.core.estimation import output_rules
from kansrijk.core.estimation.benchmarking import benchmark, over_shrinkage
from kansrijk.core.estimation.design import Codes, Covariate, Design, make_design
from kansrijk.core.estimation.encoding import Whole, encode
from kansrijk.core.estimation.model import Model, model_from_toml
from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.estimation.predict import (
    AreaSums,
    Level,
    Population,
    area_sums,
    estimates,
    joint_draws,
    population,
    top_chances,
)
from kansrijk.core.estimation.result import AreaEstimates, Ints
from kansrijk.core.estimation.unit_level import Fitted, fit, respondents
from kansrijk.core.estimation.validation import Validation, validate
from kansrijk.core.faults import BadInput
from kansrijk.core.intervals import BadNumbers, Floats

Told = Callable[[str], None]


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
    """Persons as small numbers on one list of areas."""

    model: Model
    areas: tuple[str, ...]
    graph: Neighbours
    design: Design
    survey_codes: Codes
    survey_area: Ints
    population: Population
    weight: Floats | None
    levels: list[Level]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Answer:
    """What one indicator gave."""

    indicator: str
    fitted: Fitted
    frame: pl.DataFrame
    validation: Validation
    rules: tuple[output_rules.Rule, ...]
    over_shrinkage: float
    benchmarked: dict[str, float]


def estimate(files: Files, out: Path, *, only: tuple[str, ...] = (), told: Told = lambda _: None) -> dict[str, object]:
    """Runs everything and writes the bundle in `out`; returns the summary of `--json`. Raises `BadInput`.

    One BLAS thread, so that the same input gives the same bytes on one kind of machine.
    """
    with threadpool_limits(limits=1):
        return _estimate(files, out, only, told)


def _estimate(files: Files, out: Path, only: tuple[str, ...], told: Told) -> dict[str, object]:
    bundle.require_free(out)
    started = time.perf_counter()
    model = _model(files.model, only)
    told("reading")
    survey, prepared = _prepare(files, model)
    totals = {} if files.totals is None else reading.read_totals(files.totals, prepared.levels, model.indicators)
    seconds = {"read": time.perf_counter() - started, "fit": 0.0, "predict": 0.0, "validate": 0.0}
    answers = [_answer(prepared, survey, name, totals, told, seconds) for name in model.indicators]
    told("writing")
    seconds["total"] = time.perf_counter() - started
    inputs = {name: reading.fingerprint(file) for name, file in files.named().items()}
    bundle.write(
        out, model, answers, inputs, prepared.notes + prepared.graph.notes, tuple(x.name for x in prepared.levels)
    )
    persons = int(prepared.population.starts[-1])
    return bundle.summary(model, answers, seconds, (int(prepared.survey_area.size), persons, len(prepared.areas)), out)


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


def _prepare(files: Files, model: Model) -> tuple[reading.Table, Prepared]:
    """Reads and encodes both files of persons, covariate by covariate."""
    survey, persons = (reading.Table(f, (model.area,)) for f in (files.survey, files.population))
    wanted = [model.area, *model.covariates]
    survey.require([*wanted, *model.indicators, *([model.weight] if model.weight else [])])
    persons.require(wanted)
    (survey_names, survey_rows), (names, rows) = survey.places(model.area), persons.places(model.area)
    if not names or not survey_names:
        empty = survey if not survey_names else persons
        raise BadInput("the file holds no persons", file=empty.file.name)
    areas = tuple(sorted(names))
    listed = files.areas
    if listed is not None:
        table = reading.Table(listed, ("area",))
        table.require(("area",))
        areas = tuple(sorted(set(areas) | set(table.codes("area").to_list())))
    place = {name: i for i, name in enumerate(areas)}
    foreign = sorted(set(survey_names) - set(areas))
    if foreign:
        message = f"area {foreign[0]} of the survey is not in the population ({len(foreign)} in all); one edition?"
        raise BadInput(message, file=files.survey.name, column=model.area)
    survey_area, area = (
        np.array([place[n] for n in kinds], dtype=np.int32)[at]
        for kinds, at in ((survey_names, survey_rows), (names, rows))
    )
    del rows, survey_rows
    covariates, survey_levels, person_levels, notes = _encoded(model, survey, persons)
    try:
        design = make_design(model, covariates)
    except BadNumbers as error:
        raise BadInput(str(error), file=files.model.name) from error
    codes = design.codes(survey_levels) if model.terms else np.zeros((1, survey_area.size), dtype=np.uint16)
    all_codes = design.codes(person_levels) if model.terms else np.zeros((1, area.size), dtype=np.uint16)
    del person_levels
    weight = survey.numbers(model.weight) if model.weight else None
    graph = reading.read_neighbours(files.neighbours, areas)
    levels = reading.read_levels(listed, model.area, areas)
    people = population(all_codes, area, len(areas))
    return survey, Prepared(model, areas, graph, design, codes, survey_area, people, weight, levels, notes)


def _encoded(
    model: Model, survey: reading.Table, persons: reading.Table
) -> tuple[dict[str, Covariate], dict[str, Whole], dict[str, Whole], tuple[str, ...]]:
    covariates, ours, theirs, notes = {}, {}, {}, []
    for name in model.covariates:
        try:
            found = encode(name, survey.column(name), persons.column(name), numeric=name in model.numeric)
        except BadInput as error:
            where = persons if error.message.endswith("population") else survey
            error.file = where.file.name
            raise
        covariates[name], ours[name], theirs[name] = found.covariate, found.survey, found.population
        notes += found.notes
    return covariates, ours, theirs, tuple(notes)


def _answer(
    prepared: Prepared,
    survey: reading.Table,
    indicator: str,
    totals: dict[tuple[str, str], np.ndarray],
    told: Told,
    seconds: dict[str, float],
) -> Answer:
    model, graph = prepared.model, prepared.graph
    told(f"{indicator}: fitting")
    clock = time.perf_counter()
    try:
        outcome = survey.numbers(indicator)
        size = len(prepared.areas)
        data = respondents(prepared.design, prepared.survey_codes, prepared.survey_area, size, outcome, prepared.weight)
        fitted = fit(data, graph, spatial=model.spatial, unstructured=model.unstructured)
        seconds["fit"] += time.perf_counter() - clock
        told(f"{indicator}: estimating areas")
        clock = time.perf_counter()
        sums = area_sums(fitted, prepared.population)
        counts = np.diff(data.starts).astype(np.float64)
        frame, ratio, off = _frame(prepared, indicator, fitted, sums, counts, totals)
        seconds["predict"] += time.perf_counter() - clock
        told(f"{indicator}: checking")
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
    return Answer(indicator, fitted, frame, checked, (*rules, freedom), ratio, off)


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
    moved = _moved(prepared, indicator, fitted, sums, totals, off)
    ratio = float("nan")
    for level in prepared.levels:
        found = estimates(fitted, moved, level)
        if level is prepared.levels[0]:
            ratio = over_shrinkage(found)
        change = found.estimate - (found if moved is sums else estimates(fitted, sums, level)).estimate
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
