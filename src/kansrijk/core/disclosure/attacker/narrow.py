"""Interval arithmetic over all sums at once: cheap bounds, and the pieces that remain open."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from kansrijk.core.disclosure.attacker.published import BadTable, Floats, Ints, Sums

ROUNDS = 400


def _rest(own: Floats, row: Ints, count: int) -> Floats:
    """For each entry the sum of the other entries of its row; infinite when one of those is."""
    endless = np.isinf(own)
    finite = np.where(endless, 0.0, own)
    total = np.bincount(row, weights=finite, minlength=count)
    holes = np.bincount(row, weights=endless.astype(np.float64), minlength=count)
    rest: Floats = np.where(holes[row] - endless > 0, np.inf, total[row] - finite)
    return rest


def narrow(lower: Floats, upper: Floats, sums: Sums) -> tuple[Floats, Floats, bool]:
    """Tightest bounds each sum alone implies, repeated until nothing moves; True when that was reached.

    Exact for a piece without cycles: unit coefficients and integer ends attain every value between.
    Raises BadTable when a cell is left without any value: the figures contradict each other.
    """
    low, high = lower.copy(), upper.copy()
    row, cell, plus = sums.row, sums.cell, sums.sign > 0
    settled = sums.count == 0
    for _ in range(ROUNDS):
        if settled:
            break
        before = (low.copy(), high.copy())
        rest_low = -_rest(np.where(plus, -low[cell], high[cell]), row, sums.count)
        rest_high = _rest(np.where(plus, high[cell], -low[cell]), row, sums.count)
        np.maximum.at(low, cell, np.where(plus, -rest_high, rest_low))
        np.minimum.at(high, cell, np.where(plus, -rest_low, rest_high))
        if bool(np.any(low > high)):
            raise Contradiction(int(np.argmax(low > high)))
        settled = bool(np.array_equal(before[0], low) and np.array_equal(before[1], high))
    return low, high, settled


class Contradiction(BadTable):
    """No counts fit the published figures; `index` is a cell in the contradiction."""

    def __init__(self, index: int, name: str = "") -> None:
        super().__init__(f"the published figures contradict each other around {name or index}")
        self.index, self.name = index, name


@dataclass(frozen=True)
class Piece:
    """A connected part of the open cells: matrix (sums, cells) @ x = right, low <= x <= high.

    `cells` holds indices into the release set; `exact` says that low and high are already the answer.
    """

    cells: Ints
    matrix: csr_array
    right: Floats
    low: Floats
    high: Floats
    exact: bool


def pieces(low: Floats, high: Floats, sums: Sums, settled: bool) -> list[Piece]:
    """The open cells in connected parts, after the fixed cells are moved to the right-hand side."""
    is_open = high > low
    keep = is_open[sums.cell]
    fixed = ~keep
    right = -np.bincount(sums.row[fixed], weights=sums.sign[fixed] * low[sums.cell[fixed]], minlength=sums.count)
    size = len(low)
    ends = (sums.cell[keep], size + sums.row[keep])
    graph = coo_array((np.ones(len(ends[0])), ends), shape=(size + sums.count, size + sums.count))
    _, label = connected_components(graph, directed=False)
    cells = np.flatnonzero(is_open)
    cells = cells[np.argsort(label[cells], kind="stable")]
    entry_order = np.argsort(label[ends[0]], kind="stable")
    entry_label = label[ends[0]][entry_order]
    kept = np.flatnonzero(keep)
    result = []
    place = np.zeros(size, dtype=np.int64)
    cuts = [0, *(np.flatnonzero(np.diff(label[cells])) + 1), len(cells)] if len(cells) else []
    for start, stop in pairwise(cuts):
        mine = cells[start:stop]
        place[mine] = np.arange(len(mine))
        first, last = np.searchsorted(entry_label, [label[mine[0]], label[mine[0]] + 1])
        entries = kept[entry_order[first:last]] if last > first else np.array([], dtype=int)
        rows, local = np.unique(sums.row[entries], return_inverse=True)
        matrix = csr_array((sums.sign[entries], (local, place[sums.cell[entries]])), shape=(len(rows), len(mine)))
        tree = len(entries) == len(rows) + len(mine) - 1
        result.append(Piece(mine, matrix, right[rows], low[mine], high[mine], settled and tree))
    return result
