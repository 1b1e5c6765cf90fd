"""A model of persons with an area effect, fitted as a whole: penalised likelihood, everything estimated.

logit P(y = 1) = X b + u_area, u = s + e (`field`). Coefficients and area effects by penalised iteratively reweighted
least squares with step-halving; every smoothing parameter and both precisions of the field by generalised
Fellner-Schall steps inside the same loop, guarded against running off. Laplace's approximation throughout.
Source: Wood & Fasiolo, Biometrics 2017;73:1071; Wood, Generalized Additive Models, 2017.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from kansrijk.core.estimation.design import Codes, Design
from kansrijk.core.estimation.field import Coefficients, FieldPosterior, Precisions, inverse_of
from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.estimation.result import Ints
from kansrijk.core.estimation.working import Look, Respondents, curvature, information, look, score
from kansrijk.core.intervals import BadNumbers, Floats

VERSION = "unit-level 1"
_LOWEST, _HIGHEST = 1e-4, 1e7
_LAMBDA_ROUND, _TAU_ROUND, _STEP_ROUND = 0.05, 0.1, 0.03
_OUTLINES = 4
_SETTLING, _POLISHES = 12, 12
_SMALL = 1e-6
"""Newton's steps stop when no coefficient or area effect moves more (logit scale)."""
_STALE, _NEAR = 0.01, 0.25
"""Relative change of an area's weight beyond which the curvature is made anew: on the way, and for a fold."""
_ROUNDS = 80


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
        ridge = ridge_of(self.design, self.smoothing)
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
    design: Design, codes: Codes, area: Ints, areas: int, outcome: Floats, weight: Floats | None = None
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
    return Respondents(design, np.ascontiguousarray(codes[:, rows]), starts, outcome[rows], w * (w.sum() / (w @ w)))


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
    if graph.size != data.starts.size - 1:
        raise BadNumbers("the neighbour list has other areas than the respondents")
    smoothing, tau, now = _start(data, graph.size, spatial, unstructured, like)
    if like is not None:
        return _refitted(data, graph, smoothing, tau, now)
    smoothing, now = _outlined(data, graph, smoothing, now)
    tau = _first_variances(look(data, now), graph, tau)
    design = data.design
    here, rounds, converged, worked = look(data, now), 0, False, np.zeros(0)
    cross, information = np.zeros(0), np.zeros(0)
    while rounds < _ROUNDS and not converged:
        rounds += 1
        if rounds < 2 or _moved(here.area_weight, worked) > _STALE:
            cross, information = curvature(data, here.working)
            worked = here.area_weight
        bare = FieldPosterior(graph, tau, worked, cross, information)
        bare.work_out()
        by_beta, by_area = _right(data, here, now, bare)
        next_smoothing, moved = _settled(design, bare.schur, bare.reduced(by_beta, by_area), smoothing)
        posterior = bare.penalised(ridge_of(design, next_smoothing))
        start, (now, here) = (
            now,
            guarded(data, graph, tau, next_smoothing, now, here, posterior.solve(by_beta, by_area)),
        )
        next_tau, far = _next_variances(posterior, now)
        converged = moved < _LAMBDA_ROUND and far < _TAU_ROUND and size_of(now, start) < _STEP_ROUND
        smoothing, tau = next_smoothing, tau if converged else next_tau
    return _finished(data, graph, smoothing, tau, now, rounds, converged, made=posterior)


def size_of(one: Coefficients, other: Coefficients) -> float:
    """The largest difference, on the logit scale."""
    return max(float(np.abs(one.beta - other.beta).max()), float(np.abs(one.area - other.area).max(initial=0.0)))


def _outlined(
    data: Respondents, graph: Neighbours, smoothing: Floats, now: Coefficients
) -> tuple[Floats, Coefficients]:
    """Coefficients and smoothing as if areas did not differ: a few cheap rounds, to begin near."""
    design, none, here = data.design, Precisions(None, None), look(data, now)
    for _ in range(_OUTLINES):
        gram = information(data, here.working)
        right = gram @ now.beta + score(data, here.left)
        smoothing, moved = _settled(design, gram, right, smoothing)
        aim = np.asarray(np.linalg.solve(gram + np.diag(ridge_of(design, smoothing)), right), dtype=np.float64)
        now, here = guarded(data, graph, none, smoothing, now, here, replace(now, beta=aim))
        if moved < 1.0:
            break
    return smoothing, now


