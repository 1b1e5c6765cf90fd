"""How far areas within a larger one lie apart, beyond what chance alone would do.

No measure here names the areas: the answer is about the differences, not about who comes last.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # scipy.stats loads at its first use: most processes never come there
from numpy.typing import ArrayLike

from kansrijk.core.intervals import BadNumbers, Floats, numbers, refuse
from kansrijk.core.shrinkage import fit_beta_prior

FEWEST_AREAS = 5
"""Below this neither a spread nor a slope says anything."""


@dataclass(frozen=True)
class Spread:
    """Between-area standard deviation in the unit of a share (0 to 1), net of sampling noise.

    `observed` is the same with the noise still in it, `p_value` that of the chi-square test for equal shares,
    `mean` the pooled share and `areas` how many took part.
    """

    between: float
    observed: float
    mean: float
    p_value: float
    areas: int
    method: str


def spread(shares: ArrayLike, totals: ArrayLike) -> Spread | None:
    """Over the areas with a share and a denominator; None below five, or where all or none are cases.

    Weighted by the denominator; unbiased for the between-area variance. Source: Kleinman, JASA 1973;68:46-54.
    """
    p, n = numbers(shares, "shares"), numbers(totals, "totals")
    refuse(p > 1, "a share must lie between 0 and 1")
    if p.ndim != 1 or p.shape != n.shape:
        raise BadNumbers("one share and one denominator per area")
    known = np.isfinite(p) & (n > 0)
    p, n = p[known], n[known]
    if p.size < FEWEST_AREAS:
        return None
    mean = float(n @ p / n.sum())
    if not 0 < mean < 1:
        return None
    prior = fit_beta_prior(p * n, n)
    apart = float(np.sum(n * (p - mean) ** 2))
    room = float(np.sum((1 - n / n.sum()) * (n - 1)))
    chi_square = apart / (mean * (1 - mean))
    return Spread(
        between=prior.sd,
        observed=float(np.sqrt(apart / room)) if room > 0 else 0.0,  # by the same measure, so never below `between`
        mean=mean,
        p_value=float(scipy.stats.chi2.sf(chi_square, p.size - 1)),
        areas=int(p.size),
        method="weighted moments (Kleinman)",
    )


@dataclass(frozen=True)
class Slope:
    """Slope index of inequality: the difference, in the unit of the figure, between the ends of the ordering.

    `value` is last minus first by the fitted line, with its t-interval; `concentration` the concentration index
    (negative: more of it among the first). `areas` took part.
    """

    value: float
    lower: float
    upper: float
    concentration: float
    areas: int
    confidence: float
    method: str


def slope_index(
    values: ArrayLike, populations: ArrayLike, ordered_by: ArrayLike, confidence: float = 0.95
) -> Slope | None:
    """Weighted regression of the value on the cumulative share of the population, from the lowest order upwards.

    `populations` are the weights (people), `ordered_by` any figure that puts areas in an order; ties share a place.
    None below five areas or where the order has a single step. Source: PHE guide 2018, App. 7 and 8.
    """
    y, order = np.asarray(values, dtype=np.float64), np.asarray(ordered_by, dtype=np.float64)
    w = numbers(populations, "populations")
    if y.ndim != 1 or y.shape != w.shape or y.shape != order.shape:
        raise BadNumbers("one value, one population and one place in the order per area")
    known = np.isfinite(y) & np.isfinite(order) & (w > 0)
    y, w, order = y[known], w[known], order[known]
    if y.size < FEWEST_AREAS or np.unique(order).size < 2:
        return None
    place = relative_place(w, order)
    weight = w / w.sum()
    centre, mean = float(weight @ place), float(weight @ y)
    size = float(weight @ (place - centre) ** 2)
    value = float(weight @ ((place - centre) * (y - mean))) / size
    rest = y - mean - value * (place - centre)
    freedom = y.size - 2
    error = np.sqrt(float(weight @ rest**2) * y.size / freedom / (y.size * size))
    step = float(scipy.stats.t.ppf(0.5 + confidence / 2, freedom) * error)
    concentration = 2 * value * size / mean if mean else float("nan")
    return Slope(
        value,
        value - step,
        value + step,
        concentration,
        int(y.size),
        confidence,
        "slope index of inequality, weighted regression, t",
    )


def relative_place(populations: Floats, ordered_by: Floats) -> Floats:
    """The middle of each area's stretch of the population, 0 to 1, from the lowest order upwards; ties share one."""
    steps, which = np.unique(ordered_by, return_inverse=True)
    held = np.bincount(which, weights=populations, minlength=steps.size)
    middle = (np.cumsum(held) - held / 2) / held.sum()
    result: Floats = middle[which]
    return result
