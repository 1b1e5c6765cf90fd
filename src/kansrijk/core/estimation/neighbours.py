"""Which areas touch, as a graph, and the structure of an intrinsic autoregressive (ICAR) field on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.elimination import Factor, Pattern, compiled_places, factor
from kansrijk.core.estimation.result import Ints
from kansrijk.core.estimation.sparse_factor import CompiledFactor, Places, factored
from kansrijk.core.intervals import BadNumbers, Floats


@dataclass(frozen=True, eq=False)
class Neighbours:
    """An undirected graph of `size` areas; `left` < `right` are the ends of each edge, every edge once.

    `notes` say what was mended on the way in, one sentence each.
    """

    size: int
    left: Ints
    right: Ints
    notes: tuple[str, ...] = ()

    @cached_property
    def adjacency(self) -> sparse.csr_matrix:
        """1 where two areas touch."""
        ones = np.ones(self.left.size)
        half = sparse.coo_matrix((ones, (self.left, self.right)), shape=(self.size, self.size))
        return sparse.csr_matrix(half + half.T)

    @cached_property
    def components(self) -> Ints:
        """The number of the connected part that each area belongs to."""
        return np.asarray(connected_components(self.adjacency, directed=False)[1], dtype=np.int64)

    @cached_property
    def laplacian(self) -> sparse.csc_matrix:
        """Degree minus adjacency: the precision of an unscaled ICAR field."""
        degree = np.asarray(self.adjacency.sum(axis=1)).ravel()
        return sparse.csc_matrix(sparse.diags(degree) - self.adjacency)

    @cached_property
    def pattern(self) -> Pattern:
        """Ordering and places of every matrix on this graph."""
        return Pattern(self.laplacian + sparse.identity(self.size))

    @cached_property
    def structure(self) -> sparse.csc_matrix:
        """The scaled ICAR precision R, positive definite, so that 1/tau is a typical area's variance.

        Each connected part is scaled to geometric mean variance 1 around its own mean, and that mean gets variance 1 as
        well: an island without neighbours is then simply unstructured, and a part without respondents stays finite.
        Source: Sorbye & Rue, Spatial Stat 2014;8:39; Freni-Sterrantino et al., Spat Spatiotemporal Epidemiol 2018.
        """
        sizes = np.bincount(self.components).astype(np.float64)
        scale = np.ones(sizes.size)
        if self.left.size:
            variance = self._variance_around_mean(sizes)
            logs = np.bincount(self.components, np.log(np.maximum(variance, 1e-300))) / sizes
            scale = np.where(sizes > 1, np.exp(logs), 1.0)
        by_area = sparse.diags(scale[self.components])
        return sparse.csc_matrix(by_area @ self.laplacian + sparse.diags(1 / sizes[self.components]))

    def _variance_around_mean(self, sizes: Floats) -> Floats:
        """Diagonal of the generalised inverse of the Laplacian, part by part."""
        ridge = 1e-5
        made = self._factored(self.laplacian + ridge * sparse.identity(self.size))
        return np.asarray(made.inverse()[0] - 1 / (ridge * sizes[self.components]))

    @cached_property
    def log_determinant(self) -> float:
        """Of `structure`."""
        return self._factored(self.structure).log_determinant

    @cached_property
    def _places(self) -> Places:
        return compiled_places(self.laplacian + sparse.identity(self.size))

    def _factored(self, matrix: sparse.spmatrix) -> Factor | CompiledFactor:
        loops = kernels.for_areas(self.size)
        if loops is None:
            return factor(matrix, self.pattern)
        return factored(self._places, *self._places.values(matrix), loops)

    @cached_property
    def _structure_values(self) -> tuple[Floats, Floats]:
        return self._places.values(self.structure)

    def precision(self, diagonal: Floats, tau: float) -> Factor | CompiledFactor:
        """The factor of diag(diagonal) + tau R."""
        loops = kernels.for_areas(self.size)
        if loops is None:
            return factor(sparse.diags(diagonal) + tau * self.structure, self.pattern)
        lower, own = self._structure_values
        return factored(self._places, tau * lower, tau * own + diagonal[self._places.order], loops)


def no_neighbours(size: int) -> Neighbours:
    """A graph without edges."""
    none = np.zeros(0, dtype=np.int64)
    return Neighbours(size, none, none)


def neighbours(areas: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Neighbours:
    """The graph of `areas` from pairs of names, listed in one or both directions.

    Raises `BadNumbers` for a name that is not an area. A list that names some pairs one way and others both ways is
    taken as undirected, and that is noted.
    """
    place = {area: i for i, area in enumerate(areas)}
    if len(place) != len(areas):
        raise BadNumbers("an area occurs twice")
    unknown = next((name for pair in pairs for name in pair if name not in place), None)
    if unknown is not None:
        raise BadNumbers(f"the neighbour list names {unknown}, which is not one of the areas")
    ends = np.array([(place[a], place[b]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    return from_places(len(areas), ends)


def from_places(size: int, ends: Ints) -> Neighbours:
    """The same from positions, shape (pairs, 2)."""
    loops = ends[:, 0] == ends[:, 1]
    ends = ends[~loops]
    directed = np.unique(ends[:, 0] * size + ends[:, 1])
    keys = np.unique(
        np.minimum(directed // size, directed % size) * size + np.maximum(directed // size, directed % size)
    )
    edges = np.column_stack(np.divmod(keys, max(size, 1)))
    notes = ["areas named as their own neighbour were passed over"] if loops.any() else []
    if edges.shape[0] < directed.size < 2 * edges.shape[0]:
        notes.append("the neighbour list was not symmetric; a pair named in one direction counts as neighbours")
    made = Neighbours(size, edges[:, 0], edges[:, 1], ())
    sizes = np.bincount(made.components) if size else np.zeros(0, dtype=np.int64)
    if (sizes == 1).any():
        notes.append(f"{int((sizes == 1).sum())} areas have no neighbours; they borrow strength from no other area")
    if (sizes > 1).sum() > 1:
        notes.append(f"the areas form {int((sizes > 1).sum())} parts that do not touch")
    return Neighbours(size, edges[:, 0], edges[:, 1], tuple(notes))


def morans_i(values: Floats, graph: Neighbours) -> float:
    """Moran's I with row-standardised weights; areas without neighbours are left out. 0 means no pattern.

    Source: Cliff & Ord, Spatial Processes, 1981.
    """
    degree = np.asarray(graph.adjacency.sum(axis=1)).ravel()
    used = degree > 0
    if not used.any():
        raise BadNumbers("Moran's I needs areas that touch")
    weights = sparse.diags(np.divide(1.0, degree, out=np.zeros(degree.size), where=used)) @ graph.adjacency
    centred = np.where(used, values - values[used].mean(), 0.0)
    return float(centred @ (weights @ centred) / (centred @ centred) * (used.sum() / used.sum()))