def _first_variances(here: Look, graph: Neighbours, tau: Precisions) -> Precisions:
    """The areas' variances by moments: what their residuals share with those of neighbours is spatial."""
    weight, left = here.area_weight, here.area_left
    whole = float(np.sum(left**2 - weight)) / float(weight @ weight)
    one, other = graph.left, graph.right
    joint = float(weight[one] @ weight[other])
    shared = float(left[one] @ left[other]) / joint if joint > 0 else 0.0
    whole = float(np.clip(whole, 0.01, 1.0))
    shared = float(np.clip(shared, 0.2 * whole, 0.9 * whole))
    if tau.spatial is None or tau.unstructured is None:
        return Precisions(*(None if t is None else 1 / whole for t in (tau.spatial, tau.unstructured)))
    return Precisions(1 / shared, 1 / (whole - shared))


def _moved(new: Floats, old: Floats) -> float:
    """Largest relative change of the areas' weights, areas without any apart."""
    return float(np.max(np.abs(new - old) / np.maximum(old, 1e-3 * max(float(old.mean()), 1e-300)), initial=0.0))


def _refitted(data: Respondents, graph: Neighbours, smoothing: Floats, tau: Precisions, now: Coefficients) -> Fitted:
    """Coefficients and area effects anew, smoothing and precisions kept."""
    return _finished(data, graph, smoothing, tau, now, 0, True, _NEAR)


def _finished(
    data: Respondents,
    graph: Neighbours,
    smoothing: Floats,
    tau: Precisions,
    now: Coefficients,
    rounds: int,
    converged: bool,
    fresh: float = 1e-4,
    made: FieldPosterior | None = None,
) -> Fitted:
    """The mode for these smoothing parameters and precisions, and the normal approximation there.

    The curvature is made once and kept while Newton's steps with it go on shrinking; it is made anew when they do not,
    or when the weights have moved by more than `fresh`, relatively.
    """
    design, ridge = data.design, ridge_of(data.design, smoothing)
    here, posterior, last, since = look(data, now), made, np.inf, 0
    worked = here.area_weight if made is None else made.weight
    for step in range(_POLISHES):
        if posterior is None:
            cross, information = curvature(data, here.working)
            posterior = FieldPosterior(graph, tau, here.area_weight, cross, information).penalised(ridge)
            worked, since = here.area_weight, step
        by_beta, by_area = _right(data, here, now, posterior, ridge)
        aim = posterior.solve(by_beta, by_area)
        size = size_of(aim, now)
        now, here = guarded(data, graph, tau, smoothing, now, here, aim)
        if size < _SMALL:
            break
        if step > since and size > 0.3 * last:
            posterior = None
        last = size
    if posterior is None or _moved(here.area_weight, worked) > fresh:
        cross, information = curvature(data, here.working)
        posterior = FieldPosterior(graph, tau, here.area_weight, cross, information).penalised(ridge)
    return Fitted(design, now, posterior, smoothing, here.deviance, float(data.weight.sum()), rounds, converged)


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


def _right(
    data: Respondents, here: Look, now: Coefficients, posterior: FieldPosterior, ridge: Floats | None = None
) -> tuple[Floats, Floats]:
    """(X'Wz, Z'Wz) of the working outcome z, from the residuals at `now`; `ridge`: what the gram holds besides."""
    by_beta = posterior.gram @ now.beta + posterior.cross.T @ now.area + score(data, here.left)
    if ridge is not None:
        by_beta -= ridge * now.beta
    return by_beta, posterior.cross @ now.beta + posterior.weight * now.area + here.area_left


def ridge_of(design: Design, smoothing: Floats) -> Floats:
    """What each coefficient's square is penalised by."""
    found = np.zeros(design.columns)
    for penalty, amount in zip(design.penalties, smoothing, strict=True):
        found[penalty.start : penalty.stop] = amount
    return found


