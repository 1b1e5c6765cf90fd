"""The factor of a sparse matrix on a graph of many areas, by the compiled loops; `elimination` holds the plain twin."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType

import numpy as np
from scipy import sparse

from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.result import Ints
from kansrijk.core.intervals import BadNumbers, Floats

_WIDTH = 32
"""Right-hand sides that are solved together: a block of them stays in the cache."""


@dataclass(frozen=True, eq=False)
class Places:
    """The pattern of L: rows[offsets[j]:offsets[j + 1]] of column j; `order[i]` is eliminated i-th."""

    order: Ints
    place: Ints
    offsets: Ints
    rows: Ints
    columns: Ints
    row_starts: Ints
    row_entries: Ints

    def values(self, matrix: sparse.spmatrix) -> tuple[Floats, Floats]:
        """(entries below the diagonal, diagonal) of a matrix within the pattern, in the order of elimination."""
        ordered = sparse.csc_matrix(sparse.csc_matrix(matrix)[self.order][:, self.order])
        low = sparse.tril(ordered, -1).tocoo()
        size = self.order.size
        keys = self.columns * size + self.rows
        found = np.zeros(keys.size)
        wanted = low.col.astype(np.int64) * size + low.row
        at = np.searchsorted(keys, wanted)
        if np.any(keys[np.minimum(at, keys.size - 1)] != wanted) if keys.size else wanted.size:
            raise BadNumbers("the matrix has entries outside its pattern")
        found[at] = low.data
        return found, ordered.diagonal()


def places(order: Ints, offsets: Ints, rows: Ints) -> Places:
    """Works out the transposed pattern too."""
    columns = np.repeat(np.arange(order.size), np.diff(offsets))
    entries = np.lexsort((columns, rows))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=order.size))]).astype(np.int64)
    return Places(order, np.argsort(order), offsets, rows, columns, starts, entries)


@dataclass(frozen=True, eq=False)
class CompiledFactor:
    """L D L' in the order of `places`."""

    places: Places
    lower: Floats
    diagonal: Floats
    loops: ModuleType

    @property
    def log_determinant(self) -> float:
        """Natural logarithm of the determinant."""
        return float(np.log(self.diagonal).sum())

    def solve(self, right: Floats) -> Floats:
        """The solution for one right-hand side (n,) or many (n, k)."""
        wide = np.asarray(right if right.ndim == 2 else right[:, None], dtype=np.float64)
        found = np.empty(wide.shape)
        kernels.each(lambda start: self._solve_part(wide, start, found), range(0, wide.shape[1], _WIDTH))
        return found if right.ndim == 2 else found[:, 0]

    def _solve_part(self, right: Floats, start: int, found: Floats) -> None:
        p, stop = self.places, min(start + _WIDTH, right.shape[1])
        x = np.empty((right.shape[0], stop - start))
        self.loops.gather(right, p.order, start, x)
        self.loops.forward(self.lower, p.offsets, p.rows, x)
        x /= self.diagonal[:, None]
        self.loops.backward(self.lower, p.offsets, p.rows, x)
        self.loops.scatter(x, p.order, start, found)

    def solve_and_invert(self, right: Floats) -> tuple[Floats, Floats]:
        """The solution for many right-hand sides and the diagonal of the inverse, beside each other."""
        found, diagonal = np.empty(right.shape), np.empty(self.diagonal.size)

        def part(start: int) -> None:
            if start < 0:
                diagonal[:] = self.inverse()[0]
            else:
                self._solve_part(right, start, found)

        kernels.each(part, [-1, *range(0, right.shape[1], _WIDTH)])
        return found, diagonal

    def inverse(self) -> tuple[Floats, Floats]:
        """(diagonal in the caller's order, entries of the inverse below it in the order of the pattern)."""
        below, own = np.zeros(self.lower.size), np.zeros(self.diagonal.size)
        self.loops.selected_inverse(self.lower, self.diagonal, self.places.offsets, self.places.rows, below, own)
        return own[self.places.place], below

    def norms(self, vectors: sparse.csr_matrix) -> Floats:
        """v' A^-1 v for each row v."""
        moved = sparse.csr_matrix((vectors.data, self.places.place[vectors.indices], vectors.indptr), vectors.shape)

        def part(edge: tuple[int, int]) -> Floats:
            low, high = edge
            found = np.zeros(high - low)
            pointer = moved.indptr[low : high + 1]
            self.loops.norms(
                self.lower, self.diagonal, self.places.offsets, self.places.rows, pointer, moved.indices, moved.data,
                found,
            )  # fmt: skip
            return found

        edges = np.linspace(0, vectors.shape[0], 5).astype(int)
        pairs = [(int(a), int(b)) for a, b in pairwise(edges)]
        return np.concatenate(kernels.each(part, pairs))

    def root(self, noise: Floats) -> Floats:
        """Draws with covariance A^-1 from independent standard normal `noise` (n, k)."""
        p = self.places

        def part(start: int) -> Floats:
            x = noise[:, start : start + _WIDTH] / np.sqrt(self.diagonal)[:, None]
            self.loops.backward(self.lower, p.offsets, p.rows, x)
            return x[p.place]

        return np.concatenate(kernels.each(part, range(0, noise.shape[1], _WIDTH)), axis=1)


def factored(where: Places, lower: Floats, diagonal: Floats, loops: ModuleType) -> CompiledFactor:
    """Factors a matrix given by its values; raises `BadNumbers` when it is not positive definite."""
    lower, diagonal = lower.copy(), diagonal.copy()
    bad = loops.factor(lower, diagonal, where.offsets, where.rows, where.columns, where.row_starts, where.row_entries)
    if bad >= 0:
        raise BadNumbers("a matrix that should be positive definite is not")
    return CompiledFactor(where, lower, diagonal, loops)
