"""Certificates: pairs of feasible points far enough apart clear many cells with few programmes."""

from __future__ import annotations

import numpy as np

from kansrijk.core.disclosure.attacker.narrow import Piece, narrow, pieces
from kansrijk.core.disclosure.attacker.published import Floats, Mask, Sums
from kansrijk.core.disclosure.attacker.solve import capped, extreme, is_whole

GOLDEN = 0.6180339887498949


def _directions(size: int, turn: int) -> Floats:
    """Deterministic, irregular weights in [-1, 1] for one turn; shape (size,)."""
    steps: Floats = np.arange(1.0, size + 1.0) * (turn + 1) * GOLDEN + turn * 0.7548776662466927
    weights: Floats = 2.0 * (steps * (1 + 0.318 * turn) % 1.0) - 1.0
    return weights


def scatter(piece: Piece, need: Floats, turns: int = 10) -> Mask:
    """Cells of a piece with two witnesses at least `need` apart (twice that when not whole); shape (n,).

    `need` is 0 for cells nobody asks about; those count as cleared.
    """
    size = len(piece.cells)
    high = capped(piece, float(need.max(initial=0.0)))
    least, most = np.full((2, size), np.inf), np.full((2, size), -np.inf)
    cleared = need <= 0
    idle = 0
    for turn in range(turns):
        if bool(cleared.all()) or idle > 2:
            break
        weights = np.where(cleared, 0.0, _directions(size, turn))
        count = int(cleared.sum())
        for way in (1.0, -1.0):
            point = extreme(piece, way * weights, low=piece.low, high=high)
            if point is None:
                continue
            for kind in (0, 1) if is_whole(point) else (1,):
                np.minimum(least[kind], point, out=least[kind])
                np.maximum(most[kind], point, out=most[kind])
        wide = (most[0] - least[0] >= need - 1e-6) | (most[1] - least[1] >= 2 * need)
        cleared = cleared | wide
        idle = idle + 1 if int(cleared.sum()) == count else 0
    return cleared


def _as_sums(piece: Piece) -> tuple[Sums, Floats]:
    """The piece's equations as sums over its cells plus one constant cell per equation."""
    coo = piece.matrix.tocoo()
    rows, size = piece.matrix.shape
    row = np.r_[coo.row, np.arange(rows)].astype(np.int64)
    cell = np.r_[coo.col, size + np.arange(rows)].astype(np.int64)
    return Sums(row, cell, np.r_[coo.data, -np.ones(rows)], rows), piece.right


def fixed_parts(piece: Piece, need: Floats, where: Mask, value: Floats) -> tuple[Mask, list[tuple[Piece, Floats]]]:
    """Holds the cells of `where` at `value`: cells cleared by intervals alone, and the open subpieces."""
    sums, right = _as_sums(piece)
    low = np.r_[np.where(where, value, piece.low), right]
    high = np.r_[np.where(where, value, piece.high), right]
    low, high, settled = narrow(low, high, sums)
    cleared = need <= 0
    rest = []
    for part in pieces(low, high, sums, settled):
        wanted = need[part.cells]
        if part.exact:
            cleared[part.cells[part.high - part.low >= wanted]] = True
        else:
            rest.append((part, wanted))
    return cleared, rest


def clear_held(piece: Piece, need: Floats, where: Mask, value: Floats) -> Mask:
    """Cells that stay wide enough while the cells of `where` are held at `value`; shape (n,)."""
    cleared, rest = fixed_parts(piece, need, where, value)
    for part, wanted in rest:
        if bool(np.any(wanted > 0)):
            cleared[part.cells[scatter(part, wanted)]] = True
    return cleared


def clear(piece: Piece, need: Floats) -> Mask:
    """Cells of a piece shown wide enough by witnesses; shape (n,). False means doubtful, not narrow."""
    if piece.exact:
        wide: Mask = (piece.high - piece.low >= need) | (need <= 0)
        return wide
    return scatter(piece, need)
