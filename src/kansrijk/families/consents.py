"""A consent as values: what was said, whether that is enough, and the exact text. Pure: no database, no clock.

Three things are never one (CON-10): that secrecy is lifted (`agreed`), that the receiver may use the data where the law
gives no other ground (`use_agreed`), and that the help itself is wanted (`help_wanted`).
"""

import calendar
import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number
from kansrijk.families import grounds
from kansrijk.families.grounds import Giver, Question, Rule

CHANNELS = ("spoken", "written")
HELP = ("yes", "not_yet")
INDICATIONS = ("own_interest", "own_question", "no_disadvantage")
"""What a municipality shows when it leans on consent as its ground (AVG 6-1-a)."""
GROUND_OF_CONSENT = "6-1-a"
MUNICIPAL = ("sociaal-team",)
LONGEST = {"reason": 500, "by_whom": 200, "own_question": 500}


@dataclass(frozen=True)
class Given:
    """What was said. Nothing has an answer beforehand. `agreed`: of self, holders, representative.

    `reason` belongs to `exception`, `by_whom` to who agreed beside or instead of the person.
    """

    purpose: str
    categories: tuple[str, ...]
    agreed: tuple[str, ...]
    is_informed: bool
    channel: str
    help_wanted: str
    said_age: str = ""
    exception: str = ""
    reason: str = ""
    by_whom: str = ""
    use_agreed: bool = False
    indications: tuple[str, ...] = ()
    own_question: str = ""
    with_interpreter: bool = False


@dataclass(frozen=True)
class Accepted:
    """What follows from it: the rule that counts, whose word it is, of which age, and the last day."""

    rule: Rule
    who: tuple[str, ...]
    age: str
    categories: tuple[str, ...]
    until: date


def accepted(given: Given, *, born_on: date | None, sender: str, receiver: str, on: date) -> Accepted:
    """Raises `BadInput` with the field that is not answered, or not allowed to be answered so."""
    wanted = tuple(code for code in grounds.categories() if code in given.categories)
    if not wanted or len(wanted) != len(set(given.categories)):
        raise BadInput("name each kind of data that may be shared, one by one", field="categories")
    giver = Giver(born_on, given.said_age, given.exception)
    answers = [grounds.answer(giver, Question(sender, receiver, code, given.purpose), on) for code in wanted]
    rule = answers[0].rule
    if rule is None or rule.road != "ask":
        raise BadInput("no rule allows sharing with this receiver for this purpose", field="purpose")
    if any(answer.outcome == grounds.REFUSED for answer in answers):
        raise BadInput("these data do not go along for this purpose", field="categories")
    age, who = grounds.age_of(giver, on), grounds.who_agrees(giver, on)
    if age is None:
        raise BadInput("the age of this person is not known", field="said_age")
    if not who:
        raise BadInput("this exception does not belong to this age", field="exception")
    _check_said(given, who, rule, sender)
    return Accepted(rule, who, age.code, wanted, _months_later(on, rule.months))


def _check_said(given: Given, who: tuple[str, ...], rule: Rule, sender: str) -> None:
    if set(given.agreed) != set(who):
        raise BadInput(f"not everybody who has to agree did: {' '.join(who)}", field="agreed")
    if not given.is_informed:
        raise BadInput("say first what is shared, with whom, what for and how long", field="is_informed")
    if given.channel not in CHANNELS:
        raise BadInput("say how consent was given", field="channel")
    if given.help_wanted not in HELP:
        raise BadInput("say whether the help itself is wanted", field="help_wanted")
    for field, most in LONGEST.items():
        text = getattr(given, field)
        if len(text) > most or holds_service_number(text):
            raise BadInput(f"{field} is too long, or holds a service number", field=field)
    if bool(given.exception) != bool(given.reason.strip()):
        raise BadInput("an exception needs its reason", field="reason")
    if set(who) != {"self"} and not given.by_whom.strip():
        raise BadInput("write down who agreed", field="by_whom")
    _check_ground(given, rule, sender)


def _check_ground(given: Given, rule: Rule, sender: str) -> None:
    if GROUND_OF_CONSENT not in rule.avg_basis:
        return
    if not given.use_agreed:
        raise BadInput("ask also whether the receiver may use these data", field="use_agreed")
    if sender in MUNICIPAL and (set(given.indications) != set(INDICATIONS) or not given.own_question.strip()):
        raise BadInput("a municipality says why this consent is free", field="indications")


def _months_later(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


@cache
def _texts() -> dict[str, Any]:
    text = files("kansrijk.families").joinpath("data/consent_texts.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def text_version() -> str:
    return str(_texts()["version"])


def told(found: Accepted, *, purpose: str, sender: str, receiver: str, language: str) -> str:
    """The text as the parent hears and gets it, with the names of both organisations and of no person."""
    names = grounds.categories()
    return str(_texts()["texts"][language]).format(
        sender=sender,
        receiver=receiver,
        list="\n".join(f"- {names[code].name(language)}" for code in found.categories),
        purpose=grounds.purposes()[purpose].name(language),
        until=found.until.strftime("%d-%m-%Y"),
    )


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def mark_of(receiver: str, sender: str) -> str:
    """What a form was made from: the texts, the table and both names. A form made from others is shown again."""
    return digest("\n".join((text_version(), grounds.edition(), receiver, sender))).hex()[:16]
