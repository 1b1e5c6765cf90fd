"""Made-up maps for the tests of estimation."""

import numpy as np
from scipy.spatial import Delaunay

from kansrijk.core.estimation.neighbours import Neighbours, from_places


def triangles(size: int, random: np.random.Generator) -> Neighbours:
    """Areas around random points; neighbours are those that Delaunay joins."""
    corners = Delaunay(random.random((size, 2))).simplices
    return from_places(size, np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]).astype(np.int64))


def field(graph: Neighbours, random: np.random.Generator) -> np.ndarray:
    """One draw of the scaled ICAR field of unit variance."""
    root = np.linalg.cholesky(graph.structure.toarray())
    return np.linalg.solve(root.T, random.standard_normal(graph.size))
