"""Estimates that add up to trusted totals of higher levels, exactly, with the change shown; and over-shrinkage."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from kansrijk.core.estimation.result import ANY_WIDTH, AreaEstimates, Ints, Width, expit, logit, logit_limits, status_of
from kansrijk.core.intervals import BadNumbers, Floats, numbers, z_score

EXACT = 1e-9
"""How far the benchmarked sum may be from the trusted total, relative to the population (a share)."""


@dataclass(frozen=True, eq=False)
class Benchmarked:
    """`change` is what was added to each estimate (share), `shift` to each group on the logit scale; `off` the largest
    difference that is left between a group's weighted mean and its trusted share (below 1e-9)."""

    estimates: AreaEstimates
    change: Floats
    shift: Floats
    off: float


def benchmark(
    estimates: AreaEstimates,
    population: ArrayLike,
    group: ArrayLike,
    trusted: ArrayLike,
    width: Width = ANY_WIDTH,
) -> Benchmarked:
    """Moves the areas of each group by one amount on the logit scale until they add up to the group's total.

    `population` persons per area, `group` positions 0..g-1 per area, `trusted` persons with the outcome per group (g,),
    NaN where there is no total. Shares stay within (0, 1) and keep their order. Limits move by the same amount: the
    total is taken as known. Raises `BadNumbers` when a total cannot be reached or an estimate it covers is missing.
    Source: logit shift, Rosenman et al., Political Analysis 2023;31:449.
    """
    weight, at, total = numbers(population, "population"), np.asarray(group, dtype=np.int64), numbers(trusted, "totals")
    share, shift = estimates.estimate.copy(), np.zeros(total.size)
    if (
        weight.shape != share.shape
        or at.shape != share.shape
        or (at.size and not 0 <= at.min() <= at.max() < total.size)
    ):
        raise BadNumbers("population and group must have one value per area, and every group a place in the totals")
    off = 0.0
    for g in np.flatnonzero(~np.isnan(total)):
        inside = np.flatnonzero((at == g) & (weight > 0))
        persons = float(weight[inside].sum())
        if not inside.size or not 0 < total[g] < persons:
            raise BadNumbers("a trusted total must lie between zero and the population of its areas", int(g))
        if np.isnan(share[inside]).any():
            raise BadNumbers("an area under a trusted total has no estimate", int(g))
        shift[g], share[inside] = _shift(share[inside], weight[inside], float(total[g]))
        off = max(off, abs(float(weight[inside] @ share[inside]) - float(total[g])) / persons)
    if off >= EXACT:
        raise BadNumbers("the estimates could not be made to add up")
    moved = _moved(estimates, share, shift[at], width)
    return Benchmarked(moved, share - estimates.estimate, shift, off)


def _shift(share: Floats, weight: Floats, total: float) -> tuple[float, Floats]:
    """The amount by bisection-safeguarded Newton, and the shares it gives; a last linear step takes rounding away."""
    eta = logit(np.clip(share, 1e-12, 1 - 1e-12))
    low, high, delta = -60.0, 60.0, 0.0
    for _ in range(200):
        p = expit(eta + delta)
        miss = float(weight @ p) - total
        low, high = (low, delta) if miss > 0 else (delta, high)
        slope = float(weight @ (p * (1 - p)))
        step = delta - miss / slope if slope > 0 else np.nan
        new = step if low < step < high else (low + high) / 2
        if abs(new - delta) < 1e-15 * (1 + abs(delta)):
            break
        delta = new
    p = expit(eta + delta)
    return delta, p


