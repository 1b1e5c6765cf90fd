"""Covariates as levels: small whole numbers that survey and population share, from how often each value occurs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kansrijk.core.estimation.design import FINEST, Covariate
from kansrijk.core.faults import BadInput
from kansrijk.core.intervals import Floats

Whole = NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Counted:
    """Values of one column that occur, each once, and how often; numbers from low to high, or texts."""

    values: NDArray[Any]
    counts: Whole


@dataclass(frozen=True, eq=False)
class Encoding:
    """How a value becomes a level.

    `labels`: the level of a text is its place among them. `bounds`: the level of a number is how many of them it
    reaches. One of the two is there. `notes`: what has to be said about it.
    """

    covariate: Covariate
    labels: tuple[str, ...] | None
    bounds: Floats | None
    notes: tuple[str, ...]

    @property
    def first(self) -> int | None:
        """The whole number from which levels count up one by one, or None where they do not."""
        values = self.covariate.values
        if self.labels is not None:
            if not all(label.lstrip("-").isdigit() for label in self.labels):
                return None
            values = np.array([float(label) for label in self.labels])
        if not values.size or values[0] != np.floor(values[0]):
            return None
        return int(values[0]) if np.array_equal(values, values[0] + np.arange(values.size)) else None


def cuts(survey: Counted, population: Counted) -> Floats:
    """Bounds between the levels of a number: each value its own, or 256 levels with about equal numbers of persons."""
    values = np.union1d(survey.values, population.values).astype(np.float64)
    if values.size <= FINEST:
        return values[1:]
    counts = _spread(values, survey) + _spread(values, population)
    part = np.minimum((np.cumsum(counts) - counts) * FINEST // counts.sum(), FINEST - 1)
    return np.asarray(values[1:][part[1:] != part[:-1]])


def _spread(values: Floats, counted: Counted) -> Whole:
    found = np.zeros(values.size, dtype=np.int64)
    found[np.searchsorted(values, counted.values)] = counted.counts
    return found


@dataclass(frozen=True, eq=False)
class Cut:
    """A number cut in levels in one file: sum and number of persons per level, lowest and highest value."""

    sums: Floats
    counts: Whole
    low: float
    high: float


def cut(bounds: Floats, counted: Counted) -> Cut:
    """What `bounds` make of values whose numbers are known."""
    values = counted.values.astype(np.float64)
    level = np.searchsorted(bounds, values, side="right")
    sums = np.bincount(level, values * counted.counts, minlength=bounds.size + 1).astype(np.float64)
    counts = np.bincount(level, counted.counts, minlength=bounds.size + 1).astype(np.int64)
    return Cut(sums, counts, *((float(values.min()), float(values.max())) if values.size else (0.0, 0.0)))


def levels_of_number(name: str, bounds: Floats, survey: Cut, population: Cut, *, coarse: bool) -> Encoding:
    """Levels of a number; the value of a level is the mean of its persons. `coarse`: a level holds several values."""
    both = survey.counts + population.counts
    values = (survey.sums + population.sums) / both
    notes: tuple[str, ...] = (f"{name} was taken in {bounds.size + 1} steps",) if coarse else ()
    if survey.low > population.low or survey.high < population.high:
        notes += (f"{name} goes further in the population than in the survey: the curve is carried on there",)
    share = population.counts / max(int(population.counts.sum()), 1)
    return Encoding(Covariate(name, values, share), None, bounds, notes)


def levels_of_text(name: str, survey: Counted, population: Counted) -> Encoding:
    """Levels by name. Raises `BadInput` for more than 256 of them."""
    labels = _ordered({*survey.values.tolist(), *population.values.tolist()})
    if len(labels) > FINEST:
        raise BadInput(f"{name} has more than {FINEST} levels; join some, or draw it as a curve", column=name)
    place = {label: i for i, label in enumerate(labels)}
    ours, theirs = (np.zeros(len(labels), dtype=np.int64) for _ in range(2))
    for counts, counted in ((ours, survey), (theirs, population)):
        for value, count in zip(counted.values.tolist(), counted.counts.tolist(), strict=True):
            counts[place[value]] = count
    lacking = np.flatnonzero((theirs > 0) & (ours == 0))
    notes = tuple(
        f"{name} {labels[i]} occurs in the population but not in the survey: its effect is drawn from the others, "
        "with their variance"
        for i in lacking[:5]
    )
    covariate = Covariate(name, np.arange(len(labels), dtype=np.float64), theirs / max(int(theirs.sum()), 1))
    return Encoding(covariate, tuple(labels), None, notes)


def _ordered(labels: set[str]) -> list[str]:
    """Whole numbers by size, anything else by text."""
    whole = all(label.lstrip("-").isdigit() for label in labels)
    return sorted(labels, key=int) if whole else sorted(labels)
