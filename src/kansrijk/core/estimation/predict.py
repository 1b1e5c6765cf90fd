"""From a fitted model of persons to areas: one pass over the population, then closed-form intervals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.design import Codes, Design, linear_predictor
from kansrijk.core.estimation.field import Coefficients
from kansrijk.core.estimation.ranks import chances_of_top
from kansrijk.core.estimation.result import (
    USUAL_WIDTH,
    AreaEstimates,
    Ints,
    Width,
    expit,
    logit,
    logit_limits,
    status_of,
)
from kansrijk.core.estimation.unit_level import VERSION, Fitted
from kansrijk.core.intervals import BadNumbers, Floats, z_score

_BLOCK = 1_000_000
"""Persons per block of areas: bounds the memory of the pass."""
_CELLS = 2_000_000


@dataclass(frozen=True, eq=False)
class Population:
    """Persons in area order, as `Respondents`; no outcome. `count` may stand for several equal persons each."""

    codes: Codes
    starts: Ints


@dataclass(frozen=True, eq=False)
class AreaSums:
    """Per area over its persons: how many, and the means of p, p(1-p), p(1-p)(1-2p) and p(1-p) x (areas, columns)."""

    persons: Floats
    share: Floats
    slope: Floats
    bend: Floats
    gradient: Floats


def population(codes: Codes, area: Ints, areas: int) -> Population:
    """Sorts persons into area order, in place: `codes` is the caller's no longer."""
    small = area.astype(np.uint16) if areas <= np.iinfo(np.uint16).max else area
    starts = np.concatenate([[0], np.cumsum(np.bincount(area, minlength=areas))]).astype(np.int64)
    if np.all(small[1:] >= small[:-1]):
        return Population(codes, starts)
    order = np.argsort(small, kind="stable")
    for row in codes:
        row[:] = row[order]
    return Population(codes, starts)


def area_sums(fitted: Fitted, persons: Population) -> AreaSums:
    """The pass over the population, block by block of areas in fixed order."""
    totals = AreaTotals.nothing(persons.starts.size - 1, fitted.design.columns)
    add_persons(totals, fitted.design, fitted.coefficients, persons)
    return totals.means()


@dataclass(frozen=True, eq=False)
class AreaTotals:
    """As `AreaSums`, before dividing by the number of persons: parts of a population add up."""

    persons: Floats
    share: Floats
    slope: Floats
    bend: Floats
    gradient: Floats

    @classmethod
    def nothing(cls, areas: int, columns: int) -> AreaTotals:
        """Before the first part."""
        none = [np.zeros(areas) for _ in range(4)]
        return cls(none[0], none[1], none[2], none[3], np.zeros((areas, columns)))

    def means(self) -> AreaSums:
        """Per person; NaN where nobody lives. The totals are used up."""
        counts = self.persons
        with np.errstate(invalid="ignore", divide="ignore"):
            by = np.where(counts > 0, 1 / counts, np.nan)
        self.gradient[:] *= np.nan_to_num(by)[:, None]
        return AreaSums(counts, self.share * by, self.slope * by, self.bend * by, self.gradient)


def add_persons(totals: AreaTotals, design: Design, at: Coefficients, persons: Population) -> None:
    """Adds these persons to the totals, in place."""
    totals.persons[:] += np.diff(persons.starts)
    share, slope, bend, gradient = totals.share, totals.slope, totals.bend, totals.gradient
    effect = at.area
    loops = kernels.for_persons(persons.codes.shape[1])
    if loops is not None:
        flat = design.flat
        eta_of, by_person = flat.times(at.beta), np.ascontiguousarray(persons.codes.T)

        def part(edge: tuple[int, int]) -> None:
            loops.area_pass(
                *edge, persons.starts, by_person, flat.offsets, eta_of, effect, flat.pointer, flat.column,
                flat.value, share, slope, bend, gradient,
            )  # fmt: skip

        kernels.each(part, kernels.blocks(persons.starts))
        return
    for low, high in _blocks(persons.starts, max(g.table.shape[0] for g in design.groups)):
        rows = slice(int(persons.starts[low]), int(persons.starts[high]))
        if rows.start == rows.stop:
            continue
        local = np.repeat(np.arange(high - low), np.diff(persons.starts[low : high + 1]))
        codes = persons.codes[:, rows]
        p = expit(linear_predictor(design, codes, at.beta) + effect[low:high][local])
        weight = p * (1 - p)
        share[low:high] += np.bincount(local, p, minlength=high - low)
        slope[low:high] += np.bincount(local, weight, minlength=high - low)
        bend[low:high] += np.bincount(local, weight * (1 - 2 * p), minlength=high - low)
        gradient[low:high] += _gradient(design, codes, local, weight, high - low)


