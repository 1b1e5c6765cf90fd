"""Comparison with a benchmark, and false-discovery control when many areas are compared at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from kansrijk.core.intervals import BadNumbers, Floats, Interval, cases_and_totals, divide, numbers, refuse

Polarity = Literal["higher_is_better", "lower_is_better"]

_WORDS: dict[Polarity | None, tuple[str, str]] = {
    "higher_is_better": ("worse", "better"),
    "lower_is_better": ("better", "worse"),
    None: ("lower", "higher"),
}


@dataclass(frozen=True, eq=False)
class Comparison:
    """`label` per area; `method` names the interval and its confidence."""

    label: NDArray[np.str_]
    method: str


def compare(interval: Interval, benchmark: ArrayLike, polarity: Polarity | None = None) -> Comparison:
    """better, similar or worse (higher, similar, lower without polarity): similar when the interval holds it.

    `benchmark` is in the unit of the interval and broadcasts with it. A missing interval or benchmark is
    not_compared. Source: OHID Fingertips practice, by the PHE guide 2018.
    """
    if polarity not in _WORDS:
        raise BadNumbers(f"unknown polarity {polarity!r}: higher_is_better, lower_is_better or None")
    target = np.asarray(benchmark, dtype=np.float64)
    lower, upper, target = np.broadcast_arrays(interval.lower, interval.upper, target)
    below, above = _WORDS[polarity]
    words = np.array([below, "similar", above, "not_compared"])
    side = 1 + (lower > target).astype(np.int8) - (upper < target).astype(np.int8)
    missing = np.isnan(lower) | np.isnan(upper) | np.isnan(target)
    method = f"{interval.method} {100 * interval.confidence:g} % interval against the benchmark"
    return Comparison(words[np.where(missing, 3, side)], method)


def benchmark_p_value(cases: ArrayLike, totals: ArrayLike, benchmark: ArrayLike) -> Floats:
    """Two-sided p-value of the score test against a fixed share.

    Below 0.05 exactly where the 95 % Wilson interval excludes it; NaN where anything is missing or empty.
    """
    x, n = cases_and_totals(cases, totals)
    target = numbers(benchmark, "benchmark")
    x, n, target = np.broadcast_arrays(x, n, target)
    refuse(target > 1, "benchmark must be a share between 0 and 1")
    gap, spread = x - n * target, np.sqrt(n * target * (1 - target))
    certain = np.where(gap == 0, 0.0, np.inf)
    z = np.where(spread > 0, divide(np.abs(gap), spread), certain)
    z = np.where(np.isnan(gap) | ~(n > 0), np.nan, z)
    return np.asarray(special.erfc(z / np.sqrt(2)))


def ratio_p_value(observed: ArrayLike, expected: ArrayLike) -> Floats:
    """Two-sided p-value of a count against an expected number that is taken as certain.

    Twice the smaller Poisson tail: below 0.05 exactly where the exact 95 % interval excludes it. NaN where anything is
    missing or nothing is expected. Source: PHE guide 2018.
    """
    o, e = np.broadcast_arrays(numbers(observed, "observed"), numbers(expected, "expected"))
    refuse(o % 1 > 0, "observed must be a whole number")
    known = ~np.isnan(o) & (e > 0)
    safe = np.where(known, e, 1.0)
    at_most = special.pdtr(np.where(known, o, 0.0), safe)
    at_least = np.where(o > 0, special.pdtrc(np.maximum(np.where(known, o, 1.0) - 1, 0.0), safe), 1.0)
    return np.where(known, np.minimum(2 * np.minimum(at_most, at_least), 1.0), np.nan)


@dataclass(frozen=True, eq=False)
class FalseDiscovery:
    """`adjusted` p-values and which are `flagged` at `rate`: the expected share of false flags."""

    adjusted: Floats
    flagged: NDArray[np.bool_]
    rate: float
    method: str


def benjamini_hochberg(p_values: ArrayLike, rate: float = 0.05) -> FalseDiscovery:
    """Step-up procedure over the whole set, whatever its shape; NaN takes no part and is never flagged.

    Source: Benjamini & Hochberg, J R Stat Soc B 1995;57:289-300.
    """
    p = numbers(p_values, "p-values")
    refuse(p > 1, "p-values must lie between 0 and 1")
    if not 0 < rate < 1:
        raise BadNumbers("rate must lie between 0 and 1")
    adjusted = np.full(p.shape, np.nan)
    present = ~np.isnan(p)
    values = p[present]
    order = np.argsort(values)
    scaled = values[order] * values.size / np.arange(1, values.size + 1)
    stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    result = np.empty_like(values)
    result[order] = np.minimum(stepped, 1.0)
    adjusted[present] = result
    return FalseDiscovery(adjusted, adjusted <= rate, rate, "Benjamini-Hochberg")
