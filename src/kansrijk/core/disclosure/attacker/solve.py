"""Linear and integer programmes over one piece (HiGHS through scipy)."""

from __future__ import annotations

import numpy as np
import scipy  # scipy.optimize loads at its first use: most processes never come there

from kansrijk.core.disclosure.attacker.narrow import Contradiction, Piece
from kansrijk.core.disclosure.attacker.published import Floats

TINY = 1e-6


def extreme(piece: Piece, weights: Floats, *, whole: bool = False, low: Floats, high: Floats) -> Floats | None:
    """A point of the piece that minimises weights @ x; None when that has no end. Raises Contradiction."""
    answer = scipy.optimize.milp(
        weights,
        integrality=np.ones(len(weights)) if whole else None,
        bounds=scipy.optimize.Bounds(low, high),
        constraints=scipy.optimize.LinearConstraint(piece.matrix, piece.right, piece.right),
        # Pieces are small and narrowed already: presolving a linear programme costs more than it saves.
        options={"presolve": whole},
    )
    if answer.x is not None:
        point: Floats = answer.x
        return point
    if answer.status == 2:
        raise Contradiction(int(piece.cells[0]))
    return None


def capped(piece: Piece, need: float) -> Floats:
    """Finite upper bounds: far enough for any needed width, so that no direction is endless."""
    finite = np.where(np.isfinite(piece.high), piece.high, piece.low)
    far = float(finite.sum() + np.abs(piece.right).sum()) + 4 * need + 10
    cap: Floats = np.where(np.isfinite(piece.high), piece.high, far)
    return cap


def is_whole(point: Floats) -> bool:
    """True when every coordinate is an integer up to solver tolerance."""
    return bool(np.all(np.abs(point - np.round(point)) < TINY))


def one_end(piece: Piece, index: int, direction: int, *, whole: bool) -> float:
    """Smallest (direction 1) or largest (-1) count of one cell; infinite when nothing limits it."""
    weights = np.zeros(len(piece.cells))
    weights[index] = direction
    point = extreme(piece, weights, whole=whole, low=piece.low, high=piece.high)
    return float(point[index]) if point is not None else -direction * np.inf


def exact_interval(piece: Piece, index: int, need: float | None) -> tuple[float, float]:
    """Smallest and largest count of one cell.

    Linear programme first; the integer one only when the linear width is under twice `need`, or always
    when `need` is None. Rounded inwards: a count is whole.
    """
    if piece.exact:
        return float(piece.low[index]), float(piece.high[index])
    low, high = (one_end(piece, index, way, whole=False) for way in (1, -1))
    if need is None or high - low < 2 * need:
        low = one_end(piece, index, 1, whole=True)
        high = one_end(piece, index, -1, whole=True) if np.isfinite(high) else high
    return np.ceil(low - TINY), np.floor(high + TINY)
