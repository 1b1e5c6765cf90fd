"""The one plan of a person as values, and what it may say. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number

KINDS: Final = ("goal", "task", "contact")
STATES: Final = ("open", "done", "dropped")
LONGEST: Final = {"text": 500, "who": 120, "name": 120, "reach": 200}
FARTHEST: Final = timedelta(731)
"""A plan of the first thousand days looks two years ahead at most."""


@dataclass(frozen=True)
class Said:
    """One line: a goal; a task with who does it; or the next contact, with whom and when."""

    kind: str
    text: str
    who: str = ""
    on_day: date | None = None


@dataclass(frozen=True)
class Named:
    """Who coordinates, how that one is reached, and the day on which the parent agreed to it."""

    name: str
    reach: str
    agreed_on: date | None


def checked(said: Said, today: date) -> Said:
    """Raises `BadInput` with the field that is missing, too long, or cannot be."""
    if said.kind not in KINDS:
        raise BadInput("choose what this is: a goal, a task or the next contact", field="kind")
    text, who = _text("text", said.text), _text("who", said.who)
    if not text:
        raise BadInput("say what it is", field="text")
    if said.kind != "goal" and not who:
        raise BadInput("say who does it", field="who")
    if said.kind == "contact" and said.on_day is None:
        raise BadInput("say on which day", field="on_day")
    if said.on_day is not None and not -FARTHEST <= said.on_day - today <= FARTHEST:
        raise BadInput("this day lies too far away", field="on_day")
    return Said(said.kind, text, who, said.on_day)


def checked_state(state: str) -> str:
    if state not in STATES:
        raise BadInput("choose open, done or dropped", field="state")
    return state


def checked_named(named: Named, today: date) -> Named:
    """Raises `BadInput` without a name, a way to reach, or the parent's agreement of a day that has been."""
    name, reach = _text("name", named.name), _text("reach", named.reach)
    if not name:
        raise BadInput("say who coordinates", field="name")
    if not reach:
        raise BadInput("say how that one is reached", field="reach")
    if named.agreed_on is None or not timedelta(0) <= today - named.agreed_on <= FARTHEST:
        raise BadInput("say on which day the parent agreed to this", field="agreed_on")
    return Named(name, reach, named.agreed_on)


def _text(field: str, text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST[field]:
        raise BadInput(f"this is longer than {LONGEST[field]} characters", field=field)
    if holds_service_number(text):
        raise BadInput("this holds a number that can be a service number; that is never kept here", field=field)
    return text
