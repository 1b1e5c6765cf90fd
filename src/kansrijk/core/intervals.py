"""Confidence intervals for proportions, counts, crude rates and standardised figures.

All functions take scalars or arrays that broadcast together and return an `Interval` of arrays. A missing
value (NaN) or an empty denominator gives NaN, never zero: no data is not a figure. Impossible numbers raise
`BadNumbers`.

Source of the choice of methods: Public Health England, Technical Guide: Confidence Intervals (2018).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

EXACT_BELOW = 10
"""Counts below this get the exact Poisson limits, from here on Byar's (PHE guide 2018)."""


class BadNumbers(ValueError):
    """Numbers that cannot be: the sentence says what, `index` the first place (flat index) or None."""

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message if index is None else f"{message} (first at position {index})")
        self.index = index


@dataclass(frozen=True, eq=False)
class Interval:
    """Arrays of one shape, in the unit of the input; `confidence` is a share (0.95), `method` for readers."""

    estimate: Floats
    lower: Floats
    upper: Floats
    confidence: float
    method: str


def numbers(values: ArrayLike, name: str) -> Floats:
    """Values as floats, NaN allowed; raises `BadNumbers` when any is negative or infinite."""
    array = np.asarray(values, dtype=np.float64)
    refuse((array < 0) | np.isinf(array), f"{name} must be finite and not negative")
    return array


def refuse(bad: NDArray[np.bool_], message: str) -> None:
    """Raises `BadNumbers` at the first place where `bad` is true."""
    if np.any(bad):
        raise BadNumbers(message, int(np.argmax(np.ravel(bad))))


def cases_and_totals(cases: ArrayLike, totals: ArrayLike) -> tuple[Floats, Floats]:
    """Both broadcast to one shape; NaN in both where either is missing; raises when cases exceed totals."""
    x, n = np.broadcast_arrays(numbers(cases, "cases"), numbers(totals, "totals"))
    refuse(x > n, "cases must not exceed their total")
    missing = np.isnan(x) | np.isnan(n)
    return np.where(missing, np.nan, x), np.where(missing, np.nan, n)


def z_score(confidence: float) -> float:
    """The normal quantile of a two-sided interval: 1.96 for 0.95. Raises outside (0, 1)."""
    if not 0 < confidence < 1:
        raise BadNumbers("confidence must lie between 0 and 1, such as 0.95")
    return float(special.ndtri(0.5 + confidence / 2))


def divide(over: Floats, under: Floats) -> Floats:
    """Division with NaN, and no warning, where the denominator is zero or missing."""
    result: Floats = np.divide(over, under, out=np.full(np.shape(over), np.nan), where=under > 0)
    return result


def wilson(cases: ArrayLike, totals: ArrayLike, confidence: float = 0.95) -> Interval:
    """Wilson score interval of a proportion; shares in [0, 1]. Source: Wilson 1927; PHE guide 2018."""
    x, n = cases_and_totals(cases, totals)
    z = z_score(confidence)
    share = divide(x, n)
    scale = n + z * z
    middle = x + z * z / 2
    spread = z * np.sqrt(np.maximum(x - x * share, 0.0) + z * z / 4)
    lower = np.where(x == 0, 0.0, (middle - spread) / scale)
    upper = np.where(x == n, 1.0, (middle + spread) / scale)
    lower, upper = np.clip(lower, 0.0, share), np.clip(upper, share, 1.0)
    return Interval(share, lower, upper, confidence, "Wilson score")


def byar(counts: ArrayLike, confidence: float = 0.95) -> Interval:
    """Byar's approximation to the exact Poisson limits of a count. Source: PHE guide 2018."""
    o, z = numbers(counts, "counts"), z_score(confidence)
    safe = np.where(o > 0, o, 1.0)
    lower = safe * np.maximum(1 - 1 / (9 * safe) - z / (3 * np.sqrt(safe)), 0.0) ** 3
    upper = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * np.sqrt(o + 1))) ** 3
    lower = np.where(np.isnan(o), np.nan, np.where(o > 0, np.minimum(lower, o), 0.0))
    return Interval(o, lower, upper, confidence, "Byar")


def exact_poisson(counts: ArrayLike, confidence: float = 0.95) -> Interval:
    """Exact limits of a Poisson count by the chi-square link. Source: Garwood 1936; PHE guide 2018."""
    o = numbers(counts, "counts")
    z_score(confidence)
    tail = (1 - confidence) / 2
    lower = special.gammaincinv(np.where(o > 0, o, 1.0), tail)
    upper = special.gammainccinv(o + 1, tail)
    lower = np.where(np.isnan(o), np.nan, np.where(o > 0, lower, 0.0))
    return Interval(o, lower, np.asarray(upper), confidence, "exact Poisson (chi-square)")