def _moved(estimates: AreaEstimates, share: Floats, shift: Floats, width: Width) -> AreaEstimates:
    z = z_score(estimates.confidence)
    lower = np.where(shift == 0, estimates.lower, expit(logit(np.clip(estimates.lower, 0, 1)) + shift))
    upper = np.where(shift == 0, estimates.upper, expit(logit(np.clip(estimates.upper, 0, 1)) + shift))
    before = np.clip(estimates.estimate, 1e-12, 1 - 1e-12)
    se = estimates.se * np.where(shift == 0, 1.0, share * (1 - share) / (before * (1 - before)))
    missing = np.isnan(lower) | np.isnan(upper)
    if np.any(missing & ~np.isnan(share)):
        spare = logit_limits(share, se, z)
        lower, upper = np.where(missing, spare[0], lower), np.where(missing, spare[1], upper)
    status = np.where(shift == 0, estimates.status, status_of(share, lower, upper, width))
    return replace(
        estimates,
        estimate=share,
        lower=lower,
        upper=upper,
        se=se,
        status=np.asarray(status, dtype=np.str_),
        interval_method=f"{estimates.interval_method}; moved to trusted totals",
    )


def over_shrinkage(estimates: AreaEstimates) -> float:
    """Variance between estimates over the between-area variance that they imply; below 1 the map is flatter than life.

    Best estimates one by one are always flatter than the areas are; `spread_restored` undoes it. The
    implied variance is that of the estimates plus their mean posterior variance: shrunk estimates vary too little by
    exactly that much. Source: Louis, JASA 1984;79:393. NaN with fewer than two areas.
    """
    known = ~np.isnan(estimates.estimate) & ~np.isnan(estimates.se)
    if known.sum() < 2:
        return float("nan")
    between = float(np.var(estimates.estimate[known]))
    implied = between + float(np.mean(estimates.se[known] ** 2))
    return between / implied if implied > 0 else float("nan")


def spread_restored(estimates: AreaEstimates, width: Width = ANY_WIDTH) -> AreaEstimates:
    """Estimates that vary as much as the areas do: for maps, histograms and counts of areas above a bound.

    Distances from the mean are stretched by one factor so that `over_shrinkage` of what was put in is undone; limits
    move along and widen by the distance moved. One by one they are a little further from the truth than before.
    Raises `BadNumbers` when there is no spread. Sources: Louis, JASA 1984;79:393; Ghosh, JASA 1992;87:533.
    """
    known = ~np.isnan(estimates.estimate) & ~np.isnan(estimates.se)
    between = float(np.var(estimates.estimate[known])) if known.sum() > 1 else 0.0
    if not between > 1e-18:
        raise BadNumbers("there is no spread between the estimates to restore")
    mean = float(np.mean(estimates.estimate[known]))
    stretch = np.sqrt(1 + float(np.mean(estimates.se[known] ** 2)) / between)
    share = np.clip(mean + stretch * (estimates.estimate - mean), 1e-9, 1 - 1e-9)
    moved = np.abs(share - estimates.estimate)
    se = np.sqrt(estimates.se**2 + moved**2)
    lower, upper = logit_limits(share, se, z_score(estimates.confidence))
    return replace(
        estimates,
        estimate=share,
        lower=lower,
        upper=upper,
        se=se,
        status=status_of(share, lower, upper, width),
        method=f"{estimates.method}; spread restored",
        interval_method="normal on the logit scale, widened by the distance moved",
    )


def spread_ratio(estimate: ArrayLike, direct: ArrayLike, variance: ArrayLike) -> float:
    """Over-shrinkage against direct estimates that the model did not see: var(estimate) / (var(direct) - noise).

    1.0 is right; NaN when the direct estimates hold no variation beyond their noise.
    """
    e, d, v = (np.asarray(a, dtype=np.float64) for a in (estimate, direct, variance))
    known = ~(np.isnan(e) | np.isnan(d) | np.isnan(v))
    real = float(np.var(d[known]) - np.mean(v[known])) if known.sum() > 1 else 0.0
    return float(np.var(e[known])) / real if real > 0 else float("nan")


def group_means(values: Floats, population: Floats, at: Ints, groups: int) -> Floats:
    """Population-weighted means per group; NaN where a group is empty."""
    weight = np.bincount(at, population, minlength=groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weight > 0, np.bincount(at, population * values, minlength=groups) / weight, np.nan)
