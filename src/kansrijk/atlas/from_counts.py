"""One run of the atlas from counts per area: no persons, no extra packages; the same bundle as from person records.

A file of counts holds area, indicator, cases and total, and perhaps population; the model is BYM2 on the neighbours.
It has no covariates, so nothing forbidden can go in. Its checks are those of a run from persons: cases are dealt out
over five folds, and areas left out, and the model is asked about what it did not see.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from kansrijk.atlas import bundle, reading
from kansrijk.core.estimation import output_rules
from kansrijk.core.estimation.benchmarking import over_shrinkage
from kansrijk.core.estimation.bym2 import VERSION, bym2
from kansrijk.core.estimation.counts import empirical_bayes
from kansrijk.core.estimation.neighbours import Neighbours, no_neighbours
from kansrijk.core.estimation.result import AreaEstimates, Ints, logit
from kansrijk.core.estimation.validation import (
    FOLDS,
    Check,
    Held,
    Validation,
    calibration_bins,
    check_held_out,
    recalibration,
)
from kansrijk.core.faults import BadInput
from kansrijk.core.intervals import BadNumbers, Floats

LEAST_AREAS = 10
COLUMNS = ("area", "indicator", "cases", "total")
Z95 = 1.959964
Told = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Answer:
    """What one indicator gave."""

    indicator: str
    found: AreaEstimates
    frame: pl.DataFrame
    validation: Validation
    rules: tuple[output_rules.Rule, ...]
    persons: int


def estimate_counts(
    counts: Path, neighbours: Path, out: Path, *, level: str, told: Told = lambda *_: None
) -> dict[str, object]:
    """Runs everything and writes the bundle in `out`; returns the summary of `--json`. Raises `BadInput`."""
    bundle.require_free(out)
    started = time.perf_counter()
    table = _table(counts)
    areas = tuple(sorted(table["area"].unique().to_list()))
    if len(areas) < LEAST_AREAS:
        raise BadInput(f"a model needs at least {LEAST_AREAS} areas", file=counts.name, column="area")
    graph = reading.read_neighbours(neighbours, areas)
    names = table["indicator"].unique(maintain_order=True).to_list()
    answers = []
    for number, name in enumerate(names):
        told(name, number / len(names))
        answers.append(_answer(name, table.filter(pl.col("indicator") == name), areas, graph, level, counts))
    inputs = {"counts": reading.fingerprint(counts), "neighbours": reading.fingerprint(neighbours)}
    bundle.put(
        out,
        pl.concat([one.frame for one in answers]),
        tuple(rule for one in answers for rule in one.rules),
        {one.indicator: one.validation for one in answers},
        card(answers, inputs, graph.notes, level),
        level,
    )
    seconds = round(time.perf_counter() - started, 3)
    return {"areas": len(areas), "indicators": names, "seconds": {"total": seconds}, "out": str(out)}


def _table(file: Path) -> pl.DataFrame:
    """The counts as floats, one row per area and indicator; raises `BadInput` for the first that cannot be."""
    found = reading.Table(file, ("area", "indicator"))
    found.require(COLUMNS)
    numbers = [*COLUMNS[2:], *(["population"] if "population" in found.columns else [])]
    columns: dict[str, object] = {"area": found.codes("area"), "indicator": found.codes("indicator")}
    for name in numbers:
        values = found.numbers(name)
        wrong = ~(np.isfinite(values) & (values >= 0))
        if wrong.any():
            row = int(np.argmax(wrong)) + 2
            raise BadInput(f"{name} must hold numbers of zero or more", file=file.name, row=row, column=name)
        columns[name] = values
    table = pl.DataFrame(columns)
    if (table["cases"] > table["total"]).any():
        row = int((table["cases"] > table["total"]).arg_max() or 0) + 2
        raise BadInput("there are more cases than persons", file=file.name, row=row, column="cases")
    if table.select(pl.struct("area", "indicator").is_duplicated().any()).item():
        raise BadInput("an area stands twice with one indicator", file=file.name, column="area")
    return table if "population" in table.columns else table.with_columns(population=pl.col("total"))


def _answer(
    name: str, table: pl.DataFrame, areas: tuple[str, ...], graph: Neighbours, level: str, file: Path
) -> Answer:
    joined = pl.DataFrame({"area": areas}).join(table, on="area", how="left", maintain_order="left").fill_null(0.0)
    cases, totals, living = (joined[c].to_numpy() for c in ("cases", "total", "population"))
    try:
        found = bym2(cases, totals, graph, areas=np.array(areas))
        checked = _validation(np.rint(cases).astype(np.int64), np.rint(totals).astype(np.int64), graph, found)
    except BadNumbers as error:
        raise BadInput(error.args[0], file=file.name, column=name) from error
    with np.errstate(invalid="ignore", divide="ignore"):
        on_logit = found.se / (found.estimate * (1 - found.estimate))
    frame = pl.DataFrame(
        {
            "indicator": [name] * len(areas),
            "area": list(areas),
            "level": [level] * len(areas),
            "n_survey": np.rint(totals).astype(np.int64),
            "n_population": np.rint(living).astype(np.int64),
            "estimate": found.estimate,
            "lower": found.lower,
            "upper": found.upper,
            "se_logit": on_logit,
            "p_top_decile": pl.Series([None] * len(areas), dtype=pl.Float64),
            "status": found.status.tolist(),
            "reliability": found.reliability,
            "change": np.zeros(len(areas)),
        }
    )
    frame, rules = output_rules.protect(frame)
    freedom = output_rules.degrees_of_freedom(name, float(totals.sum()), 3.0 + len(areas))
    return Answer(name, found, frame, checked, (*rules, freedom), int(totals.sum()))


def _validation(cases: Ints, totals: Ints, graph: Neighbours, whole: AreaEstimates) -> Validation:
    """Five folds of persons and five of areas, and how far kinds of models lie apart."""
    random = np.random.Generator(np.random.PCG64(1))
    shares: list[Floats] = []
    seen: list[tuple[Ints, Ints]] = []
    held, far = [], []
    left_cases, left_totals = cases.copy(), totals.copy()
    fold_of = random.permutation(totals.size) % FOLDS
    for fold in range(FOLDS):
        # An equal part of what is left, without replacement, so that each person is held out once.
        n = left_totals // (FOLDS - fold)
        x = random.hypergeometric(left_cases, left_totals - left_cases, n)
        left_cases, left_totals = left_cases - x, left_totals - n
        fitted = bym2(cases - x, totals - n, graph)
        shares.append(fitted.estimate)
        seen.append((x, n))
        held.append(_held(fitted, cases - x, totals - n, x, n))
        out = fold_of == fold
        inside = np.where(out, 0, totals)
        again = bym2(np.where(out, 0, cases), inside, graph)
        far.append(_held(again, np.where(out, 0, cases), inside, np.where(out, cases, 0), np.where(out, totals, 0)))
    slope, shift, bins = _calibrated(shares, seen)
    families = {
        "counts, neighbours": whole.estimate,
        "counts, areas apart": bym2(cases, totals, no_neighbours(totals.size)).estimate,
        "counts, empirical Bayes": empirical_bayes(cases, totals).estimate,
    }
    stacked = np.array([one[totals > 0] for one in families.values()])
    means = {name: float(totals @ one / totals.sum()) for name, one in families.items()}
    return Validation(
        FOLDS,
        slope,
        shift,
        bins,
        _checked(held),
        _checked(far),
        max(means.values()) - min(means.values()),
        float(np.mean(stacked.max(axis=0) - stacked.min(axis=0))),
        means,
    )


def _checked(parts: list[Held]) -> Check:
    return check_held_out([one for one in parts if one.weight.size])


def _held(fitted: AreaEstimates, cases: Ints, totals: Ints, x: Ints, n: Ints) -> Held:
    """What was held out (x of n) beside the fit on the rest (`cases` of `totals`)."""
    used = n > 0
    national = float(cases.sum() / totals.sum())
    share = fitted.estimate[used]
    own = np.divide(cases, totals, out=np.full(totals.size, national), where=totals > 0)[used]
    variance = ((fitted.upper - fitted.lower)[used] / (2 * Z95)) ** 2
    plain = empirical_bayes(cases, totals).estimate[used]
    weight = n[used].astype(np.float64)
    return Held(
        weight,
        x[used] / weight,
        share * (1 - share) / weight,
        share,
        variance,
        np.full(share.size, national),
        own,
        plain,
    )


def _calibrated(shares: list[Floats], seen: list[tuple[Ints, Ints]]) -> tuple[float, float, tuple[object, ...]]:
    """(slope, intercept, bins) over all persons that were held out, each with the share that its area was given."""
    predicted = np.concatenate([np.repeat(share, n) for share, (_, n) in zip(shares, seen, strict=True)])
    outcome = np.concatenate([_ones_first(x, n) for x, n in seen])
    weight = np.ones(predicted.size)
    slope, shift = recalibration(logit(predicted), outcome, weight)
    return slope, shift, calibration_bins(predicted, outcome, weight)


def _ones_first(x: Ints, n: Ints) -> Floats:
    """Per area x ones and then n - x zeros."""
    place = np.arange(int(n.sum())) - np.repeat(np.cumsum(n) - n, n)
    return np.asarray(place < np.repeat(x, n), dtype=np.float64)


def card(answers: list[Answer], inputs: dict[str, str], notes: tuple[str, ...], level: str) -> dict[str, object]:
    """What was done, with what, and what it is not. No clock: the same input gives the same card."""
    return {
        "what": "Estimated shares of areas. They are not figures of persons and may not be used about a person.",
        "engine": VERSION,
        "formula": "cases ~ Binomial(total, p); logit p = intercept + icar(area) + re(area)",
        "area_effect": {"spatial": "icar", "unstructured": True},
        "level": level,
        "weight": None,
        "covariates": {},
        "refused_inputs": "every input but counts and neighbours",
        "inputs_sha256": inputs,
        "notes": list(notes),
        "interval": "95 %, nested Laplace; both variances integrated",
        "limits": [
            "Who is not counted may be different; the limits do not know that.",
            "Counts of a survey are taken as drawn by chance within each area, without weights.",
            "Numbers of respondents are told in tens; areas under ten inhabitants are hidden.",
        ],
        "indicators": {
            one.indicator: {
                "respondents_effective": one.persons,
                "over_shrinkage": over_shrinkage(one.found),
                **one.found.parameters,
            }
            for one in answers
        },
    }