def guarded(
    data: Respondents,
    graph: Neighbours,
    tau: Precisions,
    smoothing: Floats,
    now: Coefficients,
    here: Look,
    aim: Coefficients,
) -> tuple[Coefficients, Look]:
    """The step towards `aim`, halved until the penalised deviance does not grow; with what is seen there."""
    ridge, structure = ridge_of(data.design, smoothing), graph.structure

    def penalty(at: Coefficients) -> float:
        found = float(ridge @ at.beta**2)
        found += 0.0 if tau.spatial is None else tau.spatial * float(at.spatial @ (structure @ at.spatial))
        return found + (
            0.0 if tau.unstructured is None else tau.unstructured * float(at.unstructured @ at.unstructured)
        )

    bound = here.deviance + penalty(now)
    for _ in range(20):
        there = look(data, aim)
        found = there.deviance + penalty(aim)
        if np.isfinite(found) and found <= bound + 1e-7 * abs(bound):
            return aim, there
        aim = Coefficients(
            (aim.beta + now.beta) / 2, (aim.spatial + now.spatial) / 2, (aim.unstructured + now.unstructured) / 2
        )
    return now, here


def _settled(design: Design, schur: Floats, right: Floats, smoothing: Floats) -> tuple[Floats, float]:
    """Fellner-Schall steps lambda = (rank - lambda tr V) / (b'b) on the quadratic model until they stand still.

    A block of which the data say nothing is left as it is. Also the first relative move, each weighed by the
    coefficients in use in its block (at most one): a curve that is shrunk away may keep moving without changing
    anything. Steps on a small dense matrix: they cost nothing beside a pass over the respondents.
    """
    trail, first = _Trail(smoothing.size, 3.0), np.inf
    starts = np.array([p.start for p in design.penalties], dtype=np.int64)
    if not starts.size:
        return smoothing, 0.0
    ranks = np.array([p.stop - p.start for p in design.penalties], dtype=np.float64)
    offset = int(starts[0])
    for number in range(_SETTLING):
        try:
            covariance = inverse_of(np.linalg.cholesky(schur + np.diag(ridge_of(design, smoothing))))
        except np.linalg.LinAlgError as error:
            raise BadNumbers("the data do not determine these coefficients; a covariate follows from others") from error
        beta = covariance @ right
        used = ranks - smoothing * np.add.reduceat(np.diag(covariance)[offset:], starts - offset)
        squares = np.maximum(np.add.reduceat(beta[offset:] ** 2, starts - offset), 1e-12)
        aim = np.where(used > 1e-6, np.clip(used / squares, _LOWEST, _HIGHEST), smoothing)
        moved = float(np.max(np.abs(np.log(aim / smoothing)) * np.clip(used, 0.0, 1.0), initial=0.0))
        first = moved if number == 0 else first
        if moved < _LAMBDA_ROUND / 5:
            break
        smoothing = trail.step(smoothing, aim)
    return smoothing, first


def _next_variances(posterior: FieldPosterior, now: Coefficients) -> tuple[Precisions, float]:
    """The next precisions, and how far they are: in standard deviations of what is known of their logarithms.

    Newton's step of both variances (1 / precision) together towards the maximum of the marginal likelihood, with the
    average information of a linear model as curvature; the step of Fellner and Schall where that says nothing. At most
    tenfold. Source: Gilmour, Thompson & Cullis, Biometrics 1995;51:1440.
    """
    tau = posterior.precisions
    there = np.array([tau.spatial is not None, tau.unstructured is not None])
    variance = 1 / np.array([tau.spatial or 1.0, tau.unstructured or 1.0])
    used, squares = np.array(posterior.pulls(now)).T
    surplus = used - squares / variance
    information = np.where(np.outer(there, there), posterior.average_information(now), np.eye(2))
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = -np.linalg.solve(information + 0.5 * np.eye(2), surplus / 2)
    plain = squares / used / variance - 1
    relative = np.where(np.isfinite(relative) & (relative * plain > 0), relative, plain)
    following = np.clip(variance * np.clip(1 + relative, 0.1, 10.0), 1e-5, 20.0)
    far = np.abs(np.log(following / variance)) * np.sqrt(used / 2) * (there & (variance > 2e-5))
    spatial, unstructured = (float(1 / v) if t else None for v, t in zip(following, there, strict=True))
    return Precisions(spatial, unstructured), float(far.max())
