"""Sparse symmetric positive definite matrices of one fixed pattern: factor, solve, and the inverse where it is needed.

SuperLU factors; the ordering, the elimination tree and the places of all products are worked out once per pattern.
Solving and the selected inverse then run level by level of the tree in whole-array steps of fixed order, so that the
same input gives the same bytes whatever the number of threads.
Source of the selected inverse: Takahashi, Fagan & Chin 1973; Rue & Martino, J Stat Plan Inference 2007;137:3177.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from kansrijk.core.estimation.result import Ints
from kansrijk.core.estimation.sparse_factor import Places, places
from kansrijk.core.intervals import BadNumbers, Floats

_OPTIONS = {"SymmetricMode": True}
_FEW = 8
"""Up to so many right-hand sides SuperLU's own solve is the faster."""


def _factor(matrix: sparse.csc_matrix, ordering: str) -> sparse.linalg.SuperLU:
    try:
        return splu(matrix, permc_spec=ordering, diag_pivot_thresh=0.0, options=_OPTIONS)
    except RuntimeError as error:
        raise BadNumbers("a matrix that should be positive definite is singular") from error


def _structures(pattern: sparse.csc_matrix) -> tuple[list[Ints], Ints]:
    """Rows below the diagonal of each column of the factor, fill included, and the parent in the elimination tree."""
    size = pattern.shape[0]
    below: list[set[int]] = [set() for _ in range(size)]
    coo = sparse.tril(pattern, -1).tocoo()
    for row, column in zip(coo.row.tolist(), coo.col.tolist(), strict=True):
        below[column].add(row)
    parent = np.full(size, -1, dtype=np.int64)
    rows: list[Ints] = []
    for column in range(size):
        found = below[column]
        rows.append(np.array(sorted(found), dtype=np.int64))
        if found:
            parent[column] = up = int(rows[-1][0])
            below[up] |= found
            below[up].discard(up)
        below[column] = set()
    return rows, parent


def _heights(parent: Ints) -> Ints:
    height = np.zeros(parent.size, dtype=np.int64)
    for column, up in enumerate(parent.tolist()):
        if up >= 0:
            height[up] = max(height[up], height[column] + 1)
    return height


def symbolic(matrix: sparse.spmatrix) -> tuple[Ints, list[Ints], Ints]:
    """(order of elimination, rows below the diagonal of each column of the factor, parent in the tree)."""
    start = sparse.csc_matrix(matrix)
    order = np.argsort(_factor(start, "MMD_AT_PLUS_A").perm_c).astype(np.int64)
    return order, *_structures(sparse.csc_matrix(start[order][:, order]))


def compiled_places(matrix: sparse.spmatrix) -> Places:
    """The pattern for the compiled loops: elimination in the order that was found, columns of one branch together."""
    order, rows, _ = symbolic(matrix)
    offsets = np.concatenate([[0], np.cumsum([r.size for r in rows])]).astype(np.int64)
    return places(order, offsets, np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64))


class Pattern:
    """The work that depends on the pattern alone. Positions below are in the order of elimination by level."""

    def __init__(self, matrix: sparse.spmatrix) -> None:
        """`matrix`: symmetric, positive definite, shape (n, n); its values only serve to find an ordering."""
        self.size = matrix.shape[0]
        first, rows, parent = symbolic(matrix)
        height = _heights(parent)
        by_level = np.lexsort((np.arange(self.size), height))
        self.order: Ints = first[by_level].astype(np.int64)
        self.place = np.argsort(self.order)
        place_of_first = np.argsort(by_level)
        self.rows = [np.sort(place_of_first[rows[column]]) for column in by_level]
        self.starts = np.concatenate([[0], np.cumsum(np.bincount(height))]).astype(np.int64)
        counts = np.array([r.size for r in self.rows], dtype=np.int64)
        self.offsets = np.concatenate([[0], np.cumsum(counts)])
        columns = np.repeat(np.arange(self.size), counts)
        self.flat_rows: Ints = np.concatenate(self.rows) if self.size else np.zeros(0, dtype=np.int64)
        self.keys = columns * self.size + self.flat_rows
        self._plan: list[tuple[Ints, Ints, Ints, Ints, Ints]] | None = None

    def plan(self) -> list[tuple[Ints, Ints, Ints, Ints, Ints]]:
        """Per level, top of the tree first: which entries of the inverse times which of the factor make which."""
        if self._plan is None:
            self._plan = self._make_plan()
        return self._plan

    def _make_plan(self) -> list[tuple[Ints, Ints, Ints, Ints, Ints]]:
        """Entries of the inverse are numbered: first those below the diagonal as in `keys`, then the diagonal."""
        below = self.keys.size
        blocks: list[Ints] = [np.zeros((0, 0), dtype=np.int64)] * self.size
        for column in range(self.size - 1, -1, -1):
            rows = self.rows[column]
            if not rows.size:
                continue
            up = int(rows[0])
            front = np.concatenate([[up], self.rows[up]])
            own = np.searchsorted(front, rows)
            entries = np.arange(self.offsets[up], self.offsets[up + 1])
            whole = np.empty((front.size, front.size), dtype=np.int64)
            whole[0, 0], whole[0, 1:], whole[1:, 0], whole[1:, 1:] = below + up, entries, entries, blocks[up]
            blocks[column] = whole[np.ix_(own, own)]
        levels = []
        for low, high in reversed(list(zip(self.starts[:-1], self.starts[1:], strict=True))):
            entries = np.arange(self.offsets[low], self.offsets[high])
            counts = self.offsets[low + 1 : high + 1] - self.offsets[low:high]
            sources = [blocks[c].ravel() for c in range(low, high)]
            factors = [
                np.tile(np.arange(self.offsets[c], self.offsets[c + 1]), self.rows[c].size) for c in range(low, high)
            ]
            lengths = np.repeat(counts, counts)
            segments = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if lengths.size else lengths
            levels.append((entries, np.concatenate(sources), np.concatenate(factors), segments, counts))
        return levels


