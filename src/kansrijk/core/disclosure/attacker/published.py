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
DEFAULT_K = 10


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


def _seen(value: int, base: int, at_least: int, k: int) -> tuple[float, float, float]:
    """Lowest and highest count behind a shown value, and the width it needs (0: nothing is asked).

    `at_least` is the policy as everybody can read it: nothing above zero and below it is ever shown. A value
    that is surely below it was shown against the rule, and is asked about like a hidden one.
    """
    low, high = window(value, base)
    if base == 1:
        return low, high, 0
    if not at_least:
        return low, high, 1 if high < k else 0
    if value == 0:
        return 0, 0, 0
    if high < at_least:
        return low, high, k
    return max(low, at_least), high, 0


def published(
    values: Mapping[str, int | None],
    sums: Iterable[tuple[str, Sequence[str]]],
    *,
    k: int | None = None,
    rounded: Mapping[str, int] | int | None = None,
    needs: Mapping[str, int] | None = None,
    known: Mapping[str, int] | None = None,
    at_least: int = 0,
    within: Mapping[str, tuple[int, int | None]] | None = None,
) -> Published:
    """A release set from names ("table:row") to values, None where hidden.

    `k` is the threshold of the publisher's policy (10 where a table made by hand says nothing): the needed
    width of a hidden cell, and 1 for a rounded one that is surely below it (SDC-V9). `rounded` is the rounding
    base of the shown values (one for all, or by name); `needs` replaces the needed width of a cell, and comes
    with the threshold of the same policy: judged by another one, a count that may be shown looks like a leak,
    and a leak like a count that may be shown. `known` adds what other publishers show (V17): exact values that
    win from the table's own; what is known already is no longer asked about. `at_least`: nothing smaller than
    this but zero is shown, and the attacker knows. `within` are ends that follow from something else that is
    shown, such as a percentage; None is no upper end.
    Raises ValueError for needs without k.
    """
    if needs is not None and k is None:
        raise ValueError("the widths of a policy come with the threshold of that policy")
    threshold = DEFAULT_K if k is None else k
    outside, ends = dict(known or {}), dict(within or {})
    names = tuple(dict.fromkeys([*values, *ends, *outside]))
    size = len(names)
    lower, upper, need = np.zeros(size), np.full(size, np.inf), np.zeros(size)
    hidden = np.zeros(size, dtype=np.bool_)
    for index, name in enumerate(names):
        value = values.get(name)
        hidden[index] = name in values and value is None
        need[index] = threshold if hidden[index] else 0
        if value is not None:
            base = (rounded if isinstance(rounded, int) else (rounded or {}).get(name)) or 1
            lower[index], upper[index], need[index] = _seen(value, base, at_least, threshold)
        if name in ends:
            low, high = ends[name]
            lower[index] = max(lower[index], low)
            upper[index] = min(upper[index], np.inf if high is None else high)
        if needs and name in needs:
            need[index] = needs[name]
        if name in outside:
            lower[index] = upper[index] = outside[name]
            need[index] = 0
    return Published(names, lower, upper, hidden, need, assemble(names, sums))


def table_and_row(name: str) -> tuple[str, str]:
    """Splits "table:row" at its first colon; a name without colon has an empty table."""
    table, colon, row = name.partition(":")
    return (table, row) if colon else ("", name)


def as_whole(value: Any) -> int | None:
    """A bound as a whole number; None when there is no bound."""
    return round(float(value)) if np.isfinite(value) else None
