"""Movements of counts that no reader could tell from the truth: found by linear programmes (HiGHS)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # scipy.optimize loads at its first use: most processes never come there
from scipy.sparse import csr_array

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


def pry(
    network: Network, target: int, need: float, near: Indices, hidden: Flags, still: Flags, lean: bool = False
) -> Move | None:
    """A move that opens `target` by `need` and hides nothing more; None when there is none.

    Both ends are sought apart: linear programmes, and integer ones where their answer is not whole.
    """
    slack = network.slack * (~hidden & lean)[:, None]
    able = (hidden | slack.any(axis=1)) & ~still
    cells = near[able[near]]
    matrix = network.by_sum[network.sums_of(cells)][:, cells]
    room = float(network.count[cells].sum()) + need + 100.0
    least = np.where(hidden[cells], network.count[cells], slack[cells, 0])
    most = np.where(hidden[cells], room, slack[cells, 1])
    place = int(np.searchsorted(cells, target))
    for whole in (0, 1):
        ends = [_end(matrix, place, way, -least, most, whole) for way in (-1.0, 1.0)]
        up, down = ends
        if up is None or down is None or up[place] - down[place] < need - 1e-6:
            return None
        if _whole(up) and _whole(down):
            return Move(cells, np.rint(up), np.rint(down), np.zeros(len(cells), dtype=np.bool_))
    return None


def _end(matrix: csr_array, place: int, way: float, least: Numbers, most: Numbers, whole: int) -> Numbers | None:
    """The change that keeps every sum and moves one cell as far as it goes: up for -1, down for 1."""
    weights = np.zeros(len(least))
    weights[place] = way
    zero = np.zeros(matrix.shape[0])
    answer = scipy.optimize.milp(
        weights,
        integrality=np.full(len(least), whole),
        bounds=scipy.optimize.Bounds(least, most),
        constraints=scipy.optimize.LinearConstraint(matrix, zero, zero) if len(zero) else None,
    )
    change: Numbers | None = answer.x
    return change


def widen(
    network: Network, target: int, need: float, near: Indices, hidden: Flags, still: Flags, lean: bool = False
) -> Move | None:
    """The cheapest move inside `near` that opens `target` by `need`; None when there is none.

    `still`: cells that may not move. Moving a shown cell means hiding it, at its cost per count moved.
    `lean`: shown cells may move within their rounding for nothing. Where the answer is fractional, the cells it
    would hide are hidden and a whole move is sought among them; failing that the integer programme decides, or
    nothing when `lean`.
    """
    roomy = network.slack.any(axis=1) & lean & ~hidden
    near = near[~((network.is_public & ~roomy)[near] | still[near])]
    size, shown = len(near), ~hidden[near]
    free = np.where(roomy[near, None], network.slack[near], 0.0)
    blocks = 3 if lean else 2
    equal, right = _equations(network, near, int(np.searchsorted(near, target)), need, blocks)
    # per direction: upward (n), downward (n, no further than zero), within rounding (n, when leaning)
    stays = network.is_public[near]
    rise, fall = np.where(stays, 0.0, np.inf), np.where(stays, 0.0, network.count[near] - free[:, 0])
    upper = np.r_[rise, fall, free[:, 1]][: blocks * size]
    lower = np.r_[np.zeros(2 * size), -free[:, 0]][: blocks * size]
    price = np.where(shown, network.cost[near], 0.0) + 1e-6
    cost = np.tile(np.r_[price, price, np.zeros(size)][: blocks * size], 2)
    for whole in (0, 1):
        answer = scipy.optimize.milp(
            cost,
            integrality=np.full(len(cost), whole),
            bounds=scipy.optimize.Bounds(np.tile(lower, 2), np.tile(upper, 2)),
            constraints=scipy.optimize.LinearConstraint(equal, right, right),
        )
        if answer.x is None:
            return None
        parts = answer.x.reshape(2 * blocks, size)
        paid = (parts[[0, 1, blocks, blocks + 1]].max(axis=0) > 1e-6) & shown
        up, down = (_change(parts[way * blocks : (way + 1) * blocks]) for way in (0, 1))
        if _whole(up) and _whole(down):
            return Move(near, np.rint(up), np.rint(down), paid)
        wider = hidden.copy()
        wider[near[paid]] = True
        found = pry(network, target, need, near, wider, still, lean)
        if found is not None:
            return Move(found.cells, found.up, found.down, found.moved & ~hidden[found.cells] & wider[found.cells])
        if lean:
            return None
    return None


def _change(parts: Numbers) -> Numbers:
    """Upward minus downward, and what moves within rounding."""
    change: Numbers = parts[0] - parts[1] + (parts[2] if len(parts) > 2 else 0.0)
    return change


def _equations(network: Network, near: Indices, place: int, need: float, blocks: int) -> tuple[csr_array, Numbers]:
    """Sums of both directions over `near`, and the width of the cell at `place`: matrix and right side."""
    sums = network.sums_of(near)
    one = network.by_sum[sums][:, near].tocoo()
    size, count = len(near), len(sums)
    row, column, value = [], [], []
    for way in (0, 1):
        for block, sign in zip(range(blocks), (1.0, -1.0, 1.0), strict=False):
            step = (way * blocks + block) * size
            row += [one.row + way * count, [2 * count]]
            column += [one.col + step, [place + step]]
            value += [sign * one.data, [sign * (1.0 - 2.0 * way)]]
    ends = (np.concatenate(row), np.concatenate(column))
    equal = csr_array((np.concatenate(value), ends), shape=(2 * count + 1, 2 * blocks * size))
    return equal, np.r_[np.zeros(2 * count), need]


def wander(network: Network, cells: Indices, hidden: Flags, asked: Flags) -> list[Move]:
    """A pair of opposite moves of `cells` (shown ones within their rounding), others standing still.

    One such move proves many cells at once; `asked` (shape of `cells`) steers towards what is unproved.
    Empty when the ends are not whole.
    """
    matrix = network.by_sum[network.sums_of(cells)][:, cells]
    room = float(network.count[cells].sum()) + 100.0
    least = np.where(hidden[cells], network.count[cells], network.slack[cells, 0])
    most = np.where(hidden[cells], room, network.slack[cells, 1])
    right = np.zeros(matrix.shape[0])
    ties = scipy.optimize.LinearConstraint(matrix, right, right) if len(right) else None
    unproved = np.cumsum(asked)
    wave = np.where(asked, np.cos(1.7 * unproved * (1 + unproved[-1] % 7) + unproved[-1]), 0.0)
    ends = []
    for way in (wave, -wave):
        answer = scipy.optimize.milp(way, bounds=scipy.optimize.Bounds(-least, most), constraints=ties)
        if answer.x is not None and _whole(answer.x):
            ends.append(np.rint(answer.x))
    nothing = np.zeros(len(cells), dtype=np.bool_)
    return [Move(cells, ends[0], ends[1], nothing)] if len(ends) == 2 else []
