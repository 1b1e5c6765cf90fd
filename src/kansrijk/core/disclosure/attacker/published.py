"""What the attacker sees: cells as intervals, sums as rows of a sparse matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kansrijk.core.faults import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class BadTable(BadInput, ValueError):
    """A table that cannot be read or contradicts itself; says where (row counts the header as 1)."""

    def __init__(self, message: str, file: str = "", row: int | None = None, column: str = "") -> None:
        super().__init__(message, file=file, row=row, column=column)


@dataclass(frozen=True)
class Sums:
    """Sums `parts - total = 0` in coordinate form: three arrays of one length, and the number of sums."""

    row: Ints
    cell: Ints
    sign: Floats
    count: int


@dataclass(frozen=True)
class Published:
    """A release set: n names, what is known of each cell before any arithmetic, and all sums.

    `lower`, `upper` (counts, upper may be infinite), `hidden` (published as hidden) and `need` (width the
    interval must keep, 0 = no demand) have shape (n,).
    """

    names: tuple[str, ...]
    lower: Floats
    upper: Floats
    hidden: Mask
    need: Floats
    sums: Sums


def window(value: int, base: int) -> tuple[int, int]:
    """The counts that round (half up) to `value` at `base`; never below zero. 10 at base 5 is 8..12."""
    return max(0, value - base // 2), value + (base - 1) // 2


def assemble(names: Sequence[str], sums: Iterable[tuple[str, Sequence[str]]]) -> Sums:
    """Sums by name as arrays. Raises BadTable for a name no table holds, or one used twice in a sum."""
    where = {name: index for index, name in enumerate(names)}
    row: list[int] = []
    cell: list[int] = []
    sign: list[float] = []
    count = 0
    for total, parts in sums:
        members = [total, *parts]
        for name in members:
            if name not in where:
                raise BadTable(f"no table holds the cell {name}")
        if len(set(members)) != len(members):
            raise BadTable(f"the sum of {total} names a cell twice")
        row.extend([count] * len(members))
        cell.extend(where[name] for name in members)
        sign.extend([-1.0] + [1.0] * len(parts))
        count += 1
    return Sums(np.array(row, dtype=np.int64), np.array(cell, dtype=np.int64), np.array(sign), count)


def published(
    values: Mapping[str, int | None],
    sums: Iterable[tuple[str, Sequence[str]]],
    *,
    k: int = 10,
    rounded: Mapping[str, int] | int | None = None,
    needs: Mapping[str, int] | None = None,
    known: Mapping[str, int] | None = None,
) -> Published:
    """A release set from names ("table:row") to values, None where hidden.

    `rounded` is the rounding base of the shown values (one for all, or by name); `needs` replaces the
    needed width of a cell (k for a hidden one; 1 for a rounded one that is surely below k: SDC-V9);
    `known` adds what other publishers show (V17): exact values that win from the table's own;
    what is known already is no longer asked about.
    """
    outside = dict(known or {})
    names = tuple(dict.fromkeys([*values, *outside]))
    size = len(names)
    lower, upper, need = np.zeros(size), np.full(size, np.inf), np.zeros(size)
    hidden = np.zeros(size, dtype=np.bool_)
    for index, name in enumerate(names):
        value = values.get(name)
        hidden[index] = name in values and value is None
        need[index] = k if hidden[index] and name not in outside else 0
        if name in outside:
            lower[index] = upper[index] = outside[name]
        elif value is not None:
            base = (rounded if isinstance(rounded, int) else (rounded or {}).get(name)) or 1
            lower[index], upper[index] = window(value, base)
            need[index] = 1 if base > 1 and upper[index] < k else 0
        if needs and name in needs and name not in outside:
            need[index] = needs[name]
    return Published(names, lower, upper, hidden, need, assemble(names, sums))


def table_and_row(name: str) -> tuple[str, str]:
    """Splits "table:row" at its first colon; a name without colon has an empty table."""
    table, colon, row = name.partition(":")
    return (table, row) if colon else ("", name)


def as_whole(value: Any) -> int | None:
    """A bound as a whole number; None when there is no bound."""
    return round(float(value)) if np.isfinite(value) else None
