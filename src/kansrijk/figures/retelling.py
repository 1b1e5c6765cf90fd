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
# How far a count of an own release may lie from the true one: it is rounded.
ROUNDED = 2


@dataclass(frozen=True)
class OldCell:
    """A figure as it stands in its own edition; None for what was not delivered or is not shown.

    `group_at_most`: how many its group is at most, where another figure shows that of one without a value.
    """

    value: float | None
    lower: float | None
    upper: float | None
    numerator: float | None
    denominator: float | None
    status: int
    group_at_most: float | None = None


@dataclass(frozen=True)
class NewCell:
    """The same figure in another edition. `bounds` are the limits that hidden or empty parts leave, in the unit of the
    figure, where it is known of all parts how large their groups are; the value is then not shown."""

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
        return _nothing(
            next(one for one in _CAREFUL if one in statuses), _bounds(known, len(parts), unit, is_own=is_own)
        )
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


def _bounds(
    known: Sequence[tuple[OldCell, float]], count: int, unit: str, *, is_own: bool
) -> tuple[float, float] | None:
    """The limits of a share when what is not shown lies anywhere from none to all of its group.

    They follow from figures that are shown, of whole areas, and hold for whatever is not: where a group may be smaller
    than it is said to be at most, the true share lies between them too. So they tell nothing of what is hidden. A
    share that was published without its numerator weighs with its denominator and makes no count of people.
    """
    if len(known) < count or unit not in SHARES or any(share < 1.0 for _cell, share in known):
        return None
    shown = [cell for cell, _ in known if _is_known(cell.value)]
    hidden = [cell for cell, _ in known if not _is_known(cell.value)]
    if not shown or any(not _is_known(cell.denominator) for cell in shown):
        return None
    if any(not _is_known(cell.group_at_most) for cell in hidden):
        return None
    off = ROUNDED if is_own else 0
    cases, groups = sum(_part(cell, unit) for cell in shown), sum(_number(cell.denominator) for cell in shown)
    most = sum(_number(cell.group_at_most) + off for cell in hidden)
    slack = off * len(shown)
    if groups - slack <= 0:
        return None
    low = max(0.0, cases - slack) / (groups + slack + most)
    high = min(1.0, (cases + slack + most) / (groups - slack + most))
    return SHARES[unit] * low, SHARES[unit] * high


def _part(cell: OldCell, unit: str) -> float:
    """What a cell with a value adds to the numerator of the whole."""
    if _is_known(cell.numerator):
        return _number(cell.numerator)
    return _number(cell.denominator) * _number(cell.value) / SHARES[unit]


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
