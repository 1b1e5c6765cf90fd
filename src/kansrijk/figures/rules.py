"""Decisions of figures: what an element may be, and how a release moves."""

import unicodedata
from typing import Final

STATUS_NAMES: Final = ("measured", "modelled", "hidden", "no_data", "empty_at_source", "too_uncertain")
MEASURED, MODELLED, HIDDEN, NO_DATA, EMPTY_AT_SOURCE, TOO_UNCERTAIN = range(6)
HAS_VALUE: Final = frozenset({MEASURED, MODELLED})

DELIVERIES: Final = ("preliminary", "revised", "final")
POLICIES: Final = ("published_at_source", "own")
STATES: Final = ("imported", "proposed", "published", "replaced", "withdrawn")
_ROUNDED: Final = frozenset({"share", "per_1000"})

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

# A file on its way in: (state, event) → state. Importing is delivery import; the rest follows from the work itself.
UPLOAD_STATES: Final = ("offered", "checked", "refused", "stored", "discarded", "expired")
UPLOAD_TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    ("offered", "pass"): "checked",
    ("offered", "refuse"): "refused",
    ("offered", "discard"): "discarded",
    ("offered", "expire"): "expired",
    ("checked", "store"): "stored",
    ("checked", "refuse"): "refused",
    ("checked", "discard"): "discarded",
    ("checked", "expire"): "expired",
    ("refused", "discard"): "discarded",
    ("refused", "expire"): "expired",
}
WORK_KINDS: Final = ("check", "store", "propose", "publish", "check_areas", "store_areas", "judge")
AREA_FILES: Final = ("boundaries", "successions")
WORK_STATES: Final = ("waiting", "running", "done", "failed")
MOST_ATTEMPTS: Final = 3
LEASE_SECONDS: Final = 60
MOST_OFFERED_BYTES: Final = 60 * 1024 * 1024
OFFER_HOURS: Final = 24

# A text of a reading: (state, event) → state. A newer text takes the place of the shown one when it is approved.
READING_STATES: Final = ("waiting", "shown", "refused", "replaced", "withdrawn")
READING_TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    ("waiting", "approve"): "shown",
    ("waiting", "refuse"): "refused",
    ("waiting", "replace"): "replaced",
    ("waiting", "withdraw"): "withdrawn",
    ("shown", "replace"): "replaced",
    ("shown", "refuse"): "refused",
    ("shown", "withdraw"): "withdrawn",
}
SUGGESTION_DAYS: Final = 90  # an address that nobody decided about
FEWEST_READING: Final = 20
MOST_READING: Final = 1_000


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


class CannotMove(Exception):
    """The offered file or the reading is not in a state that allows this."""


def require_upload_can(state: str, event: str) -> str:
    """The state of an offered file after the event; raises `CannotMove` where there is none."""
    if (state, event) not in UPLOAD_TRANSITIONS:
        raise CannotMove(f"A file that is {state} cannot be changed by: {event}.")
    return UPLOAD_TRANSITIONS[(state, event)]


def require_reading_can(state: str, event: str) -> str:
    """The state of a text after the event; raises `CannotMove` where there is none."""
    if (state, event) not in READING_TRANSITIONS:
        raise CannotMove(f"A reading that is {state} cannot be changed by: {event}.")
    return READING_TRANSITIONS[(state, event)]


def has_control_characters(text: str) -> bool:
    """Whether a text holds characters that are no text: control, direction and private ones, new lines excepted."""
    return any(unicodedata.category(one)[0] == "C" and one not in "\n\r\t" for one in text)


def is_whole(policy: str, state: str, unit: str) -> bool:
    """Whether values of a release are whole per cents or per 1,000: its own ones are rounded when it is proposed."""
    return policy == "own" and state != "imported" and unit in _ROUNDED
