"""How two figures of the same areas go together: Pearson's and Spearman's coefficient, each with its interval.

They describe areas, not people, and say nothing about cause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # scipy.stats loads at its first use: most processes never come there
from numpy.typing import ArrayLike

from kansrijk.core.intervals import BadNumbers, z_score

FEWEST_PAIRS = 10
"""Below this an interval is so wide that a coefficient would only mislead."""


@dataclass(frozen=True)
class Coefficient:
    """Between -1 and 1 with its limits; `confidence` is a share, `method` for readers."""

    value: float
    lower: float
    upper: float
    confidence: float
    method: str


@dataclass(frozen=True)
class Correlation:
    """`linear` and `rank` over the `pairs` areas that have both figures."""

    linear: Coefficient
    rank: Coefficient
    pairs: int


def correlation(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> Correlation | None:
    """Both coefficients over the pairs without NaN; None below ten pairs or where one figure does not vary.

    Limits by Fisher's z; for ranks with the standard error of Bonett & Wright, Psychometrika 2000;65:23-28.
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise BadNumbers("two figures that are correlated need one value each per area")
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if a.size < FEWEST_PAIRS or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    linear, rank = _pearson(a, b), _pearson(scipy.stats.rankdata(a), scipy.stats.rankdata(b))
    spread = 1 / np.sqrt(a.size - 3)
    wider = np.sqrt((1 + rank * rank / 2) / (a.size - 3))
    return Correlation(
        _with_limits(linear, float(spread), confidence, "Pearson, Fisher z"),
        _with_limits(rank, float(wider), confidence, "Spearman, Fisher z (Bonett-Wright)"),
        int(a.size),
    )


def _pearson(a: np.ndarray, b: np.ndarray) -> float:
    left, right = a - a.mean(), b - b.mean()
    return float(np.clip(left @ right / np.sqrt((left @ left) * (right @ right)), -1, 1))


def _with_limits(value: float, spread: float, confidence: float, method: str) -> Coefficient:
    if abs(value) == 1:
        return Coefficient(value, value, value, confidence, method)
    middle, step = float(np.arctanh(value)), z_score(confidence) * spread
    return Coefficient(value, float(np.tanh(middle - step)), float(np.tanh(middle + step)), confidence, method)
