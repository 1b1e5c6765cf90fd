"""The area effect u = s + e: a spatial ICAR field s and unstructured noise e, beside regression coefficients.

Given working weights, the joint normal equations of (coefficients, s, e) are reduced: e is eliminated by hand
(its block is diagonal), s by a sparse factor, the coefficients by a small dense Schur complement. Everything that
an interval needs follows in closed form. Source: BYM2, Riebler et al., Stat Methods Med 2016;25:1145; algebra ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.elimination import Factor
from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.estimation.sparse_factor import CompiledFactor
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
    def factor(self) -> Factor | CompiledFactor | None:
        """Of K = D A + tau_s R."""
        tau = self.precisions.spatial
        return None if tau is None else self.graph.precision(self.weight * self.passed, tau)

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
    def schur(self) -> Floats:
        """Of the coefficients, area effects integrated out; symmetric."""
        found = self.gram - kernels.crossed(self.cross, self.slope)
        return np.asarray((found + found.T) / 2)

    @cached_property
    def _cholesky(self) -> Floats:
        try:
            return np.asarray(np.linalg.cholesky(self.schur))
        except np.linalg.LinAlgError as error:
            raise BadNumbers("the data do not determine these coefficients; a covariate follows from others") from error

    def penalised(self, ridge: Floats) -> FieldPosterior:
        """The same with `ridge` (k,) added to the diagonal of `gram`; what does not depend on it is kept."""
        extra = np.diag(ridge)
        made = FieldPosterior(self.graph, self.precisions, self.weight, self.cross, self.gram + extra)
        kept = {k: v for k, v in self.__dict__.items() if k in _WITHOUT_GRAM}
        made.__dict__.update(kept | {"schur": self.schur + extra})
        return made

    @cached_property
    def covariance(self) -> Floats:
        """V: covariance of the coefficients, area effects integrated out."""
        return inverse_of(self._cholesky)

    def solve(self, by_beta: Floats, by_area: Floats) -> Coefficients:
        """The mode for right-hand sides X'Wz (k,) and Z'Wz (areas,)."""
        beta = self.covariance @ self.reduced(by_beta, by_area)
        return self.completed(beta, by_area)

    def reduced(self, by_beta: Floats, by_area: Floats) -> Floats:
        """The right-hand side of the coefficients alone."""
        return np.asarray(by_beta - self.slope.T @ by_area)

    def completed(self, beta: Floats, by_area: Floats) -> Coefficients:
        """The area effects that go with coefficients."""
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
        return np.asarray(area_weight**2 * self.area_variance + kernels.by_row(left, self.covariance, left))

    def variance_of_sums(self, weights: sparse.csr_matrix, area_weight: Floats, gradient: Floats) -> Floats:
        """The same for sums over areas: `weights` (groups, areas). Exact; one sparse half-solve per group."""
        scaled = sparse.csr_matrix(weights @ sparse.diags(area_weight))
        left = weights @ gradient - scaled @ self.slope
        found = kernels.by_row(left, self.covariance, left)
        found += np.asarray(scaled.multiply(scaled) @ self.noise_variance).ravel()
        if self.factor is not None:
            found += self.factor.norms(sparse.csr_matrix(scaled @ sparse.diags(self.passed)))
        return np.asarray(found)

    @cached_property
    def _through(self) -> tuple[float, float]:
        """What of the degrees of freedom of both parts, times their precision, comes through the coefficients.

        With N the change of the field and C - D N what is left for e: from K N = A C follows tau R N = A (C - D N), so
        that the trace of V N'RN needs no product with R, and one product with V serves both.
        """

        def part(rows: slice) -> tuple[float, float]:
            slope, noise = self.field_slope[rows], self.noise_variance[rows]
            left = self.cross[rows] - self.weight[rows, None] * slope
            moved = left @ self.covariance
            spatial = self.passed[rows] @ np.einsum("ij,ij->i", moved, slope)
            return float(spatial), float(noise**2 @ np.einsum("ij,ij->i", moved, left))

        found = kernels.by_block(part, self.graph.size)
        return sum(one for one, _ in found), sum(other for _, other in found)

    def work_out(self) -> None:
        """Makes at once, on several threads, what the coefficients and the variances each need of the factor."""
        if isinstance(self.factor, CompiledFactor):
            slope, variance = self.factor.solve_and_invert(self.passed[:, None] * self.cross)
            self.__dict__.update(field_slope=slope, field_variance=variance)

    def pulls(self, mode: Coefficients) -> tuple[tuple[float, float], tuple[float, float]]:
        """Of the spatial and the unstructured part: the degrees of freedom in use, and the penalty u'Ru plus the prior.

        At the maximum of the Laplace marginal likelihood the first equals the precision times the second. The prior of
        each standard deviation rises in proportion to it near zero: it weighs as one area and keeps the estimate from
        collapsing to zero, where intervals would claim certainty. Sources: generalised Fellner-Schall,
        Wood & Fasiolo, Biometrics 2017;73:1071; boundary-avoiding prior, Chung et al., Psychometrika 2013;78:685.
        """
        spatial, unstructured = self.precisions.spatial, self.precisions.unstructured
        one = other = (1.0, 1.0)
        if spatial is not None:
            explained = float(np.sum(self.weight * self.passed * self.field_variance))
            used = max(explained - self._through[0], 1e-8)
            one = (used, float(mode.spatial @ (self.graph.structure @ mode.spatial)) + 1 / spatial)
        if unstructured is not None:
            away = self.weight * self.noise_variance
            trace = float(np.sum(self.noise_variance + away**2 * self.field_variance))
            used = max(self.graph.size - unstructured * (trace + self._through[1]), 1e-8)
            other = (used, float(mode.unstructured @ mode.unstructured) + 1 / unstructured)
        return one, other

    def average_information(self, mode: Coefficients) -> Floats:
        """Of the logarithms of both variances, shape (2, 2): half of v' P w for the parts v and w of the mode.

        P takes from a working outcome what coefficients and area effects explain of it.
        """
        parts = (mode.spatial, mode.unstructured)
        left = []
        for part in parts:
            by_area = self.weight * part
            explained = self.solve(self.cross.T @ part, by_area)
            left.append(by_area - self.cross @ explained.beta - self.weight * explained.area)
        return np.array([[float(one @ other) / 2 for other in left] for one in parts])

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
        return beta, (self._area_noise(random, count) - self.slope @ beta.T).T

    def _area_noise(self, random: np.random.Generator, count: int) -> Floats:
        """Draws of the area effects given the coefficients, (areas, count)."""
        area = random.standard_normal((self.graph.size, count)) * np.sqrt(self.noise_variance)[:, None]
        if self.factor is not None:
            area += self.passed[:, None] * self.factor.root(random.standard_normal((self.graph.size, count)))
        return np.asarray(area)

    def moves(self, area_weight: Floats, gradient: Floats, count: int, seed: int) -> NDArray[np.float32]:
        """Joint draws (areas, count) of area_weight_b u_b + gradient_b' beta, to single precision.

        The second half mirrors the first: pairs of opposite draws need half of the numbers and have mean zero.
        """
        through = (gradient - area_weight[:, None] * self.slope).astype(np.float32)
        root = np.linalg.cholesky(self.covariance)
        half = (count + 1) // 2

        def part(low: int) -> NDArray[np.float32]:
            random = np.random.Generator(np.random.PCG64([seed, low]))
            size = min(_DRAWS, half - low)
            beta = (random.standard_normal((size, root.shape[0])) @ root.T).astype(np.float32)
            area = area_weight[:, None] * self._area_noise(random, size)
            return np.asarray(through @ beta.T + area.astype(np.float32))

        drawn = np.concatenate(kernels.each(part, range(0, half, _DRAWS)), axis=1)
        return np.concatenate([drawn, -drawn[:, : count - half]], axis=1)


_DRAWS = 50
"""Draws that one thread makes at a time."""
_WITHOUT_GRAM = frozenset({"noise_variance", "passed", "factor", "field_slope", "slope", "field_variance"})
"""What `penalised` may keep."""


def inverse_of(cholesky: NDArray[np.floating[Any]]) -> Floats:
    """(L L')^-1."""
    found, info = linalg.lapack.dpotri(cholesky, lower=1)
    assert info == 0
    return np.asarray(np.tril(found) + np.tril(found, -1).T)
