"""A model of persons with an area effect, fitted as a whole: penalised likelihood, everything estimated.

logit P(y = 1) = X b + u_area, u = s + e (`field`). Coefficients and area effects by penalised iteratively reweighted
least squares with step-halving; every smoothing parameter and both precisions of the field by generalised
Fellner-Schall steps inside the same loop, guarded against running off. Laplace's approximation throughout.
Source: Wood & Fasiolo, Biometrics 2017;73:1071; Wood, Generalized Additive Models, 2017.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from kansrijk.core.estimation.design import Codes, Design, area_cross, by_coefficient, gram, linear_predictor
from kansrijk.core.estimation.field import Coefficients, FieldPosterior, Precisions
from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.estimation.result import Ints, expit
from kansrijk.core.intervals import BadNumbers, Floats

VERSION = "unit-level 1"
_LOWEST, _HIGHEST = 1e-4, 1e7
_LAMBDA_ROUND, _TAU_ROUND, _DEVIANCE_ROUND = 0.05, 0.02, 2e-6
_ROUNDS = 80


@dataclass(frozen=True, eq=False)
class Respondents:
    """Persons in area order: `codes` per group of the design, area b at starts[b] to starts[b + 1], outcome 0 or 1.

    `weight` sums to the effective number of respondents.
    """

    design: Design
    codes: list[Codes]
    starts: Ints
    outcome: Floats
    weight: Floats


@dataclass(frozen=True, eq=False)
class Fitted:
    """The mode, its normal approximation, and what was estimated on the way; `rounds` until it stood still."""

    design: Design
    coefficients: Coefficients
    posterior: FieldPosterior
    smoothing: Floats
    deviance: float
    respondents: float
    rounds: int
    converged: bool

    @property
    def effective_coefficients(self) -> float:
        """Effective degrees of freedom of the terms, area effects apart: trace of V (information without penalty)."""
        ridge = _ridge(self.design, self.smoothing)
        return float(self.design.columns - np.sum(np.diag(self.posterior.covariance) * ridge))

    @property
    def parameters(self) -> dict[str, float]:
        """Standard deviations of the area effects on the logit scale, and the effective number of coefficients."""
        tau = self.posterior.precisions
        found = {"rounds": float(self.rounds), "deviance": self.deviance, "intercept": float(self.coefficients.beta[0])}
        found["spatial_sd"] = 0.0 if tau.spatial is None else tau.spatial**-0.5
        found["unstructured_sd"] = 0.0 if tau.unstructured is None else tau.unstructured**-0.5
        return found


def respondents(
    design: Design, codes: list[Codes], area: Ints, areas: int, outcome: Floats, weight: Floats | None = None
) -> Respondents:
    """Leaves out missing outcomes and zero weights, scales weights by Kish's effective size, sorts by area.

    Raises `BadNumbers` for an outcome other than 0, 1 or missing, a negative or unknown weight, or no variation.
    """
    known = ~np.isnan(outcome)
    if np.any(known & (outcome != 0) & (outcome != 1)):
        raise BadNumbers("an outcome must be 0, 1 or empty", int(np.argmax(known & (outcome != 0) & (outcome != 1))))
    w = np.ones(outcome.size) if weight is None else np.asarray(weight, dtype=np.float64)
    if np.any(~np.isfinite(w) | (w < 0)):
        raise BadNumbers("a weight must be a number that is not negative", int(np.argmax(~np.isfinite(w) | (w < 0))))
    used = known & (w > 0)
    if not 0 < outcome[used].sum() < used.sum():
        raise BadNumbers("the outcome is the same for every respondent: there is nothing to estimate")
    rows = np.flatnonzero(used)
    rows = rows[np.argsort(area[rows], kind="stable")]
    w = w[rows]
    starts = np.concatenate([[0], np.cumsum(np.bincount(area[rows], minlength=areas))]).astype(np.int64)
    return Respondents(design, [c[rows] for c in codes], starts, outcome[rows], w * (w.sum() / (w @ w)))


class _Trail:
    """Steps of the logarithms of parameters towards their fixed point, by a guarded secant for each apart."""

    def __init__(self, size: int, longest: float) -> None:
        self.before = np.zeros(size)
        self.taken = np.zeros(size)
        self.longest = longest

    def step(self, now: Floats, aim: Floats) -> Floats:
        """The next value on the natural scale: never against the plain step, at most twenty times as far."""
        raw = np.log(aim) - np.log(now)
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = self.taken / (self.before - raw)
        gain = np.where(np.isfinite(gain) & (gain > 0), np.clip(gain, 0.3, 20.0), 1.0)
        self.before, self.taken = raw, np.clip(raw * gain, -self.longest, self.longest)
        return np.asarray(np.clip(now * np.exp(self.taken), _LOWEST, _HIGHEST))


def subset(data: Respondents, keep: NDArray[np.bool_]) -> Respondents:
    """Those respondents for whom `keep` is true, in the same order; raises `BadNumbers` when they are all alike."""
    area = np.repeat(np.arange(data.starts.size - 1), np.diff(data.starts))[keep]
    starts = np.concatenate([[0], np.cumsum(np.bincount(area, minlength=data.starts.size - 1))]).astype(np.int64)
    if not 0 < data.outcome[keep].sum() < keep.sum():
        raise BadNumbers("the outcome is the same for every respondent of a part: too few cases to check the model")
    return Respondents(data.design, [c[keep] for c in data.codes], starts, data.outcome[keep], data.weight[keep])


def fit(
    data: Respondents,
    graph: Neighbours,
    *,
    spatial: bool = True,
    unstructured: bool = True,
    like: Fitted | None = None,
) -> Fitted:
    """Fits the model. Raises `BadNumbers` when the data do not determine it.

    With `like` it starts there and keeps its smoothing parameters and precisions (where it has them): for folds.
    """
    design, areas = data.design, data.starts.size - 1
    if graph.size != areas:
        raise BadNumbers("the neighbour list has other areas than the respondents")
    smoothing, tau, now = _start(data, areas, spatial, unstructured, like)
    trail, field_trail = _Trail(smoothing.size, 3.0), _Trail(2, 1.5)
    area = np.repeat(np.arange(areas), np.diff(data.starts))
    eta, deviance, converged, rounds = _eta(data, now, area), np.inf, False, 0
    while rounds < _ROUNDS:  # one loop for everything that is estimated: so longer than most functions
        rounds += 1
        posterior = _posterior(data, graph, tau, eta, smoothing)
        right = _right(data, eta)
        aim = posterior.solve(by_coefficient(design, data.codes, right), _by_area(data, right))
        now, eta, fitted = _guarded(data, graph, tau, smoothing, now, aim, area)
        if like is not None:
            converged = abs(deviance - fitted) < 1e-5 * abs(fitted)
            deviance = fitted
            if converged:
                break
            continue
        next_smoothing, moved = _next_smoothing(design, posterior, now, smoothing, trail)
        next_tau = _next_precisions(posterior, now, field_trail)
        still = moved < _LAMBDA_ROUND and _distance(tau, next_tau) < _TAU_ROUND
        still = still and abs(deviance - fitted) < _DEVIANCE_ROUND * abs(fitted)
        deviance, converged = fitted, still
        if still:
            break
        smoothing, tau = next_smoothing, next_tau
    posterior = _posterior(data, graph, tau, eta, smoothing)
    return Fitted(design, now, posterior, smoothing, deviance, float(data.weight.sum()), rounds, converged)


def _start(
    data: Respondents, areas: int, spatial: bool, unstructured: bool, like: Fitted | None
) -> tuple[Floats, Precisions, Coefficients]:
    """Smoothing parameters, precisions and coefficients to begin with."""
    if like is None:
        beta = np.zeros(data.design.columns)
        beta[0] = special.logit(float(data.weight @ data.outcome) / float(data.weight.sum()))
        tau = Precisions(20.0 if spatial else None, 20.0 if unstructured else None)
        return np.full(len(data.design.penalties), 10.0), tau, Coefficients(beta, np.zeros(areas), np.zeros(areas))
    known = like.posterior.precisions
    pooled = sum(1 / t for t in (known.spatial, known.unstructured) if t is not None) or 0.05
    alone = 1 / pooled
    tau = Precisions(
        (known.spatial or alone) if spatial else None,
        (known.unstructured or alone if spatial else alone) if unstructured else None,
    )
    start = like.coefficients
    none = np.zeros(areas)
    return (
        like.smoothing,
        tau,
        Coefficients(start.beta, start.spatial if spatial else none, start.unstructured if unstructured else none),
    )


def _eta(data: Respondents, at: Coefficients, area: Ints) -> Floats:
    return linear_predictor(data.design, data.codes, at.beta) + at.area[area]


def _by_area(data: Respondents, values: Floats) -> Floats:
    total = np.concatenate([[0.0], np.cumsum(values)])
    found: Floats = total[data.starts[1:]] - total[data.starts[:-1]]
    return np.where(np.diff(data.starts) > 0, found, 0.0)


def _right(data: Respondents, eta: Floats) -> Floats:
    p = expit(eta)
    return np.asarray(data.weight * (p * (1 - p) * eta + data.outcome - p))


def _posterior(data: Respondents, graph: Neighbours, tau: Precisions, eta: Floats, smoothing: Floats) -> FieldPosterior:
    p = expit(eta)
    weight = np.maximum(data.weight * p * (1 - p), 1e-12)
    information = gram(data.design, data.codes, weight)
    information[np.diag_indices_from(information)] += _ridge(data.design, smoothing)
    cross = area_cross(data.design, data.codes, data.starts, weight)
    return FieldPosterior(graph, tau, np.maximum(_by_area(data, weight), 0.0), cross, information)


def _ridge(design: Design, smoothing: Floats) -> Floats:
    found = np.zeros(design.columns)
    for penalty, amount in zip(design.penalties, smoothing, strict=True):
        found[penalty.start : penalty.stop] = amount
    return found


def _guarded(
    data: Respondents,
    graph: Neighbours,
    tau: Precisions,
    smoothing: Floats,
    now: Coefficients,
    aim: Coefficients,
    area: Ints,
) -> tuple[Coefficients, Floats, float]:
    """The step towards `aim`, halved until the penalised deviance does not grow; with its predictor and deviance."""
    ridge = _ridge(data.design, smoothing)

    def judged(at: Coefficients) -> tuple[Floats, float, float]:
        eta = _eta(data, at, area)
        deviance = 2 * float(data.weight @ (np.logaddexp(0, eta) - data.outcome * eta))
        found = deviance + float(ridge @ at.beta**2)
        found += 0.0 if tau.spatial is None else tau.spatial * float(at.spatial @ (graph.structure @ at.spatial))
        found += 0.0 if tau.unstructured is None else tau.unstructured * float(at.unstructured @ at.unstructured)
        return eta, deviance, found

    bound = judged(now)[2]
    for _ in range(20):
        eta, deviance, found = judged(aim)
        if np.isfinite(found) and found <= bound + 1e-7 * abs(bound):
            return aim, eta, deviance
        aim = Coefficients(
            (aim.beta + now.beta) / 2, (aim.spatial + now.spatial) / 2, (aim.unstructured + now.unstructured) / 2
        )
    return now, _eta(data, now, area), judged(now)[1]


def _next_smoothing(
    design: Design, posterior: FieldPosterior, now: Coefficients, smoothing: Floats, trail: _Trail
) -> tuple[Floats, float]:
    """lambda (rank / lambda - tr V) / (b'b), left as it is where the data say nothing about a block.

    Also the largest relative move, each weighed by the coefficients in use in its block (at most one): a curve that is
    shrunk away may keep moving without changing anything.
    """
    aim = smoothing.copy()
    in_use = np.zeros(smoothing.size)
    variances = np.diag(posterior.covariance)
    for i, penalty in enumerate(design.penalties):
        part = slice(penalty.start, penalty.stop)
        used = float(penalty.stop - penalty.start) - smoothing[i] * float(variances[part].sum())
        in_use[i] = min(max(used, 0.0), 1.0)
        if used > 1e-6:
            aim[i] = np.clip(used / max(float(now.beta[part] @ now.beta[part]), 1e-12), _LOWEST, _HIGHEST)
    moved = float(np.max(np.abs(np.log(aim / smoothing)) * in_use, initial=0.0))
    return trail.step(smoothing, aim), moved


def _next_precisions(posterior: FieldPosterior, now: Coefficients, trail: _Trail) -> Precisions:
    found, tau = posterior.refreshed(now), posterior.precisions
    before = np.array([tau.spatial or 1.0, tau.unstructured or 1.0])
    aim = np.clip(np.array([found.spatial or 1.0, found.unstructured or 1.0]), 0.05, 1e5)
    step = trail.step(before, aim)
    return Precisions(
        None if tau.spatial is None else float(step[0]), None if tau.unstructured is None else float(step[1])
    )


def _distance(one: Precisions, other: Precisions) -> float:
    pairs = ((one.spatial, other.spatial), (one.unstructured, other.unstructured))
    return max((abs(np.log(a / b)) for a, b in pairs if a is not None and b is not None and a < 5e4), default=0.0)
