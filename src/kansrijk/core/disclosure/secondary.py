"""Secondary suppression: what else to hide so that no hidden cell can be worked out.

For each hidden cell a move is sought: two whole changes of the true counts that keep all sums and all shown
cells, and lie the needed width apart in that cell. Such a move is a proof, and hiding more never spoils it.
Where no move exists among hidden cells, the cheapest one through shown cells is taken and those are hidden
(after Kelly, Golden & Assad 1992 and Castro's linear programmes for cell suppression). Cells of one
contributor stand still in the proof of another primary cell, so that no insider, nor all of them together,
can undo it (V3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from kansrijk.core.disclosure.moves import Move, pry, wander, widen
from kansrijk.core.disclosure.network import Flags, Indices, Network, Numbers
from kansrijk.core.disclosure.policy import Policy

HOPS = (2, 4, 1_000_000)
WANDER_UP_TO = 3_000
TOO_NEAR = 60


@dataclass(frozen=True)
class Pattern:
    """Names hidden for others' sake, names nothing can protect, and names only insiders can narrow."""

    extra: tuple[str, ...]
    unprotected: tuple[str, ...]
    exposed: tuple[str, ...]


@dataclass
class _State:
    """Pattern in the making; all arrays have one entry per cell."""

    network: Network
    hidden: Flags
    need: Numbers
    primary: Flags
    single: Flags
    proved: Flags
    hopeless: list[int] = field(default_factory=list)
    exposed: list[int] = field(default_factory=list)

    def accept(self, move: Move) -> None:
        """Notes what a move proves: for a primary cell only when no other cell of one contributor moves."""
        cells, moved = move.cells, move.moved
        wide = (move.width >= self.need[cells] - 0.5) & self.hidden[cells]
        moving_singles = moved & self.single[cells]
        others = int(moving_singles.sum()) - moving_singles
        self.proved[cells[wide & (~self.primary[cells] | (others == 0))]] = True

    def hide(self, move: Move, k: int) -> None:
        """Hides the shown cells that a move needs; each becomes a cell to protect."""
        new = move.cells[move.paid & ~self.hidden[move.cells]]
        self.hidden[new] = True
        self.need[new] = k

    def still_for(self, cell: int) -> Flags:
        """Cells that must stand still in the proof of one cell."""
        if not self.primary[cell]:
            return np.zeros(len(self.hidden), dtype=np.bool_)
        still = self.single.copy()
        still[cell] = False
        return still


def _groups(state: _State, movable: Flags) -> list[Indices]:
    """Cells that can move together: the movable hidden ones, with all shown ones when rounding lends room."""
    network = state.network
    if not network.has_slack:
        return network.hidden_groups(movable)
    together: Indices = np.flatnonzero(movable | ~state.hidden)
    return [together] if len(together) <= WANDER_UP_TO else []


def _prove_cheaply(state: _State, turns: int = 5) -> None:
    """Proves as many hidden cells as a few moves of hidden cells (and of rounding) can."""
    for frozen in (True, False):
        movable = state.hidden & ~state.network.is_public
        movable = movable & ~state.single if frozen else movable
        for group in _groups(state, movable):
            wanted = state.hidden[group] & (frozen | ~state.primary[group])
            for _ in range(turns):
                asked = wanted & ~state.proved[group]
                if not bool(asked.any()):
                    break
                for move in wander(state.network, group, state.hidden, asked):
                    state.accept(move)
                if int((wanted & ~state.proved[group]).sum()) == int(asked.sum()):
                    break


def _cheapest(state: _State, cell: int, near: Indices, still: Flags) -> Move | None:
    """The move that hides least by cost, with and without the room of rounding; None when there is none."""
    network, need = state.network, float(state.need[cell])
    ways = (True, False) if network.has_slack else (False,)
    for lean in ways:
        free = pry(network, cell, need, near, state.hidden, still, lean=lean)
        if free is not None:
            return free
    moves = [widen(network, cell, need, near, state.hidden, still, lean=lean) for lean in ways]
    found = [move for move in moves if move is not None]
    return min(found, key=lambda move: float(network.cost[move.cells[move.paid]].sum()), default=None)


def _repair(state: _State, cell: int, k: int, still: Flags) -> bool:
    """Proves one cell, hiding others at least cost, near by first. False when nothing can protect it."""
    for hops in HOPS:
        near, complete = state.network.around(cell, hops)
        if not complete and len(near) < TOO_NEAR:
            continue
        move = _cheapest(state, cell, near, still)
        if move is not None:
            state.hide(move, k)
            state.accept(move)
            state.proved[cell] = True
            return True
        if complete:
            return False
    return False


def _settle(state: _State, cell: int, k: int) -> None:
    """Proves one cell against insiders, else against outsiders only, else notes that it stays open."""
    if _repair(state, cell, k, state.still_for(cell)):
        return
    nobody = np.zeros(len(state.hidden), dtype=np.bool_)
    if state.primary[cell] and _repair(state, cell, k, nobody):
        state.exposed.append(cell)
        return
    state.hopeless.append(cell)
    state.proved[cell] = True


def _order(state: _State) -> Indices:
    """Unproved hidden cells: the widest need first, then by name."""
    open_cells = np.flatnonzero(state.hidden & ~state.proved)
    order: Indices = open_cells[np.argsort(-state.need[open_cells], kind="stable")]
    return order


def _cheaper_of_both(network: Network, need: Numbers, policy: Policy) -> _State:
    """The pattern that hides least by cost: without the room of rounding, or with it if policy lends it."""
    strict = replace(network, slack=np.zeros_like(network.slack))
    states = [_protect_part(strict, need.copy(), policy)]
    if network.has_slack:
        states.append(_protect_part(network, need.copy(), policy))

    def loss(state: _State) -> tuple[int, float]:
        return len(state.hopeless) + len(state.exposed), float(network.cost[state.hidden].sum())

    return min(states, key=loss)


def _protect_part(network: Network, need: Numbers, policy: Policy) -> _State:
    """The finished pattern of one connected network; `need` is 0 for cells without a primary reason."""
    primary = need > 0
    single = primary & (network.count == 1) & ~network.is_total
    state = _State(network, primary | network.is_unseen, need, primary, single, network.is_unseen.copy())
    while bool(np.any(state.hidden & ~state.proved)):
        _prove_cheaply(state)
        for cell in _order(state):
            if not state.proved[cell]:
                _settle(state, int(cell), policy.k)
    return state


def hide_with(network: Network, needs: Mapping[str, int], policy: Policy) -> Pattern:
    """The cells to hide beyond the primary ones, and what cannot be protected.

    `needs`: width by name of every primary cell. Deterministic: cells and sums come in name order.
    """
    extra: list[str] = []
    hopeless: list[str] = []
    exposed: list[str] = []
    for _, part in network.parts():
        need = np.array([float(needs.get(key, 0)) for key in part.keys])
        if not bool(need.any()):
            continue
        state = _cheaper_of_both(part, need, policy)
        extra += [part.keys[i] for i in np.flatnonzero(state.hidden & ~state.primary & ~part.is_unseen)]
        hopeless += [part.keys[i] for i in state.hopeless]
        exposed += [part.keys[i] for i in state.exposed]
    return Pattern(tuple(sorted(extra)), tuple(sorted(hopeless)), tuple(sorted(exposed)))