@dataclass(frozen=True, eq=False)
class Factor:
    """L D L' of a matrix in the order of its pattern; `lower` are the entries of L in the order of `pattern.keys`."""

    pattern: Pattern
    lower: Floats
    diagonal: Floats
    whole: sparse.linalg.SuperLU

    @cached_property
    def _levels(self) -> list[tuple[int, int, sparse.csr_matrix, sparse.csr_matrix]]:
        """Per level its bounds and its rows of L and of L'."""
        pattern = self.pattern
        shape = (pattern.size, pattern.size)
        columns = sparse.csc_matrix((self.lower, pattern.flat_rows, pattern.offsets), shape=shape)
        by_row, by_column = columns.tocsr(), columns.T.tocsr()
        bounds = zip(pattern.starts[:-1].tolist(), pattern.starts[1:].tolist(), strict=True)
        return [(a, b, _slice(by_row, a, b), _slice(by_column, a, b)) for a, b in bounds]

    @property
    def log_determinant(self) -> float:
        """Natural logarithm of the determinant."""
        return float(np.log(self.diagonal).sum())

    def solve(self, right: Floats) -> Floats:
        """The solution for one right-hand side (n,) or many (n, k)."""
        pattern = self.pattern
        if right.ndim == 1 or right.shape[1] <= _FEW:
            ordered = np.asfortranarray(right[pattern.order], dtype=np.float64)
            return np.asarray(self.whole.solve(ordered)[pattern.place])
        x = np.ascontiguousarray(right[pattern.order], dtype=np.float64)
        for low, high, rows, _ in self._levels[1:]:
            x[low:high] -= rows @ x
        x /= self.diagonal[:, None]
        for low, high, _, columns in reversed(self._levels):
            x[low:high] -= columns @ x
        return np.asarray(x[pattern.place])

    def inverse(self) -> tuple[Floats, Floats]:
        """(diagonal in the caller's order, entries of the inverse below it in the order of `pattern.keys`)."""
        pattern = self.pattern
        below = pattern.keys.size
        inverse = np.zeros(below + pattern.size)
        bounds = list(zip(pattern.starts[:-1], pattern.starts[1:], strict=True))
        for (low, high), (entries, sources, factors, segments, counts) in zip(
            reversed(bounds), pattern.plan(), strict=True
        ):
            diagonal = 1 / self.diagonal[low:high]
            if entries.size:
                products = inverse[sources] * self.lower[factors]
                inverse[entries] = -np.add.reduceat(products, segments)
                own = self.lower[entries] * inverse[entries]
                used = counts > 0
                first = np.concatenate([[0], np.cumsum(counts[used])[:-1]])
                diagonal[used] -= np.add.reduceat(own, first)
            inverse[below + low : below + high] = diagonal
        return inverse[below:][pattern.place], inverse[:below]

    def norms(self, vectors: sparse.csr_matrix) -> Floats:
        """v' A^-1 v for each row v."""
        found = np.zeros(vectors.shape[0])
        for start in range(0, vectors.shape[0], 256):
            block = np.asarray(vectors[start : start + 256].toarray().T)
            found[start : start + 256] = np.einsum("ij,ij->j", block, self.solve(block))
        return found

    def root(self, noise: Floats) -> Floats:
        """Draws with covariance A^-1 from independent standard normal `noise` (n, k)."""
        x = noise / np.sqrt(self.diagonal)[:, None]
        for low, high, _, columns in reversed(self._levels):
            x[low:high] -= columns @ x
        return np.asarray(x[self.pattern.place])


def _slice(matrix: sparse.csr_matrix, low: int, high: int) -> sparse.csr_matrix:
    """Rows low to high without the checks of scipy's own slicing."""
    start, stop = int(matrix.indptr[low]), int(matrix.indptr[high])
    part = (matrix.data[start:stop], matrix.indices[start:stop], matrix.indptr[low : high + 1] - start)
    return sparse.csr_matrix(part, shape=(high - low, matrix.shape[1]), copy=False)


def factor(matrix: sparse.spmatrix, pattern: Pattern) -> Factor:
    """Factors a matrix whose entries lie within `pattern`. Raises `BadNumbers` when it is not positive definite."""
    ordered = sparse.csc_matrix(sparse.csc_matrix(matrix)[pattern.order][:, pattern.order])
    found = _factor(ordered, "NATURAL")
    size = pattern.size
    position = np.argsort(found.perm_c)
    diagonal = np.empty(size)
    diagonal[position] = found.U.diagonal()
    if not (np.all(diagonal > 0) and np.array_equal(found.perm_c, found.perm_r)):
        raise BadNumbers("a matrix that should be positive definite is not")
    coo = found.L.tocoo()
    off = coo.row != coo.col
    rows, columns, values = position[coo.row[off]], position[coo.col[off]], coo.data[off]
    keys = columns.astype(np.int64) * size + rows
    lower = np.zeros(pattern.keys.size)
    at = np.searchsorted(pattern.keys, keys)
    known = (at < pattern.keys.size) & (pattern.keys[np.minimum(at, pattern.keys.size - 1)] == keys)
    if pattern.keys.size:
        lower[at[known]] = values[known]
    if np.any(values[~known] != 0):
        raise BadNumbers("the matrix has entries outside its pattern")
    return Factor(pattern, lower, diagonal, found)
