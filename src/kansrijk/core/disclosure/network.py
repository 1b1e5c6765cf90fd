"""Cells and sums as arrays for the suppression: who touches whom, and how far a cell can move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from kansrijk.core.disclosure.cells import Cell, Sum
from kansrijk.core.disclosure.policy import Policy
from kansrijk.core.disclosure.rounding import rounded

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]


def _slack(cell: Cell, policy: Policy) -> tuple[int, int]:
    """Room below and above a true count when it is shown rounded; shown tells a reader k or more."""
    if (cell.is_public and not cell.is_rounded) or not policy.lean_on_rounding or cell.count == 0 or cell.is_unseen:
        return 0, 0
    base, value = policy.rounding_base, rounded(cell.count, policy)
    least = max(value - base // 2, min(policy.k, cell.count))
    return cell.count - least, value + (base - 1) // 2 - cell.count


@dataclass(frozen=True)
class Network:
    """n cells in name order: true counts, cost of hiding, public flags (n,); sums as a matrix (sums, n).

    `is_unseen`: cells no reader sees, which move for nothing. `slack` (n, 2): how far rounding lets a
    shown cell lie below and above its true count, zero when the policy does not lean on rounding. A sum
    reads +1 for its parts and -1 for its total: every true change d of counts obeys matrix @ d = 0.
    """

    keys: tuple[str, ...]
    count: Numbers
    cost: Numbers
    is_public: Flags
    is_unseen: Flags
    slack: Numbers
    by_sum: csr_array
    by_cell: csc_array

    @classmethod
    def of(cls, cells: Sequence[Cell], sums: Sequence[Sum], policy: Policy) -> Network:
        """Arrays of cells and sums as `with_rests` returns them."""
        place = {cell.key: index for index, cell in enumerate(cells)}
        rows, columns, signs = [], [], []
        for number, one in enumerate(sums):
            members = [(place[one.total], -1.0), *((place[part], 1.0) for part in one.parts)]
            for index, sign in members:
                rows.append(number)
                columns.append(index)
                signs.append(sign)
        count = np.array([cell.count for cell in cells], dtype=np.float64)
        weight = np.array([cell.weight for cell in cells], dtype=np.float64)
        matrix = csr_array((signs, (rows, columns)), shape=(len(sums), len(cells)), dtype=np.float64)
        return cls(
            tuple(cell.key for cell in cells),
            count,
            weight * (1.0 + 0.1 * np.log1p(count)),
            np.array([cell.is_public for cell in cells], dtype=np.bool_),
            np.array([cell.is_unseen for cell in cells], dtype=np.bool_),
            np.array([_slack(cell, policy) for cell in cells], dtype=np.float64).reshape(-1, 2),
            matrix,
            matrix.tocsc(),
        )

    def parts(self) -> list[tuple[Indices, Network]]:
        """The networks that share no sum with each other, with the places of their cells in this one."""
        size = len(self.keys)
        rows, columns = self.by_sum.nonzero()
        graph = coo_array((np.ones(len(rows)), (columns, size + rows)), shape=(size + self.by_sum.shape[0],) * 2)
        _, label = connected_components(graph, directed=False)
        order = np.argsort(label[:size], kind="stable")
        cuts = np.flatnonzero(np.diff(label[order])) + 1
        result = []
        for cells in np.split(order, cuts) if size else []:
            matrix = self.by_sum[self.sums_of(cells)][:, cells]
            keys = tuple(self.keys[i] for i in cells)
            own = Network(
                keys,
                self.count[cells],
                self.cost[cells],
                self.is_public[cells],
                self.is_unseen[cells],
                self.slack[cells],
                matrix,
                matrix.tocsc(),
            )
            result.append((cells, own))
        return result

    @property
    def has_slack(self) -> bool:
        """True when rounding lends room to shown cells."""
        return bool(self.slack.any())

    @property
    def is_total(self) -> Flags:
        """Cells that are the total of some sum; their lone contributor does not know to be alone."""
        flags = np.zeros(len(self.keys), dtype=np.bool_)
        flags[self.by_sum.indices[self.by_sum.data < 0]] = True
        return flags

    def sums_of(self, cells: Indices) -> Indices:
        """Numbers of the sums any of the cells takes part in."""
        spans = [self.by_cell.indices[self.by_cell.indptr[c] : self.by_cell.indptr[c + 1]] for c in cells]
        return np.unique(np.concatenate(spans)).astype(np.int64) if spans else np.array([], dtype=np.int64)

    def cells_of(self, sums: Indices) -> Indices:
        """The cells that take part in any of the sums."""
        spans = [self.by_sum.indices[self.by_sum.indptr[s] : self.by_sum.indptr[s + 1]] for s in sums]
        return np.unique(np.concatenate(spans)).astype(np.int64) if spans else np.array([], dtype=np.int64)

    def around(self, cell: int, hops: int) -> tuple[Indices, bool]:
        """Cells within `hops` sums of a cell, and whether that is all it is tied to."""
        near = np.array([cell], dtype=np.int64)
        for _ in range(hops):
            grown = np.union1d(near, self.cells_of(self.sums_of(near)))
            if len(grown) == len(near):
                return near, True
            near = grown
        return near, False

    def hidden_groups(self, hidden: Flags) -> list[Indices]:
        """The hidden cells in groups that share sums, when every shown cell stands still."""
        inside = np.flatnonzero(hidden)
        matrix = self.by_cell[:, inside]
        links = (matrix.T @ matrix).tocsr() if matrix.shape[0] else csr_array((len(inside), len(inside)))
        links.data = np.ones_like(links.data)
        _, label = connected_components(links, directed=False)
        order = np.argsort(label, kind="stable")
        cuts = np.flatnonzero(np.diff(label[order])) + 1
        return [inside[group] for group in np.split(order, cuts)] if len(inside) else []
