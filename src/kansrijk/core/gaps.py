"""How well a piece of the chain is filled with help: empty, stale, thin or covered. Pure.

A piece is one phase, one domain of life and one level of situation, in one place. Nothing here is about a family.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

STATES: Final = ("empty", "stale", "thin", "covered")
"""From worst to best. `stale`: there is something, and nobody knows whether it is still so."""


@dataclass(frozen=True)
class Help:
    """What counts of one entry of a directory. Empty times and numbers are not known, and are no reason against it."""

    is_stale: bool
    takes_new: bool = True
    waiting_weeks: int | None = None
    families_a_year: int | None = None


def has_room(one: Help, longest_wait: int) -> bool:
    """Whether a family can go there: checked, open to new families, and no longer wait than this many weeks."""
    return (
        not one.is_stale
        and one.takes_new
        and one.families_a_year != 0
        and (one.waiting_weeks is None or one.waiting_weeks <= longest_wait)
    )


def state(there: Iterable[Help], *, enough: int, longest_wait: int) -> str:
    """The state of one piece in one place. `covered` takes `enough` (at least one) entries with room.

    More help never makes it worse, and what is past its review date never counts as room.
    """
    found = list(there)
    if not found:
        return "empty"
    if all(one.is_stale for one in found):
        return "stale"
    room = sum(1 for one in found if has_room(one, longest_wait))
    return "covered" if room >= max(1, enough) else "thin"


def worst(states: Iterable[str]) -> str:
    """The state of a piece over all places: that of the place where it is worst; `empty` where there is no place."""
    return min(states, key=STATES.index, default="empty")
