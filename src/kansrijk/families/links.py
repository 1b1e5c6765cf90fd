"""The link to a parent's own page: for whom it is, and until when. Pure: no database, no clock.

Its two secrets are those of trust.handed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number
from kansrijk.families import grounds
from kansrijk.families.grounds import Giver

KINDS = ("correction", "objection")
OUTCOMES = ("done", "partly", "not_done")
LONGEST = 2000
OF_ONE_PERSON = "self"
DECIDES_ALONE_AT = 16  # years


@dataclass(frozen=True)
class Allowed:
    """That there may be a link: the band of age, whose word it took, and the last day."""

    age: str
    who: tuple[str, ...]
    until: date


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.families").joinpath("data/own_page.yaml").read_text("utf-8"))
    return found


def number(name: str) -> int:
    """A number of `data/own_page.yaml`."""
    return int(_table()[name])


LINK_DAYS = number("days")
LONGEST_OPEN = timedelta(minutes=number("longest_minutes"))


def allowed(giver: Giver, agreed: tuple[str, ...], on: date) -> Allowed:
    """By the same ages as consents. A link is of the person of the file; nobody gets one for somebody else.

    Raises `BadInput`: `said_age` where the age is not known, `age` where others decide, `agreed` without every word.
    """
    age = grounds.age_of(giver, on)
    if age is None:
        raise BadInput("the age of this person is not known", field="said_age")
    who = grounds.who_agrees(Giver(giver.born_on, giver.said), on)
    if OF_ONE_PERSON not in who:
        raise BadInput("who has authority decides for this child; no link is made", field="age")
    if set(agreed) != set(who):
        raise BadInput("not everybody who has to agree did", field="agreed")
    until = on + timedelta(LINK_DAYS)
    if who != (OF_ONE_PERSON,) and giver.born_on is not None:
        until = min(until, _birthday(giver.born_on, DECIDES_ALONE_AT) - timedelta(1))
    return Allowed(age.code, who, until)


def _birthday(born_on: date, years: int) -> date:
    """Who was born on 29 February is a year older on 1 March where there is no 29th, as in `grounds.years_on`."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def said(person: UUID, code: str) -> tuple[str, ...]:
    """What is marked with the coalition's key before it is hashed: without that key there is nothing to guess at."""
    return ("code of an own page", str(person), code)


def checked_text(text: str, field: str = "text") -> str:
    """Raises `BadInput` where nothing is said, too much, or a service number."""
    text = text.strip()
    if not text or len(text) > LONGEST or holds_service_number(text):
        raise BadInput(f"say something, in at most {LONGEST} characters and without a service number", field=field)
    return text
