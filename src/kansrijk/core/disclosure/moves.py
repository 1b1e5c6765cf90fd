"""Movements of counts that no reader could tell from the truth: found by linear programmes (HiGHS)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, hstack, vstack

from kansrijk.core.disclosure.network import Flags, Indices, Network, Numbers


@dataclass(frozen=True)
class Move:
    """Two whole changes of the true counts, up and down, over `cells`; each keeps every sum true.

    `paid`: cells that move further than rounding lets them, and so must be hidden.
    """

    cells: Indices
    up: Numbers
    down: Numbers
    paid: Flags

    @property
    def width(self) -> Numbers:
        """How far apart the two changes bring each cell."""
        return np.abs(self.up - self.down)

    @property
    def moved(self) -> Flags:
        """Cells that move in either."""
        flags: Flags = (np.abs(self.up) > 0.5) | (np.abs(self.down) > 0.5)
        return flags


def _whole(values: Numbers) -> bool:
    return bool(np.all(np.abs(values - np.rint(values)) < 1e-6))


def widen(
    network: Network, target: int, need: float, near: Indices, hidden: Flags, still: Flags, lean: bool = False
) -> Move | None:
    """The cheapest move inside `near` that opens `target` by `need`; None when there is none.

    `still`: cells that may not move. Moving a shown cell means hiding it, at its cost per count moved.
    `lean`: shown cells may move within their rounding for nothing. Fractional answers are solved again as
    integers, or given up when `lean`.
    """
    near = near[~(network.is_public[near] | still[near])]
    equal, right = _equations(network, near, int(np.searchsorted(near, target)), need)
    size, shown = len(near), ~hidden[near]
    # per direction: upward (n), downward (n, no further than zero), within rounding (n)
    free = np.where(shown[:, None] & lean, network.slack[near], 0.0)
    upper = np.r_[np.full(size, np.inf), network.count[near] - free[:, 0], free[:, 1]]
    lower = np.r_[np.zeros(2 * size), -free[:, 0]]
    limits = np.column_stack([np.tile(lower, 2), np.tile(upper, 2)])
    price = np.where(shown, network.cost[near], 0.0) + 1e-6
    cost = np.tile(np.r_[price, price, np.zeros(size)], 2)
    for whole in (0,) if lean else (0, 1):
        answer = linprog(cost, A_eq=equal, b_eq=right, bounds=limits, method="highs", integrality=whole)
        if answer.x is None:
            return None
        parts = answer.x.reshape(6, size)
        up, down = parts[0] - parts[1] + parts[2], parts[3] - parts[4] + parts[5]
        if _whole(up) and _whole(down):
            paid = (parts[[0, 1, 3, 4]].max(axis=0) > 1e-6) & shown
            return Move(near, np.rint(up), np.rint(down), paid)
    return None


def _equations(network: Network, near: Indices, place: int, need: float) -> tuple[csr_array, Numbers]:
    """Sums of both directions over `near`, and the width of the cell at `place`: matrix and right side."""
    sums = network.sums_of(near)
    one = network.by_sum[sums][:, near]
    size = len(near)
    signed = hstack([one, -one, one], format="csr")
    both = block_array([[signed, None], [None, signed]], format="csr") if len(sums) else None
    at = [place + step * size for step in range(6)]
    tie = csr_array(([1.0, -1.0, 1.0, -1.0, 1.0, -1.0], ([0] * 6, at)), shape=(1, 6 * size))
    equal = vstack([both, tie], format="csr") if both is not None else tie
    return equal, np.r_[np.zeros(2 * len(sums)), need]


def wander(network: Network, cells: Indices, hidden: Flags, asked: Flags) -> list[Move]:
    """A pair of opposite moves of `cells` (shown ones within their rounding), others standing still.

    One such move proves many cells at once; `asked` (shape of `cells`) steers towards what is unproved.
    Empty when the ends are not whole.
    """
    matrix = network.by_sum[network.sums_of(cells)][:, cells]
    room = float(network.count[cells].sum()) + 100.0
    least = np.where(hidden[cells], network.count[cells], network.slack[cells, 0])
    most = np.where(hidden[cells], room, network.slack[cells, 1])
    limits = np.column_stack([-least, most])
    right = np.zeros(matrix.shape[0])
    unproved = np.cumsum(asked)
    wave = np.where(asked, np.cos(1.7 * unproved * (1 + unproved[-1] % 7) + unproved[-1]), 0.0)
    ends = []
    for way in (wave, -wave):
        answer = linprog(way, A_eq=matrix, b_eq=right, bounds=limits, method="highs")
        if answer.x is not None and _whole(answer.x):
            ends.append(np.rint(answer.x))
    nothing = np.zeros(len(cells), dtype=np.bool_)
    return [Move(cells, ends[0], ends[1], nothing)] if len(ends) == 2 else []
