"""A copy of one's own data in words: what tables, columns and codes are called for whoever reads it on paper."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kansrijk.families import grounds, signals, words, words_consent, words_own
from kansrijk.families.words import language
from kansrijk.offer import vocabulary

SECTIONS = {
    "person": _("Your details"),
    "person_history": _("What your details said earlier"),
    "involvement": _("Colleagues who work along"),
    "plan_line": _("Your plan"),
    "care_coordinator": _("Who coordinates your care"),
    "consent": _("What you agreed to share"),
    "consent_stop": _("What you stopped sharing"),
    "signal": _("What was written down about you"),
    "factor": _("What carries and what weighs"),
    "signal_history": _("What was written down earlier"),
    "weighing": _("What you weighed together"),
    "weighing_history": _("What a weighing said earlier"),
    "response": _("Questionnaires that you filled in together"),
    "response_history": _("What a questionnaire said earlier"),
    "questionnaire": _("Which questionnaires those are"),
    "parent_request": _("What you said on your page"),
    "parent_link": _("The link to your page"),
}
LABELS = {
    "part": _("Who you are in the family"),
    "state": _("State"),
    "name": _("Name"),
    "born_on": _("Day of birth"),
    "telephone": _("Telephone"),
    "address": _("Address"),
    "organisation": _("Organisation"),
    "made_at": _("Made on"),
    "changed_at": _("Changed on"),
    "agreed_on": _("You agreed on"),
    "reach": _("How that one is reached"),
    "who": _("Who does it"),
    "on_day": _("By when"),
    "named_at": _("Named on"),
    "ended_at": _("Until"),
    "begins_at": _("From"),
    "ends_at": _("Until"),
    "was": _("It said"),
    "id": _("Mark"),
    "consent_id": _("Mark"),
    "receiver_name": _("With whom"),
    "purpose": _("What for?"),
    "categories": _("What"),
    "category": _("What"),
    "given_at": _("You said yes on"),
    "expires_on": _("Until"),
    "agreed": _("Who said yes"),
    "channel": _("How yes was said"),
    "with_interpreter": _("With an interpreter"),
    "help_wanted": _("Is the help itself wanted?"),
    "age": _("Age"),
    "exception": _("Exception"),
    "reason": _("Why?"),
    "own_question": _("What you asked"),
    "avg_basis": _("Ground in the law"),
    "informed_at": _("Told to you on"),
    "told": _("The text"),
    "stopped_at": _("Stopped on"),
    "how": _("By whom it was stopped"),
    "phase": _("When it is"),
    "situation": _("Situation"),
    "due_on": _("Due date"),
    "child_born_on": _("Day of birth of the child"),
    "instrument": _("Talked about with"),
    "needs": _("Help wanted"),
    "wish": _("Do you want help?"),
    "words": _("In your own words"),
    "language": _("Language"),
    "interpreter": _("Interpreter needed"),
    "code": _("What it is about"),
    "side": _("Side"),
    "factors": _("What carries and what weighs"),
    "weighed_on": _("Weighed on"),
    "reweigh_on": _("Weigh again on"),
    "present": _("Who was there"),
    "sufficiency": _("Is what carries enough?"),
    "level": _("What you chose together"),
    "view": _("How you see it"),
    "seen": _("What lay on the table"),
    "questionnaire_id": _("Mark of the questionnaire"),
    "title": _("Name"),
    "url": _("Address of the questionnaire"),
    "filled_on": _("Filled in on"),
    "answers": _("What you answered"),
    "total": _("Total, copied from the instrument"),
    "kind": _("What you said"),
    "text": _("In your own words"),
    "answer_by": _("Answer before"),
    "outcome": _("What was done"),
    "answer": _("Answer"),
    "answered_at": _("Answered on"),
    "used_on": _("Used last on"),
    "withdrawn_at": _("Withdrawn on"),
}
"""Columns without a label stand in the file for computers only: versions, hashes and steps."""
MOMENTS = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.+]+")
STATES = {"kept": _("kept"), "proposal": _("proposed")}


def _of(table: Mapping[str, Any]) -> Callable[[str], str]:
    return lambda code: str(table.get(code, code))


def _term(table: Mapping[str, Any]) -> Callable[[str], str]:
    return lambda code: str(table[code].name(language())) if code in table else code


def _factor(code: str) -> str:
    return _term(vocabulary.factors())(code)


def _age(code: str) -> str:
    return next((age.name(language()) for age in grounds.ages() if age.code == code), code)


def _category(code: str) -> str:
    return _term(grounds.categories())(code) if code else _now("everything")


VALUES: dict[str, Callable[[str], str]] = {
    "part": _of(words.PARTS),
    "state": lambda code: str({**words.STATES, **STATES}.get(code, code)),
    "purpose": _term(grounds.purposes()),
    "categories": _category,
    "category": _category,
    "agreed": _of(words_consent.WHO_SAID),
    "channel": _of(words_consent.CHANNELS),
    "help_wanted": _of(words_consent.HELP),
    "age": _age,
    "exception": _term(grounds.exceptions()),
    "how": _of(words_consent.ENDED),
    "phase": _of(words.PHASES),
    "situation": _of(words.SITUATIONS),
    "instrument": _term(signals.instruments()),
    "needs": _of(words.NEEDS),
    "wish": _of(words.WISHES),
    "language": _term(vocabulary.languages()),
    "interpreter": _of(words.INTERPRETER),
    "code": _factor,
    "side": _of(words.SIDES),
    "present": _of(words.PRESENT),
    "sufficiency": _of(words.SUFFICIENCIES),
    "level": _term(vocabulary.levels()),
    "kind": _of(words_own.KINDS),
    "outcome": _of(words_own.OUTCOMES),
}


def lines(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, value in words) of what a row says; what was not filled in and what has no label is left out."""
    found: list[tuple[str, str]] = []
    for column, value in row.items():
        if column not in LABELS or value in (None, "", [], {}):
            continue
        if column == "seen" and isinstance(value, str):  # of a link: how it was handed over
            found.append((_now("How you got it"), _now("in person")))
            continue
        earlier = column == "was"
        text = "\n".join(f"{label}: {inner}" for label, inner in lines(value)) if earlier else said(column, value)
        found.append((str(LABELS[column]), text))
    return found


def said(column: str, value: Any) -> str:
    """One value in words. Days are text before they are sealed, and in what was said earlier."""
    if isinstance(value, str) and column.endswith("_on"):
        value = date.fromisoformat(value)
    if isinstance(value, str) and column.endswith("_at") and MOMENTS.fullmatch(value):
        value = datetime.fromisoformat(value)
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if column == "answers":
        return "\n".join(" ".join(one) for one in value)
    if column in {"seen", "factors"}:
        return _factors(value)
    words_of = VALUES.get(column)
    if isinstance(value, list | tuple):
        return "; ".join(words_of(one) if words_of else str(one) for one in value)
    return words_of(str(value)) if words_of else str(value)


def _factors(value: Any) -> str:
    """`seen` holds (code, state), what a signal said earlier (code, side, state)."""
    told = value["factors"] if isinstance(value, dict) else value
    return "; ".join(f"{_factor(one[0])} ({words.STATES.get(one[-1], one[-1])})" for one in told)
