"""A joint weighing as values, and what it may say. Pure: no database, no clock.

A level is chosen by professional and parent; `core.levels` says what the definition leaves open. They may choose
another one and say why (what is recorded is not all that people know); where a conversation comes first there is none.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kansrijk.core.faults import BadInput
from kansrijk.core.levels import LEVELS, SUFFICIENCIES, Openness
from kansrijk.core.personal import holds_service_number
from kansrijk.families.balance import Balance

STEPS = (1, 2, 3)
PRESENT = ("parent", "other_parent", "own_person", "interpreter", "colleague")
"""Who weighed along, besides the author."""
LONGEST = {"view": 1000, "reason": 500}
SHORTEST_REASON = 10
REWEIGH_WITHIN = timedelta(366)
"""A level is a moment: after a year at most it is weighed again."""
WRITTEN_WITHIN = timedelta(31)
"""How long ago a weighing may have been held that is written down now."""


@dataclass(frozen=True)
class Choice:
    """The level that was chosen together; '' for none now. `reason`: why one that is not left open."""

    level: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Held:
    """With whom it was weighed, what the parent says of it, when, and when it is weighed again."""

    present: tuple[str, ...] = ()
    view: str = ""
    weighed_on: date | None = None
    reweigh_on: date | None = None


@dataclass(frozen=True)
class Seen:
    """What lay on the table: factors (code, state) and the levels left open. What is guarded stays in its signal."""

    factors: tuple[tuple[str, str], ...] = ()
    levels: tuple[str, ...] = ()


def checked_sufficiency(answer: str) -> str:
    """Raises `BadInput` where none of the three was chosen."""
    if answer not in SUFFICIENCIES:
        raise BadInput("say whether what carries is enough, or that you do not know yet", field="sufficiency")
    return answer


def checked_choice(found: Openness, choice: Choice) -> Choice:
    """Raises `BadInput` for a level that does not exist or that first needs a conversation, or one without a reason."""
    level, reason = choice.level, _text("reason", choice.reason)
    if level and level not in LEVELS:
        raise BadInput("choose one of the levels, or none", field="level")
    if level and found.conversation:
        raise BadInput("first the conversation: no level can be chosen yet", field="level")
    if not level or level in found.levels:
        return Choice(level, "")
    if len(reason) < SHORTEST_REASON:
        raise BadInput("this level is not left open by the definition; write down why you choose it", field="reason")
    return Choice(level, reason)


def checked_held(held: Held, today: date) -> Held:
    """Raises `BadInput` without the parent, and for a day that cannot be."""
    if not set(held.present) <= set(PRESENT):
        raise BadInput("choose from the list who was there", field="present")
    if "parent" not in held.present:
        raise BadInput("a weighing is of the two of you: without the parent there is none", field="present")
    if held.weighed_on is None or not timedelta(0) <= today - held.weighed_on <= WRITTEN_WITHIN:
        raise BadInput("the day of the weighing lies in the future or too long ago", field="weighed_on")
    if held.reweigh_on is None or not timedelta(0) < held.reweigh_on - held.weighed_on <= REWEIGH_WITHIN:
        raise BadInput("weigh again on a later day, within a year", field="reweigh_on")
    present = tuple(one for one in PRESENT if one in held.present)
    return Held(present, _text("view", held.view), held.weighed_on, held.reweigh_on)


def _text(field: str, text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST[field]:
        raise BadInput(f"this is longer than {LONGEST[field]} characters", field=field)
    if holds_service_number(text):
        raise BadInput("this holds a number that can be a service number; that is never kept here", field=field)
    return text


def is_expired(reweigh_on: date | None, today: date) -> bool:
    """Whether the day has come on which it is weighed again: what was chosen no longer stands."""
    return reweigh_on is not None and reweigh_on <= today


def seen(balance: Balance, found: Openness) -> Seen:
    """What lies on the table now, as it is kept with the weighing."""
    plain = balance.for_paper()
    return Seen(tuple((one.code, one.state) for one in plain.lines), found.levels)


def written(what: Seen) -> str:
    """As text, to be sealed."""
    return json.dumps({"factors": what.factors, "levels": what.levels}, separators=(",", ":"))


def read(text: str) -> Seen:
    """The twin of `written`."""
    if not text:
        return Seen()
    told: dict[str, Sequence[Sequence[str]]] = json.loads(text)
    return Seen(tuple((code, state) for code, state in told["factors"]), tuple(map(str, told["levels"])))