def _blocks(starts: Ints, widest: int) -> Iterable[tuple[int, int]]:
    low, areas = 0, starts.size - 1
    most = max(1, _CELLS // widest)
    while low < areas:
        high = int(np.searchsorted(starts, starts[low] + _BLOCK, side="right")) - 1
        high = min(max(high, low + 1), low + most, areas)
        yield low, high
        low = high


def _gradient(design: Design, codes: Codes, local: Ints, weight: Floats, areas: int) -> Floats:
    found = np.empty((areas, design.columns))
    for group, code in zip(design.groups, codes, strict=True):
        rows = group.table.shape[0]
        cells = np.bincount(local * rows + code, weight, minlength=areas * rows).reshape(areas, rows)
        found[:, group.start : group.stop] = cells @ group.table
    return found


@dataclass(frozen=True, eq=False)
class Level:
    """A grouping of areas: `names` of the groups, `of` the group of each area (-1: in none)."""

    name: str
    names: tuple[str, ...]
    of: Ints


def estimates(
    fitted: Fitted,
    sums: AreaSums,
    level: Level,
    *,
    confidence: float = 0.95,
    width: Width = USUAL_WIDTH,
    method: str = "unit-level, Laplace",
    own: Floats | None = None,
    notes: tuple[str, ...] = (),
) -> AreaEstimates:
    """Shares of the groups of `level` with limits symmetric on the logit scale; NaN where nobody lives.

    The share is the posterior mean to second order: the plug-in mean plus half the bend times the variance of the
    linear predictor. Its variance is that of the first-order change in coefficients and area effects, exact for that
    linear form, smoothing parameters taken as known. `reliability` is 1 - posterior over prior variance of the area
    effect, weighted by persons. `own` spares making `own_variance` again.
    """
    weights, persons = _weights(sums, level)
    single = weights.shape[0] == weights.shape[1] and np.array_equal(level.of, np.arange(level.of.size))
    slope, gradient = np.nan_to_num(sums.slope), sums.gradient
    own = own_variance(fitted, sums) if own is None else own
    variance = own if single else fitted.posterior.variance_of_sums(weights, slope, gradient)
    with np.errstate(invalid="ignore", divide="ignore"):
        on_logit = np.where(slope > 0, own / slope**2, 0.0)
    corrected = np.nan_to_num(sums.share) + 0.5 * np.nan_to_num(sums.bend) * np.minimum(on_logit, 1.0)
    share = np.where(persons > 0, np.asarray(weights @ corrected), np.nan)
    se = np.where(persons > 0, np.sqrt(np.maximum(variance, 0.0)), np.nan)
    lower, upper = logit_limits(share, se, z_score(confidence))
    tau = fitted.posterior.precisions
    prior = sum(1 / t for t in (tau.spatial, tau.unstructured) if t is not None)
    part = np.clip(1 - fitted.posterior.area_variance / prior, 0.0, 1.0) if prior else np.zeros(slope.size)
    own_part = np.where(persons > 0, np.asarray(weights @ part), np.nan)
    return AreaEstimates(
        level.names,
        share,
        lower,
        upper,
        se,
        own_part,
        status_of(share, lower, upper, width),
        confidence,
        "closed form, normal on the logit scale",
        method,
        VERSION,
        notes=notes,
        parameters=fitted.parameters,
    )


def own_variance(fitted: Fitted, sums: AreaSums) -> Floats:
    """Variance of each area's share."""
    return fitted.posterior.variance(np.nan_to_num(sums.slope), sums.gradient)


def _weights(sums: AreaSums, level: Level) -> tuple[sparse.csr_matrix, Floats]:
    """(groups, areas) shares of a group's persons, and persons per group."""
    inside = level.of >= 0
    if inside.any() and level.of.max() >= len(level.names):
        raise BadNumbers("an area is in a group that has no name")
    persons: Floats = np.bincount(level.of[inside], sums.persons[inside], minlength=len(level.names)).astype(np.float64)
    at = np.flatnonzero(inside)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.nan_to_num(sums.persons[at] / persons[level.of[at]])
    shape = (len(level.names), sums.persons.size)
    return sparse.csr_matrix((values, (level.of[at], at)), shape=shape), persons


def joint_draws(fitted: Fitted, sums: AreaSums, *, draws: int = 1000, seed: int = 1) -> NDArray[np.float32]:
    """Joint posterior deviations of the areas' shares from their estimates, to first order; shape (draws, areas)."""
    return fitted.posterior.moves(np.nan_to_num(sums.slope), sums.gradient, draws, seed).T


def top_chances(moves: NDArray[np.float32], sums: AreaSums, level: Level, part: float = 0.1) -> Floats:
    """Chance that a group is among the highest `part` of those with inhabitants, from joint draws; else NaN."""
    weights, persons = _weights(sums, level)
    centre = np.asarray(weights @ np.nan_to_num(sums.share))
    used = persons > 0
    found = np.full(persons.size, np.nan)
    single = weights.shape[0] == weights.shape[1] and np.array_equal(level.of, np.arange(level.of.size))
    centre = np.clip(centre[used], 1e-9, 1 - 1e-9)
    scale, middle = (1 / (centre * (1 - centre))).astype(np.float32), logit(centre).astype(np.float32)
    light = weights.astype(np.float32)

    def drawn(rows: slice) -> NDArray[np.float32]:
        change = moves[rows] if single else (light @ moves[rows].T).T
        return np.asarray(middle + change[:, used] * scale)

    found[used] = chances_of_top(drawn, (moves.shape[0], int(used.sum())), part)
    return found
