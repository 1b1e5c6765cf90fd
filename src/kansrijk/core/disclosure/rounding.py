"""Rounding of what is shown: the same cell always gives the same number (V18)."""

from __future__ import annotations

from kansrijk.core.disclosure.policy import Policy


def rounded(count: int, policy: Policy) -> int:
    """The count at the nearest multiple of the rounding base, halves up; totals are rounded like the rest."""
    base = policy.rounding_base
    return (count + base // 2) // base * base


def percent(count: int | None, base: int | None, policy: Policy) -> int | None:
    """A whole percentage from rounded counts; None when a side is hidden or the base is under the minimum.

    Never a decimal: with one decimal a count under 1,000 can be read back (numbers.md 4.2, V6).
    """
    if count is None or base is None or base < policy.share_base:
        return None
    above, below = rounded(count, policy), rounded(base, policy)
    if below == 0:
        return None
    return min(100, (200 * above + below) // (2 * below))
