"""The area effect u = s + e: a spatial ICAR field s and unstructured noise e, beside regression coefficients.

Given working weights, the joint normal equations of (coefficients, s, e) are reduced: e is eliminated by hand
(its block is diagonal), s by a sparse factor, the coefficients by a small dense Schur complement. Everything that
an interval needs follows in closed form. Source: BYM2, Riebler et al., Stat Methods Med 2016;25:1145; algebra ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import linalg, sparse

from kansrijk.core.estimation.elimination import Factor, factor
from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.intervals import BadNumbers, Floats


@dataclass(frozen=True)
class Precisions:
    """1 / variance of the spatial and the unstructured part on the linear predictor; None leaves a part out."""

    spatial: float | None
    unstructured: float | None


@dataclass(frozen=True, eq=False)
class Coefficients:
    """`beta` (k,), `spatial` and `unstructured` (areas,), on the scale of the linear predictor."""

    beta: Floats
    spatial: Floats
    unstructured: Floats

    @property
    def area(self) -> Floats:
        """s + e."""
        return self.spatial + self.unstructured


@dataclass(frozen=True, eq=False)
class FieldPosterior:
    """The normal approximation given weights: `weight` D (areas,), `cross` C = Z'WX (areas, k), `gram` X'WX + penalty.

    All of it on the scale of the linear predictor.
    """

    graph: Neighbours
    precisions: Precisions
    weight: Floats
    cross: Floats
    gram: Floats

    @cached_property
    def noise_variance(self) -> Floats:
        """1 / E: variance of e given everything else; zero when there is no unstructured part."""
        tau = self.precisions.unstructured
        return np.zeros(self.graph.size) if tau is None else 1 / (self.weight + tau)

    @cached_property
    def passed(self) -> Floats:
        """A = tau_e / E: the part of what the data say that the field s has to explain."""
        return 1 - self.weight * self.noise_variance

    @cached_property
    def factor(self) -> Factor | None:
        """Of K = D A + tau_s R."""
        tau = self.precisions.spatial
        if tau is None:
            return None
        matrix = sparse.diags(self.weight * self.passed) + tau * self.graph.structure
        return factor(matrix, self.graph.pattern)

    @cached_property
    def field_slope(self) -> Floats:
        """N = K^-1 A C: minus the change of s with the coefficients."""
        if self.factor is None:
            return np.zeros_like(self.cross)
        return np.asarray(self.factor.solve(self.passed[:, None] * self.cross))

    @cached_property
    def slope(self) -> Floats:
        """M: minus the change of u = s + e with the coefficients."""
        return self.noise_variance[:, None] * self.cross + self.passed[:, None] * self.field_slope

    @cached_property
    def _cholesky(self) -> Floats:
        schur = self.gram - self.cross.T @ self.slope
        try:
            return np.asarray(linalg.cholesky((schur + schur.T) / 2, lower=True))
        except linalg.LinAlgError as error:
            raise BadNumbers("the data do not determine these coefficients; a covariate follows from others") from error

    @cached_property
    def covariance(self) -> Floats:
        """V: covariance of the coefficients, area effects integrated out."""
        inverse = linalg.solve_triangular(self._cholesky, np.eye(self._cholesky.shape[0]), lower=True)
        return np.asarray(inverse.T @ inverse)

    def solve(self, by_beta: Floats, by_area: Floats) -> Coefficients:
        """The mode for right-hand sides X'Wz (k,) and Z'Wz (areas,)."""
        beta = self.covariance @ (by_beta - self.slope.T @ by_area)
        left = by_area - self.cross @ beta
        spatial = np.zeros(self.graph.size) if self.factor is None else self.factor.solve(self.passed * left)
        return Coefficients(beta, spatial, self.noise_variance * (left - self.weight * spatial))

    @cached_property
    def field_variance(self) -> Floats:
        """Diagonal of K^-1."""
        return np.zeros(self.graph.size) if self.factor is None else self.factor.inverse()[0]

    @cached_property
    def area_variance(self) -> Floats:
        """Variance of u given the coefficients."""
        return self.noise_variance + self.passed**2 * self.field_variance

    def variance(self, area_weight: Floats, gradient: Floats) -> Floats:
        """Variance of area_weight_b u_b + gradient_b' beta for each area; shapes (areas,) and (areas, k)."""
        left = gradient - area_weight[:, None] * self.slope
        return np.asarray(area_weight**2 * self.area_variance + np.einsum("ij,ij->i", left @ self.covariance, left))

    def variance_of_sums(self, weights: sparse.csr_matrix, area_weight: Floats, gradient: Floats) -> Floats:
        """The same for sums over areas: `weights` (groups, areas). Exact; one sparse solve per group."""
        scaled = sparse.csr_matrix(weights @ sparse.diags(area_weight))
        left = weights @ gradient - scaled @ self.slope
        found = np.einsum("ij,ij->i", left @ self.covariance, left)
        found += np.asarray(scaled.multiply(scaled) @ self.noise_variance).ravel()
        if self.factor is not None:
            passed = sparse.csr_matrix(scaled @ sparse.diags(self.passed))
            for start in range(0, passed.shape[0], 256):
                block = np.asarray(passed[start : start + 256].toarray().T)
                found[start : start + 256] += np.einsum("ij,ij->j", block, self.factor.solve(block))
        return np.asarray(found)

    def refreshed(self, mode: Coefficients) -> Precisions:
        """One fixed-point step of the precisions towards the maximum of the Laplace marginal likelihood.

        The prior of each standard deviation rises in proportion to it near zero: it weighs as one area and keeps the
        estimate from collapsing to zero, where intervals would claim certainty. Sources: generalised Fellner-Schall,
        Wood & Fasiolo, Biometrics 2017;73:1071; boundary-avoiding prior, Chung et al., Psychometrika 2013;78:685.
        """
        size = self.graph.size
        spatial, unstructured = self.precisions.spatial, self.precisions.unstructured
        if spatial is not None:
            structure = self.graph.structure
            explained = float(np.sum(self.weight * self.passed * self.field_variance))
            through = float(np.sum((self.field_slope @ self.covariance) * (structure @ self.field_slope)))
            left = max(explained - spatial * through, 1e-8)
            spatial = left / (float(mode.spatial @ (structure @ mode.spatial)) + 1 / spatial)
        if unstructured is not None:
            away = self.weight * self.noise_variance
            slope = self.noise_variance[:, None] * self.cross - away[:, None] * self.field_slope
            trace = float(np.sum(self.noise_variance + away**2 * self.field_variance))
            trace += float(np.sum((slope @ self.covariance) * slope))
            left = max(size - unstructured * trace, 1e-8)
            unstructured = left / (float(mode.unstructured @ mode.unstructured) + 1 / unstructured)
        return Precisions(spatial, unstructured)

    def log_determinant(self) -> float:
        """Of the whole negative Hessian: noise, field and coefficients."""
        tau = self.precisions.unstructured
        found = 2 * float(np.log(np.diag(self._cholesky)).sum())
        found += 0.0 if tau is None else float(np.log(self.weight + tau).sum())
        return found + (0.0 if self.factor is None else self.factor.log_determinant)

    def draws(self, count: int, seed: int) -> tuple[Floats, Floats]:
        """Joint posterior deviations from the mode: coefficients (count, k) and area effects (count, areas)."""
        random = np.random.Generator(np.random.PCG64(seed))
        z = random.standard_normal((count, self.covariance.shape[0]))
        beta = np.asarray(z @ np.linalg.cholesky(self.covariance).T)
        noise = random.standard_normal((count, self.graph.size)) * np.sqrt(self.noise_variance)
        area = noise - beta @ self.slope.T
        if self.factor is not None:
            area += self.passed * self._field_draws(count, random)
        return beta, area

    def _field_draws(self, count: int, random: np.random.Generator) -> Floats:
        """K^-1 times noise of covariance K: from the data's part, the edges' part and the ridge's part of K."""
        assert self.factor is not None
        assert self.precisions.spatial is not None
        structure = sparse.csr_matrix(self.graph.structure)
        off = sparse.triu(structure, 1).tocoo()
        ridge = np.asarray(structure.sum(axis=1)).ravel()
        right = np.sqrt(self.weight * self.passed + self.precisions.spatial * np.maximum(ridge, 0.0))[:, None]
        right = right * random.standard_normal((self.graph.size, count))
        if off.nnz:
            root = np.sqrt(-self.precisions.spatial * off.data)
            ends = (np.arange(off.nnz), np.arange(off.nnz))
            shape = (off.nnz, self.graph.size)
            incidence = sparse.csr_matrix((root, (ends[0], off.row)), shape=shape)
            incidence = incidence - sparse.csr_matrix((root, (ends[1], off.col)), shape=shape)
            right = right + incidence.T @ random.standard_normal((off.nnz, count))
        return np.asarray(self.factor.solve(np.asarray(right)).T)
