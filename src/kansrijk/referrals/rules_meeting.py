"""What may be written down of a case meeting. Pure: no database, no clock of its own."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number

PURPOSE: Final = "meeting"
"""Of the consent that a meeting hangs on."""
PARENTS: Final = ("asked", "coming", "present", "absent")
ABSENCE: Final = ("own_wish", "ill", "not_reached", "practical", "other")
WHO: Final = ("participant", "organiser", "parents")
"""Of whom an agreement can be."""
LONGEST: Final = 1000
DAYS_KEPT: Final = 365
"""From the day on which it was held, as help that was given (retention.yaml); it goes with the file before that."""
DAYS_AHEAD: Final = 90
"""As long as a consent for a meeting holds."""


def checked_text(text: str, field: str) -> str:
    """Raises `BadInput` where nothing is said, too much, or a service number."""
    text = text.strip()
    if not text or len(text) > LONGEST or holds_service_number(text):
        raise BadInput(f"say it in at most {LONGEST} characters and without a service number", field=field)
    return text


def checked_day(day: date, today: date, until: date) -> date:
    """The day of a meeting: today or later, and while the parent agrees."""
    if not today <= day <= min(until, today + timedelta(DAYS_AHEAD)):
        raise BadInput("choose a day from today on, and while the parent's agreement holds", field="held_on")
    return day


def checked_parents(parents: str, absence: str) -> tuple[str, str]:
    """(whether they are there, why not). Raises `BadInput`."""
    if parents not in PARENTS:
        raise BadInput("say whether the parents are there", field="parents")
    absence = absence if parents == "absent" else ""
    if parents == "absent" and absence not in ABSENCE:
        raise BadInput("say why the parents are not there", field="absence")
    return parents, absence


def checked_yes(agreed: Iterable[str], needed: Iterable[str]) -> list[str]:
    """The yes of everybody who decided about the meeting. Raises `BadInput`."""
    if set(agreed) != set(needed):
        raise BadInput("everybody who agreed to the meeting agrees to who takes part", field="agreed")
    return sorted(agreed)


def checked_due(day: date, held_on: date) -> date:
    """By when: on or after the meeting, within a year of it."""
    if not held_on <= day <= held_on + timedelta(365):
        raise BadInput("choose a day on or after the meeting, within a year", field="due_on")
    return day
