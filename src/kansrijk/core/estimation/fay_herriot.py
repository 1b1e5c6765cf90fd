"""Fay-Herriot: direct estimates with known variances, borrowed strength from covariates and from neighbours.

y_i = x_i' b + v_i + e_i with e_i of known variance psi_i; v_i independent (Fay & Herriot, JASA 1979;74:269) or
simultaneously autoregressive, v = rho W v + u (Petrucci & Salvati, 2006). Variances by REML or ML; mean squared error
by Prasad & Rao (JASA 1990;85:163), Datta & Lahiri (Stat Sinica 2000;10:613) for ML.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, sparse

from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.estimation.result import ANY_WIDTH, AreaEstimates, Width, named, status_of
from kansrijk.core.intervals import BadNumbers, Floats, numbers, z_score

VERSION = "fay-herriot 1"


@dataclass(frozen=True, eq=False)
class _Data:
    """Areas with a direct estimate; design of full column rank."""

    y: Floats
    x: Floats
    psi: Floats


@dataclass(frozen=True, eq=False)
class _Solved:
    """Generalised least squares under one covariance of the observations."""

    beta: Floats
    beta_covariance: Floats
    residual: Floats
    inverse: Floats
    projection: Floats
    log_likelihood: float


def _solve(data: _Data, covariance: Floats, reml: bool) -> _Solved:
    inverse: Floats = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    information = data.x.T @ inverse @ data.x
    beta_covariance: Floats = np.asarray(np.linalg.inv(information), dtype=np.float64)
    beta = beta_covariance @ (data.x.T @ (inverse @ data.y))
    residual = data.y - data.x @ beta
    projection = inverse - inverse @ data.x @ beta_covariance @ data.x.T @ inverse
    logs = np.linalg.slogdet(covariance)[1] + (np.linalg.slogdet(information)[1] if reml else 0.0)
    return _Solved(
        beta, beta_covariance, residual, inverse, projection, -0.5 * float(logs + residual @ inverse @ residual)
    )


@dataclass(frozen=True, eq=False)
class _SolvedApart:
    """What `_Solved` has without its matrices of areas by areas: 12,000 areas would take gigabytes."""

    beta: Floats
    beta_covariance: Floats
    log_likelihood: float


def _solve_apart(data: _Data, variance: float, reml: bool) -> _SolvedApart:
    """Weighted least squares where the areas are independent."""
    weight = 1 / (variance + data.psi)
    information = data.x.T @ (weight[:, None] * data.x)
    beta_covariance: Floats = np.asarray(np.linalg.inv(information), dtype=np.float64)
    beta = beta_covariance @ (data.x.T @ (weight * data.y))
    residual = data.y - data.x @ beta
    logs = -float(np.log(weight).sum()) + (float(np.linalg.slogdet(information)[1]) if reml else 0.0)
    return _SolvedApart(beta, beta_covariance, -0.5 * (logs + float(residual @ (weight * residual))))


def _checked(direct: ArrayLike, variances: ArrayLike, covariates: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    y = np.asarray(direct, dtype=np.float64)
    psi = numbers(variances, "variances")
    x = np.ones((y.size, 1)) if covariates is None else np.asarray(covariates, dtype=np.float64)
    if y.ndim != 1 or psi.shape != y.shape or x.ndim != 2 or x.shape[0] != y.size:
        raise BadNumbers("direct estimates, variances and covariates must have one row per area")
    if not np.isfinite(x).all() or np.isinf(y).any():
        raise BadNumbers("covariates must be known for every area and estimates finite")
    used = ~np.isnan(y)
    if np.any(~(psi[used] > 0)):
        raise BadNumbers("every direct estimate needs a variance above zero")
    if used.sum() <= x.shape[1] + 1 or np.linalg.matrix_rank(x[used]) < x.shape[1]:
        raise BadNumbers("there are too few areas for these covariates, or one covariate follows from the others")
    return y, psi, x


def fay_herriot(
    direct: ArrayLike,
    variances: ArrayLike,
    covariates: ArrayLike | None = None,
    *,
    areas: ArrayLike | None = None,
    reml: bool = True,
    confidence: float = 0.95,
    unit: str = "share",
    width: Width = ANY_WIDTH,
) -> AreaEstimates:
    """EBLUP with intervals from its mean squared error; all arrays have one row per area, in one unit.

    `covariates` (areas, k) holds its own column of ones; NaN in `direct` marks an area without a direct estimate: it
    gets the synthetic one. `reliability` is gamma_i = s2 / (s2 + psi_i). Raises `BadNumbers` on numbers that cannot be.
    """
    y, psi, x = _checked(direct, variances, covariates)
    used = ~np.isnan(y)
    data = _Data(y[used], x[used], psi[used])
    variance = _independent_variance(data, reml)
    solved = _solve_apart(data, variance, reml)
    gamma = np.where(used, variance / (variance + np.where(used, psi, 1.0)), 0.0)
    synthetic = x @ solved.beta
    estimate = synthetic + gamma * np.where(used, np.nan_to_num(y) - synthetic, 0.0)
    weight = 1 / (variance + data.psi)
    spread = 2 / float(np.sum(weight**2))
    g1 = np.where(used, gamma * np.where(used, psi, 0.0), variance)
    g2 = (1 - gamma) ** 2 * np.einsum("ij,jk,ik->i", x, solved.beta_covariance, x)
    safe = np.where(used, psi, 0.0)
    g3 = np.where(used, safe**2 / (variance + np.where(used, psi, 1.0)) ** 3, 0.0) * spread
    mse = g1 + g2 + 2 * g3
    if not reml:
        information = data.x.T @ (weight[:, None] * data.x)
        slope = data.x.T @ ((weight**2)[:, None] * data.x)
        bias = -float(np.trace(np.linalg.solve(information, slope))) / float(np.sum(weight**2))
        mse = mse - bias * (1 - gamma) ** 2 * used
    parameters = {"between_variance": variance, "log_likelihood": solved.log_likelihood}
    parameters |= {f"beta_{i}": float(b) for i, b in enumerate(solved.beta)}
    how = "REML" if reml else "ML"
    return _answer(
        (estimate, np.sqrt(np.maximum(mse, 0.0)), gamma),
        named(areas, y.size),
        confidence,
        unit,
        width,
        f"Fay-Herriot, {how}",
        parameters,
    )


def _answer(
    found: tuple[Floats, Floats, Floats],
    areas: tuple[str, ...],
    confidence: float,
    unit: str,
    width: Width,
    method: str,
    parameters: dict[str, float],
) -> AreaEstimates:
    estimate, se, reliability = found
    z = z_score(confidence)
    lower, upper = estimate - z * se, estimate + z * se
    return AreaEstimates(
        areas,
        estimate,
        lower,
        upper,
        se,
        reliability,
        status_of(estimate, lower, upper, width),
        confidence,
        "normal, Prasad-Rao mean squared error",
        method,
        VERSION,
        unit,
        (),
        parameters,
    )


def _independent_variance(data: _Data, reml: bool) -> float:
    """The between-area variance: Fisher scoring, then a bracketed search when scoring leaves the half-line."""
    variance = float(np.median(data.psi))
    for _ in range(100):
        weight = 1 / (variance + data.psi)
        xw = data.x * weight[:, None]
        covariance = np.linalg.inv(data.x.T @ xw)
        residual = data.y - data.x @ (covariance @ (xw.T @ data.y))
        py = weight * residual
        if reml:
            hat = np.einsum("ij,jk,ik->i", xw, covariance, xw)
            score = 0.5 * float(py @ py - np.sum(weight - hat))
            # The squared projection, summed without making it: areas by areas it would take gigabytes.
            turned = covariance @ (xw.T @ xw)
            squared = np.sum(weight**2) - 2 * float(weight @ hat) + float(np.trace(turned @ turned))
            information = 0.5 * float(squared)
        else:
            score, information = 0.5 * float(py @ py - weight.sum()), 0.5 * float(np.sum(weight**2))
        new = max(variance + score / information, 0.0)
        if abs(new - variance) <= 1e-12 * (1 + variance):
            return new
        variance = new
    return variance


def spatial_fay_herriot(
    direct: ArrayLike,
    variances: ArrayLike,
    graph: Neighbours,
    covariates: ArrayLike | None = None,
    *,
    areas: ArrayLike | None = None,
    confidence: float = 0.95,
    unit: str = "share",
    width: Width = ANY_WIDTH,
) -> AreaEstimates:
    """Spatial EBLUP (SAR, row-standardised neighbours) by REML; every area needs a direct estimate.

    The mean squared error holds g1 + g2 + 2 g3 with the full information matrix of (variance, rho) (Singh, Shukla &
    Kundu 2005; Pratesi & Salvati 2008). Dense algebra: meant for up to some thousands of areas.
    """
    y, psi, x = _checked(direct, variances, covariates)
    if np.isnan(y).any() or graph.size != y.size:
        raise BadNumbers("the spatial model needs a direct estimate for every area of the neighbour list")
    data = _Data(y, x, psi)
    degree = np.maximum(np.asarray(graph.adjacency.sum(axis=1)).ravel(), 1.0)
    weights = (sparse.diags(1 / degree) @ graph.adjacency).toarray()

    def field(theta: Floats) -> tuple[float, float, Floats]:
        variance, rho = float(np.exp(theta[0])), float(0.999 * np.tanh(theta[1]))
        root = np.eye(y.size) - rho * weights
        return variance, rho, np.asarray(np.linalg.inv(root.T @ root))

    def loss(theta: Floats) -> float:
        variance, _, shape = field(theta)
        return -_solve(data, variance * shape + np.diag(psi), True).log_likelihood

    start = np.array([np.log(max(_independent_variance(data, True), 1e-3 * float(psi.mean()))), 0.3])
    best = optimize.minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-10, "maxiter": 600})
    variance, rho, shape = field(best.x)
    solved = _solve(data, variance * shape + np.diag(psi), True)
    gain = variance * shape @ solved.inverse
    estimate = x @ solved.beta + gain @ solved.residual
    mse = _spatial_mse(data, solved, variance, rho, shape, weights)
    parameters = {"between_variance": variance, "rho": rho, "log_likelihood": solved.log_likelihood}
    parameters |= {f"beta_{i}": float(b) for i, b in enumerate(solved.beta)}
    return _answer(
        (estimate, np.sqrt(mse), np.clip(np.diag(gain), 0.0, 1.0)),
        named(areas, y.size),
        confidence,
        unit,
        width,
        "spatial Fay-Herriot, REML",
        parameters,
    )


def _spatial_mse(data: _Data, solved: _Solved, variance: float, rho: float, shape: Floats, weights: Floats) -> Floats:
    """g1 + g2 + 2 g3; the change of the shape with rho is -shape (dC/drho) shape with C = (I - rho W)'(I - rho W)."""
    g = variance * shape
    gain = g @ solved.inverse
    g1 = np.diag(g - gain @ g)
    left = data.x - gain @ data.x
    g2 = np.einsum("ij,jk,ik->i", left, solved.beta_covariance, left)
    by_rho = -variance * shape @ (2 * rho * weights.T @ weights - weights - weights.T) @ shape
    slopes = [shape, by_rho]
    products = [solved.projection @ s for s in slopes]
    information = 0.5 * np.array([[float(np.sum(a * b.T)) for b in products] for a in products])
    spread = np.linalg.inv(information)
    made = [s @ solved.inverse - gain @ s @ solved.inverse for s in slopes]
    covariance = g + np.diag(data.psi)
    g3 = sum(spread[i, j] * np.einsum("ij,jk,ik->i", made[i], covariance, made[j]) for i in range(2) for j in range(2))
    return np.asarray(g1 + g2 + 2 * g3)
