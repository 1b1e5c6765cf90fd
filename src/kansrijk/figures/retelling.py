"""Figures of one edition told in the areas of another: which figures may be told, how, and what it is then called.

Pure. Counts and shares with their counts are added up; a share that was published without its numerator is pooled with
its denominators as weights and never turned into people; what has neither is told only for an area that stayed what
it was. docs/adr/0007-figures-in-other-borders.md says why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from kansrijk.figures.rules import EMPTY_AT_SOURCE, HIDDEN, MEASURED, MODELLED, NO_DATA, TOO_UNCERTAIN

# How an area came to its figure. "" where it has none.
SAME, RENAMED, SUMMED, POOLED, WEIGHTED, NOTHING = "same", "renamed", "summed", "pooled", "weighted", ""
ADDS_UP = frozenset({"count", "hectare"})
SHARES = {"share": 100.0, "per_1000": 1000.0}
# What is said of a sum in which a part has no figure: the most careful word first.
_CAREFUL = (HIDDEN, EMPTY_AT_SOURCE, TOO_UNCERTAIN, NO_DATA)
# Own figures about fewer people than this, or about all but fewer than this, are not derived either (SDC-01).
FEWEST = 10


@dataclass(frozen=True)
class OldCell:
    """A figure as it stands in its own edition; None for what was not delivered or is not shown."""

    value: float | None
    lower: float | None
    upper: float | None
    numerator: float | None
    denominator: float | None
    status: int


@dataclass(frozen=True)
class NewCell:
    """The same figure in another edition. `bounds` are the limits that hidden parts leave, in the unit of the figure,
    where the denominators of all parts are known; the value is then not shown."""

    value: float | None
    lower: float | None
    upper: float | None
    numerator: float | None
    denominator: float | None
    status: int
    how: str
    bounds: tuple[float, float] | None = None


def _nothing(status: int, bounds: tuple[float, float] | None = None) -> NewCell:
    return NewCell(None, None, None, None, None, status, NOTHING, bounds)


def retell(
    new_code: str,
    parts: Sequence[tuple[str, float]],
    cells: Mapping[str, OldCell],
    *,
    unit: str,
    is_own: bool = False,
) -> NewCell:
    """One new area from its parts: (old code, the share of the old area that lies here).

    A sum with a part that has no figure is no figure: it takes the most careful word of its parts.
    """
    known = [(cells[old], share) for old, share in parts if old in cells]
    if len(known) < len(parts) or any(cell.value is None for cell, _ in known):
        statuses = {cell.status for cell, _ in known if cell.value is None} | (
            {NO_DATA} if len(known) < len(parts) else set()
        )
        return _nothing(next(one for one in _CAREFUL if one in statuses), _bounds(known, len(parts), unit))
    if len(parts) == 1 and parts[0][1] >= 1.0:
        (cell, _) = known[0]
        how = SAME if parts[0][0] == new_code else RENAMED
        return NewCell(cell.value, cell.lower, cell.upper, cell.numerator, cell.denominator, cell.status, how)
    told = _added(known, unit)
    if told is None:
        return _nothing(NO_DATA)
    return _nothing(HIDDEN) if is_own and _is_small(told) else told


def _added(known: Sequence[tuple[OldCell, float]], unit: str) -> NewCell | None:
    """The sum of the parts, or None where this figure cannot be summed."""
    is_whole = all(share >= 1.0 for _, share in known)
    is_measured = is_whole and all(cell.status == MEASURED for cell, _ in known)
    if unit in ADDS_UP:
        total = sum(share * _number(cell.value) for cell, share in known)
        return NewCell(
            total, None, None, total, None, MEASURED if is_measured else MODELLED, SUMMED if is_whole else WEIGHTED
        )
    if unit not in SHARES or any(not _is_known(cell.denominator) for cell, _ in known):
        return None
    below = sum(share * _number(cell.denominator) for cell, share in known)
    if below <= 0:
        return None
    if all(_is_known(cell.numerator) for cell, _ in known):
        above = sum(share * _number(cell.numerator) for cell, share in known)
        status, how = (MEASURED, SUMMED) if is_measured else (MODELLED, SUMMED if is_whole else WEIGHTED)
        return NewCell(SHARES[unit] * above / below, None, None, above, below, status, how)
    mean = sum(share * _number(cell.denominator) * _number(cell.value) for cell, share in known) / below
    return NewCell(mean, None, None, None, below, MODELLED, POOLED if is_whole else WEIGHTED)


def _bounds(known: Sequence[tuple[OldCell, float]], count: int, unit: str) -> tuple[float, float] | None:
    """The limits of a share when hidden numerators lie anywhere from none to all of their denominators."""
    if len(known) < count or unit not in SHARES or any(not _is_known(cell.denominator) for cell, _ in known):
        return None
    if not any(_is_known(cell.numerator) for cell, _ in known):
        return None
    below = sum(share * _number(cell.denominator) for cell, share in known)
    low = sum(share * _number(cell.numerator) for cell, share in known if _is_known(cell.numerator))
    spread = sum(share * _number(cell.denominator) for cell, share in known if not _is_known(cell.numerator))
    return (SHARES[unit] * low / below, SHARES[unit] * (low + spread) / below) if below > 0 else None


def _is_small(cell: NewCell) -> bool:
    """Whether a derived figure is about fewer than FEWEST people on either side."""
    if cell.numerator is None:
        return cell.denominator is not None and cell.denominator < FEWEST
    rest = cell.denominator - cell.numerator if cell.denominator is not None else FEWEST
    return cell.numerator < FEWEST or rest < FEWEST


def _is_known(number: float | None) -> bool:
    return number is not None and isfinite(number)


def _number(number: float | None) -> float:
    assert number is not None
    return number
