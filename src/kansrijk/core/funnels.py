"""Funnel limits: the shares between which only chance sets an area of a given size apart from a target."""

from __future__ import annotations

from typing import Literal

import numpy as np
import scipy  # scipy.stats loads at its first use: most processes never come there
from numpy.typing import ArrayLike

from kansrijk.core.intervals import BadNumbers, Floats, Interval, divide, exact_poisson, numbers, refuse, z_score

FunnelMethod = Literal["normal", "arcsine", "exact"]


def funnel_limits(
    totals: ArrayLike, target: ArrayLike, confidence: float = 0.95, method: FunnelMethod = "arcsine"
) -> Interval:
    """Limits around `target` (a share) for each denominator in `totals`; `estimate` is the target itself.

    `normal` is not cut off at 0 or 1, so that a reader sees where it fails; below about 200 use the others.
    NaN where the denominator is zero or missing. Source: Spiegelhalter, Stat Med 2005;24:1185-1202.
    """
    n, p = np.broadcast_arrays(numbers(totals, "totals"), numbers(target, "target"))
    refuse(p > 1, "target must be a share between 0 and 1")
    z = z_score(confidence)
    n = np.where(n > 0, n, np.nan)
    if method == "normal":
        spread = z * np.sqrt(p * (1 - p) / n)
        return Interval(p, p - spread, p + spread, confidence, "funnel, normal")
    if method == "arcsine":
        angle, spread = np.arcsin(np.sqrt(p)), z / (2 * np.sqrt(n))
        lower = np.sin(np.maximum(angle - spread, 0.0)) ** 2
        upper = np.sin(np.minimum(angle + spread, np.pi / 2)) ** 2
        return Interval(p, lower, upper, confidence, "funnel, arcsine")
    if method == "exact":
        lower, upper = _exact_lower(n, p, confidence), 1 - _exact_lower(n, 1 - p, confidence)
        return Interval(p, lower, upper, confidence, "funnel, exact binomial")
    raise BadNumbers(f"unknown funnel method {method!r}: normal, arcsine or exact")


def ratio_limits(expected: ArrayLike, confidence: float = 0.95) -> Interval:
    """Limits around 1 (as expected) of a standardised ratio, for each expected number; `estimate` is 1.

    Exact Poisson by the chi-square link, so that they close in smoothly. NaN where nothing is expected. Source:
    Spiegelhalter, Stat Med 2005;24:1185-1202; APHO technical briefing 2, 2008.
    """
    e = numbers(expected, "expected")
    limits = exact_poisson(e, confidence)
    lower, upper = divide(limits.lower, e), divide(limits.upper, e)
    return Interval(divide(e, e), lower, upper, confidence, f"funnel, {limits.method}")


def _exact_lower(n: Floats, p: Floats, confidence: float) -> Floats:
    """The smallest share not flagged: a lower count has a one-sided tail of at most (1 - confidence) / 2."""
    refuse(n % 1 > 0, "exact limits need whole denominators")
    count = scipy.stats.binom.ppf((1 - confidence) / 2, n, p)
    return np.asarray(np.maximum(count, 0.0) / n)