def count_interval(counts: ArrayLike, confidence: float = 0.95) -> Interval:
    """Exact below ten, Byar from ten: the limits to show beside a count. Source: PHE guide 2018."""
    o = numbers(counts, "counts")
    approximate = byar(o, confidence)
    lower, upper = approximate.lower.copy(), np.array(approximate.upper)
    small = o < EXACT_BELOW
    exact = exact_poisson(o[small], confidence)
    lower[small], upper[small] = exact.lower, exact.upper
    return Interval(o, lower, upper, confidence, f"Byar, exact chi-square below {EXACT_BELOW}")


def _scaled(limits: Interval, under: Floats, per: float, method: str) -> Interval:
    """A count's estimate and limits over a denominator that is taken as certain."""
    estimate, lower, upper = (divide(p, under) * per for p in (limits.estimate, limits.lower, limits.upper))
    return Interval(estimate, lower, upper, limits.confidence, method)


def crude_rate(counts: ArrayLike, totals: ArrayLike, per: float = 1000, confidence: float = 0.95) -> Interval:
    """Events per `per` units of `totals` (persons, births, person-years), with the limits of the count."""
    o, n = np.broadcast_arrays(numbers(counts, "counts"), numbers(totals, "totals"))
    limits = count_interval(o, confidence)
    return _scaled(limits, n, per, limits.method)


def dobson(
    counts: ArrayLike, totals: ArrayLike, weights: ArrayLike, per: float = 1000, confidence: float = 0.95
) -> Interval:
    """Directly standardised rate with Dobson's limits; last axis of `counts` and `totals` is the stratum.

    `weights` are the standard population per stratum, any scale. NaN when a stratum that weighs has no
    denominator; with no events at all the rate is 0 and its limits NaN (the method has no answer there).
    Source: Dobson et al., Stat Med 1991;10:457-462; PHE guide 2018, App. 4.
    """
    x, n = np.broadcast_arrays(numbers(counts, "counts"), numbers(totals, "totals"))
    w = numbers(weights, "weights")
    if x.ndim == 0 or w.shape != x.shape[-1:] or not w.sum() > 0:
        raise BadNumbers("weights must be one number per stratum with a sum above zero")
    used = w > 0
    x, n, w = x[..., used], n[..., used], w[used] / w.sum()
    rate = np.sum(w * divide(x, n), axis=-1)
    variance = np.sum(w * w * divide(x, n * n), axis=-1)
    observed = np.sum(x, axis=-1)
    limits = count_interval(observed, confidence)
    step = np.sqrt(divide(variance, observed))
    lower = np.maximum(rate + step * (limits.lower - observed), 0.0)
    upper = rate + step * (limits.upper - observed)
    return Interval(
        rate * per, lower * per, upper * per, confidence, f"Dobson on {limits.method}, direct standardisation"
    )


@dataclass(frozen=True, eq=False)
class StandardisedRatio:
    """Observed over expected (1.0 = as expected) with the strata it was standardised for."""

    interval: Interval
    observed: Floats
    expected: Floats
    strata: tuple[str, ...]


def standardised_ratio(
    observed: ArrayLike,
    totals: Mapping[str, ArrayLike],
    reference_rates: Mapping[str, float],
    confidence: float = 0.95,
) -> StandardisedRatio:
    """Indirectly standardised ratio: events of an area over what the reference's rates would give there.

    `totals` holds per named stratum the denominators of the areas; `reference_rates` events per unit of
    denominator (a share, not per 1,000) under exactly the same names. Two such ratios do not compare with
    each other, only with the reference. Source: PHE guide 2018 (Byar on the observed count).
    """
    if not totals or set(totals) != set(reference_rates):
        names = sorted(set(totals) ^ set(reference_rates))
        raise BadNumbers(f"strata of the area and of the reference differ: {', '.join(names) or 'none given'}")
    o = numbers(observed, "observed")
    parts: list[Any] = [
        numbers(totals[name], f"totals of {name}") * numbers(reference_rates[name], f"rate of {name}")
        for name in totals
    ]
    o, *parts = np.broadcast_arrays(o, *parts)
    expected = np.sum(np.stack(parts), axis=0)
    limits = count_interval(o, confidence)
    ratio = _scaled(limits, expected, 1.0, f"{limits.method}, indirect standardisation")
    return StandardisedRatio(ratio, o, expected, tuple(totals))
