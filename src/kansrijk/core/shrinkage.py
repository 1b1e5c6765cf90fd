"""Empirical-Bayes shrinkage of proportions, and how far a figure's own data can be relied on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from kansrijk.core.intervals import BadNumbers, Floats, Interval, cases_and_totals, divide, numbers, z_score


@dataclass(frozen=True)
class BetaPrior:
    """What is believed of an area before its own data: `mean` and between-area `sd`, both shares.

    `sd` zero means that no variation beyond chance was found; then `strength` is infinite.
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        """Refuses what no beta distribution can have."""
        if not 0 < self.mean < 1 or not 0 <= self.sd * self.sd < self.mean * (1 - self.mean):
            raise BadNumbers("a prior needs a mean between 0 and 1 and an sd below sqrt(mean (1 - mean))")

    @property
    def strength(self) -> float:
        """In units of the denominator (births): from here on an area's own data outweigh the prior."""
        return self.mean * (1 - self.mean) / self.sd**2 - 1 if self.sd > 0 else float("inf")

    @property
    def a(self) -> float:
        """First parameter of the beta distribution."""
        return self.mean * self.strength

    @property
    def b(self) -> float:
        """Second parameter of the beta distribution."""
        return (1 - self.mean) * self.strength


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Posterior mean and credible interval; `weight` is the share that comes from the area's own data."""

    interval: Interval
    weight: Floats
    prior: BetaPrior


def fit_beta_prior(cases: ArrayLike, totals: ArrayLike) -> BetaPrior:
    """Prior from the areas themselves by moments weighted with the denominator; empty areas are passed over.

    Unbiased for the between-area variance under the beta-binomial. Raises when fewer than two areas have
    data, or all or none are cases. Source: Kleinman, JASA 1973;68:46-54.
    """
    x, n = (values.ravel() for values in cases_and_totals(cases, totals))
    x, n = x[n > 0], n[n > 0]
    if n.size < 2:
        raise BadNumbers("a prior needs at least two areas with data")
    mean = float(x.sum() / n.sum())
    if not 0 < mean < 1:
        raise BadNumbers("a prior needs cases as well as non-cases among the areas")
    left = 1 - n / n.sum()
    excess = float(np.sum(n * (x / n - mean) ** 2)) - mean * (1 - mean) * (n.size - 1)
    room = float(np.sum(left * (n - 1)))
    variance = max(excess, 0.0) / room if room > 0 else 0.0
    return BetaPrior(mean, float(np.sqrt(min(variance, mean * (1 - mean) * (1 - 1e-9)))))


def shrink(cases: ArrayLike, totals: ArrayLike, prior: BetaPrior, confidence: float = 0.95) -> Shrunk:
    """Beta-binomial shrinkage towards the prior mean; shares in [0, 1].

    An area without births gets the prior itself and weight 0; a missing area NaN. With a prior of infinite
    strength the estimate is the mean and the limits are NaN: an interval without width would claim certainty.
    """
    x, n = cases_and_totals(cases, totals)
    z_score(confidence)
    method = "empirical Bayes, beta-binomial"
    if not np.isfinite(prior.strength):
        estimate = np.where(np.isnan(n), np.nan, prior.mean)
        none = np.full(n.shape, np.nan)
        return Shrunk(Interval(estimate, none, none, confidence, method), np.where(np.isnan(n), n, 0.0), prior)
    a, b, tail = prior.a + x, prior.b + n - x, (1 - confidence) / 2
    lower, upper = special.betaincinv(a, b, tail), special.betainccinv(a, b, tail)
    estimate = a / (a + b)
    # With nearly all weight on 0 or 1 the mean lies outside equal tails; the limits then reach to the mean.
    lower, upper = np.minimum(lower, estimate), np.maximum(upper, estimate)
    interval = Interval(estimate, lower, upper, confidence, method)
    return Shrunk(interval, n / (n + prior.strength), prior)


def reliability(totals: ArrayLike, mean: float, between_sd: float) -> Floats:
    """Share of the variation between areas of this size that is real: sd^2 / (sd^2 + mean (1 - mean) / n).

    `mean` and `between_sd` are shares. 0 for an empty area, NaN for a missing one.
    """
    n = numbers(totals, "totals")
    if not 0 < mean < 1 or not between_sd >= 0:
        raise BadNumbers("reliability needs a mean between 0 and 1 and an sd of at least 0")
    signal = n * between_sd**2
    return signal / (signal + mean * (1 - mean))


def standard_error(totals: ArrayLike, mean: float) -> Floats:
    """Standard error of an observed share around `mean`; NaN for an empty area."""
    n = numbers(totals, "totals")
    if not 0 <= mean <= 1:
        raise BadNumbers("mean must be a share between 0 and 1")
    return np.sqrt(divide(np.full(n.shape, mean * (1 - mean)), n))
