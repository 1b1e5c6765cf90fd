"""Shares from counts with covariates and neighbours: the BYM2 model with a binomial likelihood.

cases_i ~ Binomial(n_i, p_i), logit p_i = x_i' b + sigma (sqrt(phi) s_i + sqrt(1 - phi) e_i), s a scaled ICAR field.
Nested Laplace: the mode of (b, s, e) by Newton for given (sigma, phi), the marginal likelihood by Laplace, and the two
hyperparameters integrated over a small grid. Source: Riebler et al. 2016; Rue, Martino & Chopin, JRSS B 2009;71:319.
Prior: exponential with P(sigma > 4.6) = 1 %, phi uniform, coefficients flat (a tighter one covered less with 60 areas).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from kansrijk.core.estimation.field import Coefficients, FieldPosterior, Precisions
from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.estimation.result import USUAL_WIDTH, AreaEstimates, Width, expit, named, status_of
from kansrijk.core.intervals import BadNumbers, Floats, cases_and_totals, z_score

VERSION = "bym2 1"
_NODES = 5


@dataclass(frozen=True, eq=False)
class _Counts:
    """Missing areas hold no births."""

    x: Floats
    n: Floats
    design: Floats
    graph: Neighbours


@dataclass(frozen=True, eq=False)
class _Mode:
    """What Newton found for one pair of hyperparameters."""

    coefficients: Coefficients
    posterior: FieldPosterior
    log_marginal: float


def bym2(
    cases: ArrayLike,
    totals: ArrayLike,
    graph: Neighbours,
    covariates: ArrayLike | None = None,
    *,
    areas: ArrayLike | None = None,
    confidence: float = 0.95,
    width: Width = USUAL_WIDTH,
) -> AreaEstimates:
    """Posterior mean share per area with limits; arrays (areas,), covariates (areas, k) without a column of ones.

    Areas without births are estimated from covariates and neighbours; `reliability` is 1 - posterior over
    prior variance of the area effect.
    Raises `BadNumbers` without variation in the outcome or with covariates that are not finite.
    """
    counts = _prepared(cases, totals, graph, covariates)
    z = z_score(confidence)
    start = _find_mode(counts)
    points, weights, start = _grid(counts, start)
    modes = []
    for theta in points:
        modes.append(_newton(counts, theta, start))
    logs = np.array([m.log_marginal for m in modes])
    weights = weights * np.exp(logs - logs.max())
    weights = weights / weights.sum()
    etas, variances, reliabilities = [], [], []
    for mode, theta in zip(modes, points, strict=True):
        ones = np.ones(graph.size)
        etas.append(counts.design @ mode.coefficients.beta + mode.coefficients.area)
        variances.append(mode.posterior.variance(ones, counts.design))
        reliabilities.append(np.clip(1 - mode.posterior.area_variance / np.exp(2 * theta[0]), 0.0, 1.0))
    eta = weights @ np.array(etas)
    variance = weights @ (np.array(variances) + (np.array(etas) - eta) ** 2)
    mean, second = _moments(eta, variance)
    lower, upper = expit(eta - z * np.sqrt(variance)), expit(eta + z * np.sqrt(variance))
    hyper = weights @ points
    parameters = {"sigma": float(np.exp(hyper[0])), "phi": float(special.expit(hyper[1]))}
    beta = weights @ np.array([m.coefficients.beta for m in modes])
    parameters |= {f"beta_{i}": float(b) for i, b in enumerate(beta)}
    return AreaEstimates(
        named(areas, graph.size),
        mean,
        lower,
        upper,
        np.sqrt(np.maximum(second - mean**2, 0.0)),
        weights @ np.array(reliabilities),
        status_of(mean, lower, upper, width),
        confidence,
        "nested Laplace, normal on the logit scale",
        "BYM2, binomial",
        VERSION,
        notes=graph.notes,
        parameters=parameters,
    )


def _moments(eta: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Mean and second moment of expit(N(eta, variance)), by Gauss-Hermite quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(11)
    weights = weights / weights.sum()
    shares = expit(eta[:, None] + np.sqrt(variance)[:, None] * nodes)
    return np.asarray(shares @ weights), np.asarray(shares**2 @ weights)


def _prepared(cases: ArrayLike, totals: ArrayLike, graph: Neighbours, covariates: ArrayLike | None) -> _Counts:
    x, n = cases_and_totals(cases, totals)
    if x.shape != (graph.size,):
        raise BadNumbers("cases and totals must be one number per area of the neighbour list")
    x, n = np.nan_to_num(x), np.nan_to_num(n)
    if not 0 < x.sum() < n.sum():
        raise BadNumbers("the model needs cases as well as non-cases")
    design = np.ones((graph.size, 1))
    if covariates is not None:
        z = np.asarray(covariates, dtype=np.float64)
        if z.ndim != 2 or z.shape[0] != graph.size or not np.isfinite(z).all():
            raise BadNumbers("covariates must be known numbers, one row per area")
        spread = z.std(axis=0)
        if np.any(spread == 0):
            raise BadNumbers("a covariate has the same value everywhere")
        design = np.column_stack([design, (z - z.mean(axis=0)) / spread])
    return _Counts(x, n, design, graph)


def _newton(counts: _Counts, theta: Floats, start: Coefficients) -> _Mode:
    """The mode for theta = (log sigma, logit phi), by Newton with step-halving, from `start`."""
    sigma2, phi = float(np.exp(2 * theta[0])), float(np.clip(special.expit(theta[1]), 1e-4, 1 - 1e-4))
    tau = Precisions(1 / (sigma2 * phi), 1 / (sigma2 * (1 - phi)))
    assert tau.spatial is not None
    assert tau.unstructured is not None
    design, structure = counts.design, counts.graph.structure

    def objective(c: Coefficients) -> float:
        eta = design @ c.beta + c.area
        fit = float(np.sum(counts.x * eta - counts.n * np.logaddexp(0, eta)))
        quadratic = tau.spatial * float(c.spatial @ (structure @ c.spatial))  # type: ignore[operator]
        return fit - 0.5 * (quadratic + tau.unstructured * float(c.unstructured @ c.unstructured))  # type: ignore[operator]

    now, value = start, objective(start)
    for _ in range(50):
        eta = design @ now.beta + now.area
        p = expit(eta)
        weight = np.maximum(counts.n * p * (1 - p), 1e-10 * (counts.n > 0))
        right = weight * eta + counts.x - counts.n * p
        posterior = FieldPosterior(
            counts.graph, tau, weight, weight[:, None] * design, design.T @ (weight[:, None] * design)
        )
        aim = posterior.solve(design.T @ right, right)
        new, found = aim, objective(aim)
        for _ in range(30):
            if found >= value - 1e-9 * (1 + abs(value)):
                break
            new = Coefficients(*((a + b) / 2 for a, b in zip(_parts(new), _parts(now), strict=True)))
            found = objective(new)
        gain, now, value = found - value, new, found
        if gain < 1e-6:
            break
    logs = counts.graph.size * (np.log(tau.spatial) + np.log(tau.unstructured)) + counts.graph.log_determinant
    marginal = value + 0.5 * float(logs) - 0.5 * posterior.log_determinant()
    # Priors, with the Jacobians of (log sigma, logit phi).
    marginal += -np.sqrt(sigma2) + theta[0] + np.log(phi) + np.log1p(-phi)
    return _Mode(now, posterior, float(marginal))


def _parts(c: Coefficients) -> tuple[Floats, Floats, Floats]:
    return c.beta, c.spatial, c.unstructured


def _find_mode(counts: _Counts) -> Coefficients:
    """Where Newton begins: the overall share, and no area effect."""
    beta = np.zeros(counts.design.shape[1])
    beta[0] = special.logit(counts.x.sum() / counts.n.sum())
    zero = np.zeros(counts.graph.size)
    return Coefficients(beta, zero, zero)


def _grid(counts: _Counts, start: Coefficients) -> tuple[Floats, Floats, Coefficients]:
    """Quadrature points of (log sigma, logit phi), shape (points, 2), and their base weights (times exp(z^2 / 2))."""
    last = {"mode": start}

    def loss(theta: Floats) -> float:
        theta = np.clip(theta, [-6.0, -6.0], [2.0, 6.0])
        found = _newton(counts, theta, last["mode"])
        last["mode"] = found.coefficients
        return -found.log_marginal

    best = optimize.minimize(
        loss,
        np.array([-1.2, 0.0]),
        method="Nelder-Mead",
        options={"xatol": 0.02, "fatol": 0.01, "initial_simplex": np.array([[-1.2, 0.0], [-0.7, 0.0], [-1.2, 1.2]])},
    )
    mode, value = np.asarray(best.x), float(best.fun)
    spread = []
    for axis, step, widest in ((0, 0.1, 0.7), (1, 0.3, 1.7)):
        move = np.zeros(2)
        move[axis] = step
        curve = (loss(mode + move) + loss(mode - move) - 2 * value) / step**2
        spread.append(float(np.clip(1 / np.sqrt(max(curve, 1e-6)), 0.02, widest)))
    nodes, base = np.polynomial.hermite_e.hermegauss(_NODES)
    grid = [(u, v, wu * wv) for u, wu in zip(nodes, base, strict=True) for v, wv in zip(nodes, base, strict=True)]
    grid = [(u, v, w) for u, v, w in grid if w > 1e-3 * max(base) ** 2]
    points = np.array([[mode[0] + u * spread[0], mode[1] + v * spread[1]] for u, v, _ in grid])
    points = np.clip(points, [-6.0, -6.0], [2.0, 6.0])
    return points, np.array([w * np.exp(0.5 * (u * u + v * v)) for u, v, w in grid]), last["mode"]
