"""Opening a file in an emergency: how long, with which reason, what is judged of it. Pure: no database, no clock."""

from datetime import datetime, timedelta
from typing import Final

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number

HOURS: Final = (1, 2, 4)
LONGEST: Final = timedelta(hours=4)
SHORTEST_REASON: Final = 20
LONGEST_TEXT: Final = 500
OUTCOMES: Final = ("right", "wrong")


def checked_hours(hours: int) -> timedelta:
    """Raises `BadInput` for a time that cannot be chosen."""
    if hours not in HOURS:
        raise BadInput(f"choose one of {', '.join(map(str, HOURS))} hours", field="hours")
    return timedelta(hours=hours)


def checked_reason(reason: str) -> str:
    """Raises `BadInput` where nothing is said that somebody could judge."""
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_TEXT or holds_service_number(reason):
        raise BadInput("say why this cannot wait, in 20 to 500 characters and without a service number", field="reason")
    return reason


def checked_decision(outcome: str, note: str) -> tuple[str, str]:
    """(outcome, note). Raises `BadInput` without a choice, or without a word why."""
    if outcome not in OUTCOMES:
        raise BadInput("choose whether this was right", field="outcome")
    note = note.strip()
    if not note or len(note) > LONGEST_TEXT or holds_service_number(note):
        raise BadInput("say why, in at most 500 characters and without a service number", field="note")
    return outcome, note


def is_open(ends_at: datetime, closed_at: datetime | None, now: datetime) -> bool:
    """Over by itself at the instant that was chosen, or earlier by hand."""
    return closed_at is None and now < ends_at
