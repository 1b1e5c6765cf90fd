"""Whether a proportion rises or falls over its most recent points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from kansrijk.core.intervals import BadNumbers, Floats, cases_and_totals, divide

RECENT_POINTS = 5

_DIRECTIONS = np.array(["decreasing", "no_significant_change", "increasing", "not_compared"])


@dataclass(frozen=True, eq=False)
class Trend:
    """Per series: `z` (positive is rising), `chi_square` (1 df), two-sided `p_value`, and the word for it.

    `direction` is increasing, decreasing, no_significant_change or not_compared (a point missing or empty).
    """

    z: Floats
    chi_square: Floats
    p_value: Floats
    direction: NDArray[np.str_]
    points: int
    significance: float
    method: str


def cochran_armitage(
    cases: ArrayLike, totals: ArrayLike, scores: ArrayLike | None = None, significance: float = 0.05
) -> Trend:
    """Cochran-Armitage test for a linear trend in proportions along the last axis, time running forward.

    Shapes (..., points); `scores` are the times of the points, 0, 1, 2... when not given. A series of only
    zeros (or only full totals) does not change: z is 0. Source: Armitage, Biometrics 1955;11:375-386.
    """
    x, n = cases_and_totals(cases, totals)
    if x.ndim == 0 or x.shape[-1] < 2:
        raise BadNumbers("a trend needs at least two points on the last axis")
    points = x.shape[-1]
    t = np.arange(points, dtype=np.float64) if scores is None else np.asarray(scores, dtype=np.float64)
    if t.shape != (points,) or not np.all(np.isfinite(t)) or np.ptp(t) == 0:
        raise BadNumbers("scores must be one finite number per point, not all equal")
    t = t - t.mean()
    usable = np.all(n > 0, axis=-1)
    all_n, all_x, n_t = n.sum(axis=-1), x.sum(axis=-1), n @ t
    share = divide(all_x, all_n)
    statistic = x @ t - share * n_t
    variance = share * (1 - share) * (n @ (t * t) - divide(n_t * n_t, all_n))
    flat = (all_x == 0) | (all_x == all_n)
    z = np.where(flat, 0.0, divide(statistic, np.sqrt(np.maximum(variance, 0.0))))
    z = np.where(usable, z, np.nan)
    p_value = np.asarray(special.erfc(np.abs(z) / np.sqrt(2)))
    change = np.where(p_value < significance, np.sign(z), 0.0)
    code = np.where(usable, change + 1, 3).astype(np.int8)
    return Trend(z, z * z, p_value, _DIRECTIONS[code], points, significance, "Cochran-Armitage")


def recent_trend(cases: ArrayLike, totals: ArrayLike, significance: float = 0.05) -> Trend:
    """`cochran_armitage` over the last five points of each series; fewer than five is not compared.

    Points are equally spaced: a year without figures is NaN in its place, and makes the series not compared.
    """
    x, n = cases_and_totals(cases, totals)
    if x.ndim == 0:
        raise BadNumbers("a trend needs its points on the last axis")
    missing = RECENT_POINTS - x.shape[-1]
    if missing > 0:
        padding = np.full((*x.shape[:-1], missing), np.nan)
        x, n = np.concatenate([padding, x], axis=-1), np.concatenate([padding, n], axis=-1)
    return cochran_armitage(x[..., -RECENT_POINTS:], n[..., -RECENT_POINTS:], significance=significance)
