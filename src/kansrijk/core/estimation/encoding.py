"""Columns of persons as levels: small whole numbers that survey and population share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kansrijk.core.estimation import kernels
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
        missing = series.is_null()
        if series.dtype.is_float():
            missing |= series.is_nan().fill_null(False)
        if series.null_count() or missing.any():
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
    counted = _counted(one, other)
    if counted is None:
        if not (np.isfinite(one).all() and np.isfinite(other).all()):
            raise BadInput(f"{name} holds a number that is not finite", column=name)
        values = np.unique(np.concatenate([one, other])).astype(np.float64)
        mine, theirs = (np.searchsorted(values, x).astype(np.int32) for x in (one, other))
        counts: Whole = np.bincount(theirs, minlength=values.size)
        ours: Whole = np.bincount(mine, minlength=values.size)
    else:
        values, counts, ours = counted.values, counted.theirs, counted.ours
    part, notes = _steps(name, values, counts + ours)
    levels = int(part[-1]) + 1 if part.size else 0
    if levels < values.size:
        both = counts + ours
        values = np.bincount(part, both * values) / np.bincount(part, both)
        counts = np.bincount(part, counts, minlength=levels)
    if counted is None:
        at: Whole = part.astype(np.uint8)[mine]
        there: Whole = part.astype(np.uint8)[theirs]
    else:
        at, there = counted.placed(one, part), counted.placed(other, part)
    outside = one.size and other.size and ((one.min() > other.min()) or (one.max() < other.max()))
    if outside:
        notes += (f"{name} goes further in the population than in the survey: the curve is carried on there",)
    return _made(name, values, at, there, counts, notes)


def _steps(name: str, values: Floats, counts: Whole) -> tuple[Whole, tuple[str, ...]]:
    """The level of each value: its own, or one of 256 with equal numbers of persons."""
    if values.size <= FINEST:
        return np.arange(values.size), ()
    part = np.minimum((np.cumsum(counts) - counts) * FINEST // counts.sum(), FINEST - 1)
    part = np.unique(part, return_inverse=True)[1]
    return part, (f"{name} was taken in {int(part[-1]) + 1} steps",)


@dataclass(frozen=True, eq=False)
class _Counted:
    """Whole numbers of a modest range: the values that occur, from `low` on, and how often in each file."""

    low: int
    seen: Whole
    ours: Whole
    theirs: Whole

    @property
    def values(self) -> Floats:
        """Those that occur, from low to high."""
        return (self.seen + self.low).astype(np.float64)

    def placed(self, numbers: NDArray[Any], part: Whole) -> Whole:
        """The level of each number, levels given per value."""
        place = np.zeros(int(self.seen[-1]) + 1, dtype=np.uint8)
        place[self.seen] = part
        loops = kernels.for_persons(numbers.size)
        if loops is None:
            return place[numbers.astype(np.int64) - self.low]
        found: Whole = np.empty(numbers.size, dtype=np.uint8)
        loops.place_values(found, place, self.low, numbers)
        return found


def _counted(one: NDArray[Any], other: NDArray[Any]) -> _Counted | None:
    """Without sorting, where both hold whole numbers of a modest range."""
    if one.dtype.kind not in "iu" or other.dtype.kind not in "iu" or not one.size or not other.size:
        return None
    low, high = min(int(one.min()), int(other.min())), max(int(one.max()), int(other.max()))
    if high - low > _WIDEST_RANGE:
        return None
    both = []
    for numbers in (one, other):
        counts = np.zeros(high - low + 1, dtype=np.int64)
        loops = kernels.for_persons(numbers.size)
        if loops is None:
            counts += np.bincount(numbers.astype(np.int64) - low, minlength=counts.size)
        else:
            loops.count_values(counts, low, numbers)
        both.append(counts)
    seen = np.flatnonzero(both[0] + both[1])
    return _Counted(low, seen, both[0][seen], both[1][seen])


def _levels(name: str, survey: pl.Series, population: pl.Series) -> Encoded:
    one, other = survey, population
    whole = one.dtype.is_integer() and other.dtype.is_integer()
    found = _counted(one.to_numpy(), other.to_numpy()) if whole else None
    if found is not None:
        labels = [str(int(v)) for v in found.values]
    else:
        texts = [s.cast(pl.String) for s in (survey, population)]
        labels = sorted(set(texts[0].unique().to_list()) | set(texts[1].unique().to_list()))
    if len(labels) > FINEST:
        raise BadInput(f"{name} has more than {FINEST} levels; join some, or draw it as a curve", column=name)
    if found is not None:
        all_levels = np.arange(len(labels))
        at, there = found.placed(one.to_numpy(), all_levels), found.placed(other.to_numpy(), all_levels)
        counts, ours = found.theirs, found.ours
    else:
        kind = pl.Enum(labels)
        at, there = (t.cast(kind).to_physical().to_numpy().astype(np.uint8) for t in texts)
        counts, ours = (np.bincount(x, minlength=len(labels)) for x in (there, at))
    lacking = np.flatnonzero((counts > 0) & (ours == 0))
    notes = tuple(
        f"{name} {labels[i]} occurs in the population but not in the survey: its effect is drawn from the others, "
        "with their variance"
        for i in lacking[:5]
    )
    return _made(name, np.arange(len(labels), dtype=np.float64), at, there, counts, notes)


def _made(name: str, values: Floats, at: Whole, there: Whole, counts: Whole, notes: tuple[str, ...]) -> Encoded:
    return Encoded(Covariate(name, values, counts / max(there.size, 1)), at, there, notes)
