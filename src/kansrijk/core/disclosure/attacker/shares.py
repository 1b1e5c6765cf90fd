"""Percentages turned back into counts (SDC-V6)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal


def counts_behind_share(percent: str, bases: Iterable[int], multiples_of: int = 1) -> tuple[tuple[int, int], ...]:
    """Every (count, base) that prints as `percent` ("14.3"; its decimals count), for the given bases.

    `multiples_of` is the rounding base of both counts when the publisher divides rounded counts. One pair
    means the percentage gave the count away. Source: numbers.md 4.2 item 1.
    """
    shown = Decimal(percent)
    step = Decimal(1).scaleb(int(shown.as_tuple().exponent))
    found = []
    for base in bases:
        if base <= 0 or base % multiples_of:
            continue
        for count in range(0, base + 1, multiples_of):
            if (Decimal(100 * count) / Decimal(base)).quantize(step, ROUND_HALF_UP) == shown:
                found.append((count, base))
    return tuple(found)
