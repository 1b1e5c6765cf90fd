"""Shares from counts alone, without covariates: beta-binomial empirical Bayes with the prior's own uncertainty."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from kansrijk.core.estimation.result import USUAL_WIDTH, AreaEstimates, Width, named, status_of
from kansrijk.core.intervals import BadNumbers, Floats, cases_and_totals, z_score
from kansrijk.core.shrinkage import BetaPrior, fit_beta_prior

VERSION = "beta-binomial 1"
_BOUNDS = (float(np.log(0.5)), float(np.log(1e7)))
"""Of the logarithm of the prior's strength, in births."""
_STEPS = 7
"""Quadrature points per parameter of the prior."""


def _log_marginal(mean: float, strength: float, x: Floats, n: Floats, times: Floats) -> float:
    """Beta-binomial log-likelihood without the binomial coefficients; `times` areas have equal counts."""
    a, b = mean * strength, (1 - mean) * strength
    return float(times @ special.betaln(a + x, b + n - x) - times.sum() * special.betaln(a, b))


def empirical_bayes(
    cases: ArrayLike,
    totals: ArrayLike,
    *,
    areas: ArrayLike | None = None,
    confidence: float = 0.95,
    width: Width = USUAL_WIDTH,
) -> AreaEstimates:
    """Posterior mean share per area, shape (areas,), with limits that also carry the doubt about the prior.

    The prior's mean and strength are integrated over a grid around their maximum likelihood (a log-normal hyperprior
    that is flat within it), so that limits keep their coverage with few areas too. `reliability` is n / (n + strength).
    An area without births gets the prior; a missing one NaN. Raises `BadNumbers` with fewer than three areas with data.
    Source: Kass & Steffey, JASA 1989;84:717 (integrating the prior); Griffiths, Biometrics 1973;29:637.
    """
    x, n = cases_and_totals(cases, totals)
    if x.ndim != 1:
        raise BadNumbers("cases and totals must be one number per area")
    z_score(confidence)
    used = n > 0
    if used.sum() < 3:
        raise BadNumbers("empirical Bayes needs at least three areas with data")
    start = fit_beta_prior(x[used], n[used])
    # Areas with equal counts get equal answers: each kind is worked out once.
    kinds, place = np.unique(np.column_stack([x, n]), axis=0, return_inverse=True)
    times, (x, n) = np.bincount(place.ravel(), used).astype(np.float64), kinds.T
    points, weights = _hyper_grid(start, x[times > 0], n[times > 0], times[times > 0])
    a = (points[:, 0] * points[:, 1])[:, None] + x
    b = ((1 - points[:, 0]) * points[:, 1])[:, None] + n - x
    means = a / (a + b)
    mean = weights @ means
    variance = weights @ (means * (1 - means) / (a + b + 1) + (means - mean) ** 2)
    strength = mean * (1 - mean) / variance - 1
    tail = (1 - confidence) / 2
    lower = np.asarray(special.betaincinv(mean * strength, (1 - mean) * strength, tail))
    upper = np.asarray(special.betainccinv(mean * strength, (1 - mean) * strength, tail))
    lower, upper = np.minimum(lower, mean), np.maximum(upper, mean)
    own = weights @ (n / (n + points[:, 1][:, None]))
    mean, lower, upper, own, variance = (one[place.ravel()] for one in (mean, lower, upper, own, variance))
    centre = weights @ points
    prior_sd = float(weights @ np.sqrt(points[:, 0] * (1 - points[:, 0]) / (points[:, 1] + 1)))
    return AreaEstimates(
        named(areas, mean.size),
        mean,
        lower,
        upper,
        np.sqrt(variance),
        own,
        status_of(mean, lower, upper, width),
        confidence,
        "beta quantiles, prior integrated",
        "beta-binomial empirical Bayes",
        VERSION,
        parameters={"prior_mean": float(centre[0]), "prior_sd": prior_sd, "prior_strength": float(centre[1])},
    )


def _hyper_grid(start: BetaPrior, x: Floats, n: Floats, times: Floats) -> tuple[Floats, Floats]:
    """(mean, strength) of the prior at quadrature points, shape (points, 2), and their weights."""

    def log_posterior(theta: Floats) -> float:
        mean, strength = float(special.expit(np.clip(theta[0], -16, 16))), float(np.exp(np.clip(theta[1], *_BOUNDS)))
        # A prior sd that is exponential on the logit scale with P(sd > 4.6) = 1 %: keeps the strength finite.
        sd = 1 / np.sqrt(mean * (1 - mean) * (strength + 1))
        return _log_marginal(mean, strength, x, n, times) - float(sd) + float(np.log(sd))

    first = np.array([special.logit(start.mean), np.log(min(max(start.strength, 1.0), 1e5))])
    best = optimize.minimize(
        lambda t: -log_posterior(t), first, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6}
    )
    mode = np.asarray(best.x)
    spread = np.array([_half_width(log_posterior, mode, k) for k in range(2)])
    nodes, base = np.polynomial.hermite_e.hermegauss(_STEPS)
    grid = [(u, v, wu * wv) for u, wu in zip(nodes, base, strict=True) for v, wv in zip(nodes, base, strict=True)]
    at = np.array([[mode[0] + u * spread[0], mode[1] + v * spread[1]] for u, v, _ in grid])
    logs = np.array([log_posterior(p) for p in at]) + np.array([0.5 * (u * u + v * v) for u, v, _ in grid])
    weights = np.exp(logs - logs.max()) * np.array([w for _, _, w in grid])
    points = np.column_stack([special.expit(np.clip(at[:, 0], -16, 16)), np.exp(np.clip(at[:, 1], *_BOUNDS))])
    return points, weights / weights.sum()


def _half_width(log_posterior: object, mode: Floats, axis: int) -> float:
    """The standard deviation that the curvature at the mode gives, kept between 0.001 and 1.5."""
    assert callable(log_posterior)
    step = np.zeros(2)
    step[axis] = 0.05
    curve = (2 * log_posterior(mode) - log_posterior(mode + step) - log_posterior(mode - step)) / 0.05**2
    return float(np.clip(1 / np.sqrt(max(curve, 1e-6)), 1e-3, 1.5))
