"""What a file of one person is, when it ends, and how somebody stands to it. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number

PARTS = ("mother", "partner", "child")
"""Who somebody is in a family. An unborn child has no file: what concerns it stands in the mother's."""
HERS = frozenset({"parent"})
"""How the person whom a file is about stands to it, on her own page."""
TRANSITIONS: dict[tuple[str, str], str] = {
    ("proposal", "change"): "proposal",
    ("proposal", "keep"): "kept",
    ("proposal", "forget"): "forgotten",
    ("proposal", "expire"): "forgotten",
    ("kept", "change"): "kept",
    ("kept", "forget"): "forgotten",
}
"""(state, event) → state. A forgotten file is not there: its rows are gone."""
PROPOSAL_DAYS = 7
LONGEST = {"name": 120, "telephone": 40, "address": 300}
MOST_LISTED = 500
"""How many files of one's own are opened to search in or to list; more is asked by exact match."""


def after(state: str, event: str) -> str:
    """The next state. Raises `BadInput` when the event is not possible."""
    if (state, event) not in TRANSITIONS:
        raise BadInput(f"a file that is {state} cannot {event}", field="state")
    return TRANSITIONS[state, event]


def proposal_ends(made_on: date) -> date:
    """The first day on which an unkept proposal is not there any more."""
    return made_on + timedelta(days=PROPOSAL_DAYS)


def plain_name(name: str) -> str:
    """A name as it is compared: case, accents, dashes and double spaces aside."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(one for one in spread if not unicodedata.combining(one))
    return " ".join(re.sub(r"[^\w]+", " ", letters).split())


def checked(field: str, text: str) -> str:
    """The text without spaces around it. Raises `BadInput` when it is too long or holds a service number."""
    text = text.strip()
    if len(text) > LONGEST[field]:
        raise BadInput(f"{field} is longer than {LONGEST[field]} characters", field=field)
    if holds_service_number(text):
        raise BadInput(f"{field} holds a number that can be a service number; that is never kept here", field=field)
    return text


def checked_birth(born_on: date | None, today: date) -> date | None:
    """Raises `BadInput` for a day that has not come yet, or more than 120 years ago."""
    if born_on is not None and not today - timedelta(days=120 * 366) < born_on <= today:
        raise BadInput("the day of birth lies in the future or too long ago", field="born_on")
    return born_on


def standing(
    *,
    account: UUID | None,
    organisations: Iterable[UUID],
    author: UUID,
    organisation: UUID,
    is_involved: bool,
    was_involved: bool,
) -> frozenset[str]:
    """How somebody stands to a file: relations of the matrix. All end with the membership of the organisation."""
    if account is None or organisation not in set(organisations):
        return frozenset()
    held = {"own_organisation"}
    if account == author:
        held.add("author")
    if is_involved:
        held.add("involved")
    elif was_involved:
        held.add("former")
    return frozenset(held)
