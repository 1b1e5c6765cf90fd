"""A signal as values, and what is open in it. Pure: no database, no clock.

The words of the factors are those of the offer (offer.vocabulary); how each may be kept is its `storage` (red line 3).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kansrijk.core.faults import BadInput
from kansrijk.core.levels import STATES
from kansrijk.core.personal import holds_service_number
from kansrijk.offer import vocabulary
from kansrijk.offer.vocabulary import Factor, Term

STEPS = (1, 2, 3, 4)
PHASES = ("before", "during", "after", "unknown")
SITUATIONS = ("wish", "between", "no_wish", "unknown")
WISHES = ("yes", "not_now", "no", "unknown")
INTERPRETER = ("yes", "no", "unknown")
STAY_OR_INSURANCE = "stay_or_insurance"
DUE_DAY, LATEST_DAY = 280, 310  # of a pregnancy: forty weeks, and a month after
LONGEST = {"words": 1000, "contact": 200}
OLDEST_CHILD = 7 * 366  # days


@cache
def instruments() -> dict[str, Term]:
    """Code → what a conversation was held with."""
    found = yaml.safe_load(files("kansrijk.families").joinpath("data/instruments.yaml").read_text("utf-8"))
    return {entry["code"]: Term(**entry) for entry in found["instruments"]}


@dataclass(frozen=True)
class Moment:
    """When it is, each as far as known: phase; before a pregnancy which situation; the due date; a child's birth."""

    phase: str = "unknown"
    situation: str = ""
    due_on: date | None = None
    child_born_on: date | None = None
    instrument: str = "talk"


@dataclass(frozen=True)
class Chosen:
    """Factors as they were chosen: code → state. `agreed`: the parent agreed that the guarded ones are written down."""

    states: Mapping[str, str]
    agreed: bool = False
    needs_stay_or_insurance: bool = False


@dataclass(frozen=True)
class Kept:
    """One factor as it may be kept."""

    code: str
    side: str
    state: str
    storage: str


@dataclass(frozen=True)
class Said:
    """What the parent says and wants, how she is reached safely, and in which language."""

    words: str = ""
    wish: str = "unknown"
    contact: str = ""
    language: str = "nl"
    interpreter: str = "unknown"


def week_of(due_on: date, today: date) -> str:
    """ "22+3": weeks and days of the pregnancy, from the due date; '' for a day outside a pregnancy."""
    days = DUE_DAY - (due_on - today).days
    return f"{days // 7}+{days % 7}" if 0 <= days <= LATEST_DAY else ""


def age_of(born_on: date, today: date) -> tuple[int, str]:
    """(number, unit): days in the first two weeks, then weeks to half a year, months to two years, years after."""
    days = (today - born_on).days
    months = (today.year - born_on.year) * 12 + today.month - born_on.month - (today.day < born_on.day)
    if days < 14:
        return days, "days"
    if months < 6:
        return days // 7, "weeks"
    return (months, "months") if months < 24 else (months // 12, "years")


def checked_moment(moment: Moment, today: date) -> Moment:
    """What does not belong to the phase is left out. Raises `BadInput` for what cannot be."""
    if moment.phase not in PHASES:
        raise BadInput("say which phase it is, or that you do not know", field="phase")
    if moment.instrument not in instruments():
        raise BadInput("say what the conversation was held with", field="instrument")
    situation = (moment.situation or "unknown") if moment.phase == "before" else ""
    if situation and situation not in SITUATIONS:
        raise BadInput("say which situation it is, or that you do not know", field="situation")
    due_on = moment.due_on if moment.phase == "during" else None
    if due_on is not None and not week_of(due_on, today):
        raise BadInput("this due date does not belong to a pregnancy of now", field="due_on")
    born_on = moment.child_born_on if moment.phase == "after" else None
    if born_on is not None and not timedelta(0) <= today - born_on <= timedelta(OLDEST_CHILD):
        raise BadInput("this day of birth lies in the future or too long ago", field="child_born_on")
    return Moment(moment.phase, situation, due_on, born_on, moment.instrument)


def kept(chosen: Chosen) -> tuple[list[Kept], list[str]]:
    """(what is kept as a factor, the help that is wanted), by the storage class of each code.

    never: refused, whatever is sent; guarded: refused without the parent's agreement; need_only: becomes the help that
    is wanted, and which of the two it was is not kept; normal: kept.
    """
    found: list[Kept] = []
    needs = {STAY_OR_INSURANCE} if chosen.needs_stay_or_insurance else set()
    for code, state in chosen.states.items():
        factor = vocabulary.factors().get(code)
        if factor is None or state not in STATES:
            raise BadInput("this is not one of the factors", field="factors")
        if factor.storage == "never":
            raise BadInput("about this nothing is ever written down here; see the meldcode", field="factors")
        if factor.storage == "guarded" and not chosen.agreed:
            raise BadInput("this is written down only when the parent agrees", field="agreed")
        if factor.storage == "need_only":
            needs |= {STAY_OR_INSURANCE} if state != "gone" else set()
            continue
        found.append(Kept(code, factor.side, state, factor.storage))
    return found, sorted(needs)


def checked_said(said: Said) -> Said:
    """Raises `BadInput` for an answer that does not exist, a text that is too long, or one with a service number."""
    if said.wish not in WISHES:
        raise BadInput("say what the parent wants, or that you do not know yet", field="wish")
    if said.interpreter not in INTERPRETER:
        raise BadInput("say whether an interpreter is needed, or that you do not know", field="interpreter")
    if said.language and said.language not in vocabulary.languages():
        raise BadInput("this language is not in the list", field="language")
    texts = {"words": said.words.strip(), "contact": said.contact.strip()}
    for field, text in texts.items():
        if len(text) > LONGEST[field]:
            raise BadInput(f"this is longer than {LONGEST[field]} characters", field=field)
        if holds_service_number(text):
            raise BadInput("this holds a number that can be a service number; that is never kept here", field=field)
    return Said(texts["words"], said.wish, texts["contact"], said.language, said.interpreter)


def offered(side: str, phase: str) -> dict[str, list[Factor]]:
    """Domain → the factors of a side that may be chosen one by one in this phase, in the order of the list.

    Guarded, need-only and never-kept ones are not among them: the page asks for those in another way.
    """
    found: dict[str, list[Factor]] = {}
    for factor in vocabulary.factors().values():
        is_now = phase not in vocabulary.phases() or phase in factor.phases
        if factor.side == side and factor.storage == "normal" and is_now:
            found.setdefault(factor.domains[0], []).append(factor)
    return found


def of_storage(storage: str) -> list[Factor]:
    """The factors of one storage class."""
    return [factor for factor in vocabulary.factors().values() if factor.storage == storage]


def by_side(factors: Iterable[Any]) -> dict[str, list[Any]]:
    """risk and protective, each there even when empty: the two sides have equal weight."""
    found: dict[str, list[Any]] = {"protective": [], "risk": []}
    for one in factors:
        found[one.side].append(one)
    return found
