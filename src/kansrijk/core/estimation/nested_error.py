"""The nested error regression: a linear model for units with an area effect.

y_ij = x_ij' b + v_i + e_ij. Source: Battese, Harter & Fuller, JASA 1988;83:28-36; mean squared error by Prasad & Rao,
JASA 1990;85:163-171.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from kansrijk.core.estimation.result import ANY_WIDTH, AreaEstimates, Ints, Width, named, status_of
from kansrijk.core.intervals import BadNumbers, Floats, z_score

VERSION = "nested-error 1"


def nested_error(
    outcome: ArrayLike,
    covariates: ArrayLike,
    area: ArrayLike,
    area_means: ArrayLike,
    *,
    areas: ArrayLike | None = None,
    confidence: float = 0.95,
    unit: str = "share",
    width: Width = ANY_WIDTH,
) -> AreaEstimates:
    """Predicted area means, REML. `outcome` (units,), `covariates` (units, k) with its ones, `area` (units,) positions
    0..m-1, `area_means` (m, k) the population means of the covariates. An area without units gets the synthetic mean.
    """
    y, x, means = (np.asarray(v, dtype=np.float64) for v in (outcome, covariates, area_means))
    at: Ints = np.asarray(area, dtype=np.int64)
    size = means.shape[0]
    if x.shape != (y.size, means.shape[1]) or at.shape != y.shape or at.min() < 0 or at.max() >= size:
        raise BadNumbers("outcome, covariates and area must have one row per unit, and area_means one row per area")
    if not (np.isfinite(x).all() and np.isfinite(y).all() and np.isfinite(means).all()):
        raise BadNumbers("outcomes, covariates and means must be finite")
    count = np.bincount(at, minlength=size).astype(np.float64)

    def moments(ratio: float) -> tuple[Floats, Floats, float, float]:
        """Under v-variance / e-variance = ratio: coefficients, inverse information, e-variance, REML criterion."""
        shrink = (ratio / (1 + ratio * count))[at]
        xs, ys = _sums(x, at, size), np.bincount(at, y, minlength=size)
        information = x.T @ x - xs.T @ ((ratio / (1 + ratio * count))[:, None] * xs)
        inverse: Floats = np.asarray(np.linalg.inv(information), dtype=np.float64)
        beta = inverse @ (x.T @ y - xs.T @ (ratio / (1 + ratio * count) * ys))
        residual = y - x @ beta
        quadratic = float(
            residual @ residual - np.sum(shrink * residual * np.bincount(at, residual, minlength=size)[at])
        )
        free = y.size - x.shape[1]
        variance = quadratic / free
        criterion = free * np.log(variance) + float(np.log1p(ratio * count).sum()) + np.linalg.slogdet(information)[1]
        return beta, inverse, variance, float(criterion)

    best = optimize.minimize_scalar(
        lambda t: moments(float(np.exp(t)))[3], bounds=(-14, 10), method="bounded", options={"xatol": 1e-10}
    )
    ratio = float(np.exp(best.x))
    beta, inverse, error, _ = moments(ratio)
    between = ratio * error
    gamma = ratio * count / (1 + ratio * count)
    safe = np.maximum(count, 1.0)
    sample = _sums(x, at, size) / safe[:, None]
    own = np.bincount(at, y, minlength=size) / safe - sample @ beta
    estimate = means @ beta + gamma * np.where(count > 0, own, 0.0)
    left = means - gamma[:, None] * sample
    g1 = (1 - gamma) * between
    g2 = error * np.einsum("ij,jk,ik->i", left, inverse, left)
    mse = g1 + g2 + 2 * _third(count, between, error, y.size)
    se = np.sqrt(mse)
    z = z_score(confidence)
    lower, upper = estimate - z * se, estimate + z * se
    parameters = {"between_variance": between, "error_variance": error}
    parameters |= {f"beta_{i}": float(b) for i, b in enumerate(beta)}
    return AreaEstimates(
        named(areas, size),
        estimate,
        lower,
        upper,
        se,
        gamma,
        status_of(estimate, lower, upper, width),
        confidence,
        "normal, Prasad-Rao mean squared error",
        "nested error regression, REML",
        VERSION,
        unit,
        (),
        parameters,
    )


def _sums(x: Floats, at: Ints, size: int) -> Floats:
    return np.column_stack([np.bincount(at, column, minlength=size) for column in x.T])


def _third(count: Floats, between: float, error: float, units: int) -> Floats:
    """g3: what estimating both variances adds, from their asymptotic information."""
    alpha = error + count * between
    used = count > 0
    vv = 0.5 * float(np.sum(count[used] ** 2 / alpha[used] ** 2))
    ee = 0.5 * (float(np.sum(1 / alpha[used] ** 2)) + (units - used.sum()) / error**2)
    ve = 0.5 * float(np.sum(count[used] / alpha[used] ** 2))
    spread = np.linalg.inv(np.array([[vv, ve], [ve, ee]]))
    quadratic = error**2 * spread[0, 0] + between**2 * spread[1, 1] - 2 * error * between * spread[0, 1]
    return np.where(used, count * quadratic / alpha**3, 0.0)
