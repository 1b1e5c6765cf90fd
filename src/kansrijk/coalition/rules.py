"""Decisions of a coalition, without a database: stages, what a text, a phone number and a date may be."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

PHASES: Final = ("before", "during", "after")
STAGES: Final = ("0", "1", "2", "3", "4", "5")
END_AGES: Final = (2, 4, 18)
LINK_DAYS: Final = 3
"""How long a link in a mail works (WEB-44)."""
ASK_AGAIN_HOURS: Final = 24

# (stage, event) → stage. A coalition may step back: people leave, money ends.
STAGE_MOVES: Final[dict[tuple[str, str], str]] = {
    **{(one, "forward"): str(int(one) + 1) for one in STAGES[:-1]},
    **{(one, "back"): str(int(one) - 1) for one in STAGES[1:]},
}

LEVELS: Final = ("execution", "organisation", "board")
TEXT_STATES: Final = ("current", "earlier", "beside", "merged")
TEXT_MOVES: Final[dict[tuple[str, str], str]] = {
    ("current", "overtake"): "earlier",
    ("beside", "merge"): "merged",
}
ACTION_STATES: Final = ("open", "busy", "done", "dropped")
# (state, event) → state; who may is in authz_matrix.csv under action.
ACTION_MOVES: Final[dict[tuple[str, str], str]] = {
    ("open", "start"): "busy",
    ("open", "finish"): "done",
    ("open", "drop"): "dropped",
    ("busy", "stop"): "open",
    ("busy", "finish"): "done",
    ("busy", "drop"): "dropped",
    ("done", "reopen"): "open",
    ("dropped", "reopen"): "open",
}
ENDED: Final = frozenset({"done", "dropped"})
INTAKE_STATES: Final = ("checked", "refused", "stored")
INTAKE_MOVES: Final[dict[tuple[str, str], str]] = {("checked", "store"): "stored"}
VERDICTS: Final = ("considering", "chosen", "rejected")
EVIDENCE_KINDS: Final = ("agreement", "action", "meeting", "goal", "choice", "link", "text")
TEMPLATE_KINDS: Final = ("agreement", "goal", "action", "point")
EXPIRES_WITHIN_DAYS: Final = 60
NUDGE_AGAIN_DAYS: Final = 7
REMINDER_HOURS: Final = range(7, 20)
"""Hours of the day in which reminders go by themselves."""
CATCH_UP_DAYS: Final = 3
"""How many days late they still go, where the worker stood still on the chosen day."""


class CannotMove(Exception):
    """The table has no such move from this state."""


def require_move(table: dict[tuple[str, str], str], state: str, event: str) -> str:
    """The state after the event; raises `CannotMove` where the table has none."""
    if (state, event) not in table:
        raise CannotMove(f"{state} has no {event}")
    return table[(state, event)]


def moves_from(table: dict[tuple[str, str], str], state: str) -> list[str]:
    """The events that this state knows: the buttons."""
    return [event for (known, event) in table if known == state]


def is_in_force(joined_on: date, left_on: date | None, on: date) -> bool:
    """Whether a party or person takes part on a day; the last day counts."""
    return joined_on <= on and (left_on is None or left_on >= on)


def is_sound_text(text: str) -> bool:
    """No control characters, nothing that turns the direction of a line; line breaks are text."""
    return all(
        character.isprintable() or character in "\n\t"
        for character in text.replace("\r\n", "\n")
        if character not in "\u00a0\u202f\u2009"
    )


def missing_kinds(present: Iterable[str], preferred: Iterable[str]) -> list[str]:
    """The kinds of parties that are preferred and not there, in the order of the list."""
    there = set(present)
    return [kind for kind in preferred if kind not in there]


def standing(
    on: date, *, valid_from: date | None, valid_until: date | None, review_on: date | None, ended_on: date | None
) -> str:
    """How an agreement stands on a day: ended, expired, coming, expiring (within 60 days), review (its day came) or
    in_force. The last day of validity counts; what is worst is said."""
    if ended_on is not None and ended_on <= on:
        return "ended"
    if valid_until is not None and valid_until < on:
        return "expired"
    if valid_from is not None and valid_from > on:
        return "coming"
    if valid_until is not None and (valid_until - on).days <= EXPIRES_WITHIN_DAYS:
        return "expiring"
    if review_on is not None and review_on <= on:
        return "review"
    return "in_force"


def is_overdue(state: str, due_on: date | None, on: date) -> bool:
    """An action that should have been done before this day and is not."""
    return state not in ENDED and due_on is not None and due_on < on


def is_left_behind(state: str, left_on: date | None, on: date) -> bool:
    """An action that is not over, of which who does it (else the party) took part for the last time before this day."""
    return state not in ENDED and left_on is not None and left_on < on


def reminder_due(weekday: int | None, served_on: date, now: datetime) -> date | None:
    """The day for which reminders go now: the newest chosen weekday (1 is Monday) that was not served yet and is at
    most three days ago; None outside the hours of the day, where it is switched off, or where nothing is due."""
    if weekday is None or now.hour not in REMINDER_HOURS:
        return None
    on = now.date() - timedelta(days=(now.isoweekday() - weekday) % 7)
    return on if on > served_on and (now.date() - on).days <= CATCH_UP_DAYS else None


def may_remind(nudged_on: date | None, on: date) -> bool:
    """Whether somebody who got a reminder on a day may get the next one on another: once a week at most."""
    return nudged_on is None or (on - nudged_on).days >= NUDGE_AGAIN_DAYS
