"""Decisions of figures: what an element may be, and how a release moves."""

from typing import Final

STATUS_NAMES: Final = ("measured", "modelled", "hidden", "no_data", "empty_at_source", "too_uncertain")
MEASURED, MODELLED, HIDDEN, NO_DATA, EMPTY_AT_SOURCE, TOO_UNCERTAIN = range(6)
HAS_VALUE: Final = frozenset({MEASURED, MODELLED})

DELIVERIES: Final = ("preliminary", "revised", "final")
POLICIES: Final = ("published_at_source", "own")
STATES: Final = ("imported", "proposed", "published", "replaced", "withdrawn")

# (state, event) → state; who may is in authz_matrix.csv under release.
TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    ("imported", "propose"): "proposed",
    ("imported", "release_at_import"): "published",
    ("imported", "withdraw"): "withdrawn",
    ("imported", "replace"): "replaced",
    ("proposed", "publish"): "published",
    ("proposed", "withdraw"): "withdrawn",
    ("published", "replace"): "replaced",
    ("published", "withdraw"): "withdrawn",
}


class CannotRelease(Exception):
    """The release is not in a state, or not by a person, that allows this; the sentence says why."""


def can_move(state: str, event: str) -> bool:
    """Whether the table of transitions knows this event in this state."""
    return (state, event) in TRANSITIONS


def require_can_move(state: str, event: str) -> str:
    """The state after the event; raises `CannotRelease` where there is none."""
    if not can_move(state, event):
        raise CannotRelease(f"A release that is {state} cannot be changed by: {event}.")
    return TRANSITIONS[(state, event)]


def require_second_person(proposed_by: object, publisher: object) -> None:
    """Raises `CannotRelease` when one person would do both."""
    if publisher is None or proposed_by is None or publisher == proposed_by:
        raise CannotRelease("A second person publishes: somebody else than who proposed it.")


def is_older_delivery(new: str, stored: str) -> bool:
    """preliminary < revised < final."""
    return DELIVERIES.index(new) < DELIVERIES.index(stored)
