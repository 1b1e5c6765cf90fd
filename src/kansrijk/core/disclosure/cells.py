"""The true counts before release, and the sums that tie them together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class BadCells(ValueError):
    """Cells or sums that cannot be true: the message names the cell."""


@dataclass(frozen=True)
class Cell:
    """One count of contributors, named "table:row".

    `base` names the cell that counts the whole group (births, when this counts births with a risk); the
    other side of the group is then protected as a cell of its own. `contributions` are counts per
    organisation, any order, empty when no organisation may be recognised. `is_public` marks what cannot be
    hidden any more: an earlier release (withdrawn or not) or another publisher; `is_rounded` that readers know
    it rounded only, as we showed it. `was_hidden`: an earlier release hid it, so it stays hidden. `is_unseen`:
    nobody sees it and nobody asks about it, such as the part of a buurt in one postcode; it carries others.
    `weight` is the loss of hiding it; `level` groups cells for the utility report.
    """

    key: str
    count: int
    base: str | None = None
    contributions: tuple[int, ...] = ()
    is_public: bool = False
    is_rounded: bool = False
    was_hidden: bool = False
    is_unseen: bool = False
    weight: float = 1.0
    level: str = ""


@dataclass(frozen=True)
class Sum:
    """`total` = sum of `parts`. One part only means two cells are one figure (linked tables, V11)."""

    total: str
    parts: tuple[str, ...]


REST = "~rest"


def rest_of(key: str) -> str:
    """The name of the other side of a group."""
    return key + REST


def with_rests(cells: Iterable[Cell], sums: Iterable[Sum]) -> tuple[tuple[Cell, ...], tuple[Sum, ...]]:
    """Cells sorted by name with the other side of each group added, and sums in one fixed order.

    Raises BadCells: a name twice, a negative count, an unknown name, more cases than the group, or a sum
    that the counts do not obey.
    """
    named: dict[str, Cell] = {}
    for cell in cells:
        if cell.key in named:
            raise BadCells(f"the cell {cell.key} occurs twice")
        if cell.count < 0:
            raise BadCells(f"the cell {cell.key} counts below zero")
        named[cell.key] = cell
    all_sums = {Sum(one.total, tuple(sorted(one.parts))) for one in sums}
    for cell in list(named.values()):
        if cell.base is None:
            continue
        if cell.base not in named:
            raise BadCells(f"the cell {cell.key} names an unknown group {cell.base}")
        group = named[cell.base]
        if cell.count > group.count:
            raise BadCells(f"the cell {cell.key} counts more than its group {cell.base}")
        other = rest_of(cell.key)
        shown_anyway = cell.is_public and group.is_public
        named[other] = Cell(other, group.count - cell.count, is_public=shown_anyway, weight=0.01)
        all_sums.add(Sum(cell.base, (cell.key, other)))
    ordered = tuple(sorted(all_sums, key=lambda one: (one.total, one.parts)))
    for one in ordered:
        _check(one, named)
    return tuple(named[key] for key in sorted(named)), ordered


def _check(one: Sum, named: dict[str, Cell]) -> None:
    """Raises BadCells when a sum names an unknown cell, one twice, or does not hold."""
    members = (one.total, *one.parts)
    for key in members:
        if key not in named:
            raise BadCells(f"a sum names the unknown cell {key}")
    if len(set(members)) != len(members) or not one.parts:
        raise BadCells(f"the sum of {one.total} is empty or names a cell twice")
    if named[one.total].count != sum(named[key].count for key in one.parts):
        raise BadCells(f"the parts of {one.total} do not add up to it")
