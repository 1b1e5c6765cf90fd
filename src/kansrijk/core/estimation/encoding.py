"""Columns of persons as levels: small whole numbers that survey and population share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kansrijk.core.estimation.design import FINEST, Covariate
from kansrijk.core.faults import BadInput
from kansrijk.core.intervals import Floats

_WIDEST_RANGE = 1_000_000
Whole = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Encoded:
    """One covariate in both files: level numbers, the levels themselves, and what has to be said about it."""

    covariate: Covariate
    survey: Whole
    population: Whole
    notes: tuple[str, ...]


def encode(name: str, survey: pl.Series, population: pl.Series, *, numeric: bool) -> Encoded:
    """Levels of a covariate; a number with more than 256 values is cut into as many equal parts.

    Raises `BadInput` for a missing value (row 1 is the header), text where a number is needed, or infinity.
    """
    for series, where in ((survey, "survey"), (population, "population")):
        missing = series.is_null() | (
            series.is_nan() if series.dtype.is_float() else pl.repeat(False, len(series), eager=True)
        )
        if missing.any():
            row = int(missing.arg_max() or 0)
            raise BadInput(f"{name} has no value for a person of the {where}", row=row + 2, column=name)
    if numeric:
        return _numeric(name, survey, population)
    return _levels(name, survey, population)


def _numeric(name: str, survey: pl.Series, population: pl.Series) -> Encoded:
    for series in (survey, population):
        if not series.dtype.is_numeric():
            raise BadInput(f"{name} is drawn as a curve and must be a number", column=name)
    one, other = survey.to_numpy(), population.to_numpy()
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        raise BadInput(f"{name} holds a number that is not finite", column=name)
    found = _small_integers(one, other)
    if found is None:
        values = np.unique(np.concatenate([one, other])).astype(np.float64)
        at: Whole = np.searchsorted(values, one)
        there: Whole = np.searchsorted(values, other)
    else:
        values, at, there = found
    notes: tuple[str, ...] = ()
    if values.size > FINEST:
        counts = np.bincount(there, minlength=values.size) + np.bincount(at, minlength=values.size)
        part = np.minimum((np.cumsum(counts) - counts) * FINEST // counts.sum(), FINEST - 1)
        part = np.unique(part, return_inverse=True)[1]
        means = np.bincount(part, counts * values) / np.bincount(part, counts)
        at, there, values = part[at], part[there], means
        notes = (f"{name} was taken in {values.size} steps",)
    outside = (one.min() > other.min()) or (one.max() < other.max())
    if outside:
        notes += (f"{name} goes further in the population than in the survey: the curve is carried on there",)
    return _made(name, values, at, there, notes)


def _small_integers(one: NDArray[Any], other: NDArray[Any]) -> tuple[Floats, Whole, Whole] | None:
    """Without sorting, where both hold whole numbers of a modest range."""
    if one.dtype.kind not in "iu" or other.dtype.kind not in "iu" or not one.size or not other.size:
        return None
    low, high = min(int(one.min()), int(other.min())), max(int(one.max()), int(other.max()))
    if high - low > _WIDEST_RANGE:
        return None
    kind = np.int16 if -32_768 <= low and high < 32_768 and high - low < 32_768 else np.int64
    shifted: Whole = np.subtract(one, low, dtype=kind, casting="unsafe")
    there: Whole = np.subtract(other, low, dtype=kind, casting="unsafe")
    seen = np.zeros(high - low + 1, dtype=bool)
    seen[np.unique(shifted)] = True
    seen[pl.Series(there).unique().to_numpy()] = True
    if seen.all():
        return np.arange(low, high + 1, dtype=np.float64), shifted, there
    place = (np.cumsum(seen) - 1).astype(np.int32)
    return (np.flatnonzero(seen) + low).astype(np.float64), place[shifted], place[there]


def _levels(name: str, survey: pl.Series, population: pl.Series) -> Encoded:
    found = _small_integers(survey.to_numpy(), population.to_numpy()) if _whole(survey) and _whole(population) else None
    if found is not None:
        values, at, there = found
        labels = [str(int(v)) for v in values]
    else:
        texts = [s.cast(pl.String) for s in (survey, population)]
        labels = sorted(set(texts[0].unique().to_list()) | set(texts[1].unique().to_list()))
        kind = pl.Enum(labels)
        at, there = (t.cast(kind).to_physical().to_numpy().astype(np.int32) for t in texts)
    if len(labels) > FINEST:
        raise BadInput(f"{name} has more than {FINEST} levels; join some, or draw it as a curve", column=name)
    lacking = np.setdiff1d(np.unique(there), np.unique(at))
    notes = tuple(
        f"{name} {labels[i]} occurs in the population but not in the survey: its effect is drawn from the others, "
        "with their variance"
        for i in lacking[:5]
    )
    return _made(name, np.arange(len(labels), dtype=np.float64), at, there, notes)


def _whole(series: pl.Series) -> bool:
    return series.dtype.is_integer()


def _made(name: str, values: Floats, at: Whole, there: Whole, notes: tuple[str, ...]) -> Encoded:
    share = np.bincount(np.asarray(there, dtype=np.int64), minlength=values.size) / max(there.size, 1)
    small = np.int16 if values.size < 32_000 else np.int32
    return Encoded(Covariate(name, values, share), at.astype(small), there.astype(small), notes)
