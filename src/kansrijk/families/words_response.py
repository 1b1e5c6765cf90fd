"""What a questionnaire and its answers are called on screen, and what a form says of what cannot be."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kansrijk.core.faults import BadInput
from kansrijk.families import words
from kansrijk.families.questionnaire import ASKING, Answer, Condition, Item, Questionnaire
from kansrijk.families.responses import lines

FAULTS = {
    "version": words.FAULTS["version"],
    "key": _("This form was sent before. Begin again."),
    "questionnaire": _("This questionnaire is not offered any more. Choose another one."),
    "stopped": _("Everything rests in this file. This questionnaire was stopped."),
    "agreed": _("This is written down only when the parent agreed to it. Tick that, or leave these questions empty."),
    "total": _("A total is one number as it stands on the instrument, such as 12 or 12,5."),
}
ANSWERS = {
    "needs an answer": _("This question needs an answer, or keep it to go on later."),
    "service number": _("This holds a number that can be a service number. We never keep that."),
    "no answer": _("This is no answer to this question."),
}
FILES = {
    "calculates": _("This questionnaire calculates. That is never done with answers here."),
    "gives points": _("This questionnaire gives points to answers. Nobody is scored here."),
    "answers beforehand": _("This questionnaire answers beforehand. Nothing is filled in here before it is asked."),
    "not a FHIR Questionnaire": _("This is not a FHIR Questionnaire: resourceType must say Questionnaire."),
    "not JSON": _("This is not JSON, or it lies too deep in itself."),
    "larger than": _("This questionnaire is larger than 200 kB."),
    "another text": _("This version is there with another text. Give what changed a new version."),
}
OPERATORS = {"=": "=", "!=": "≠", ">": ">", "<": "<", ">=": "≥", "<=": "≤"}


@dataclass(frozen=True)
class Told:
    """One line on paper. `answer`: in words; `when`: in words, on which answer it is asked."""

    kind: str
    text: str
    depth: int
    answer: str = ""
    when: str = ""
    options: tuple[str, ...] = ()
    is_required: bool = False
    is_guarded: bool = False
    link: str = ""

    @property
    def is_question(self) -> bool:
        return self.kind in ASKING


def fault_of_answer(fault: BadInput) -> str:
    """What is wrong with an answer, in words."""
    return _of(ANSWERS, fault) or str(ANSWERS["no answer"])


def fault_of_file(fault: BadInput) -> str:
    """What is wrong with a file, and where in it."""
    said = _of(FILES, fault)
    place = fault.field or ""
    if said:
        return f"{said} ({place})" if "." in place or "[" in place else said
    return _now("This cannot be taken as it is: %(why)s") % {"why": fault.message}


def _of(table: Mapping[str, Any], fault: BadInput) -> str:
    return next((str(said) for part, said in table.items() if part in fault.message), "")


def every_line(questionnaire: Questionnaire, guarded: Set[str] = frozenset()) -> list[Told]:
    """All of it, as it can be asked, with when, and which questions are guarded."""
    by_link = {one.link: one for one in questionnaire.every()}
    found: list[Told] = []

    def walk(items: tuple[Item, ...], depth: int) -> None:
        for one in items:
            names = tuple(name for _code, name in one.options)
            when, is_guarded = _when(one, by_link), one.link in guarded
            found.append(Told(one.kind, one.text, depth, "", when, names, one.is_required, is_guarded, one.link))
            walk(one.items, depth + 1)

    walk(questionnaire.items, 0)
    return found


def answered(
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    guarded: Set[str] = frozenset(),
    *,
    is_whole: bool = False,
) -> list[Told]:
    """What was asked, with what was answered; an empty answer is an empty text.

    What is guarded is there where this reader sees the whole of it, and then never on paper.
    """
    return [
        Told(one.item.kind, one.item.text, one.depth, said(one.item, one.answer), is_guarded=one.item.link in guarded)
        for one in lines(questionnaire, answers)
        if is_whole or one.item.link not in guarded
    ]


def said(item: Item, answer: Answer | None) -> str:
    """One answer in words."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return _now("yes") if answer else _now("no")
    if isinstance(answer, date):
        return date_format(answer, "j F Y")
    if isinstance(answer, int | Decimal):
        return number_format(answer)
    names = dict(item.options)
    if isinstance(answer, tuple):
        return "; ".join(names.get(one, one) for one in answer)
    return names.get(answer, answer)


def _when(item: Item, by_link: Mapping[str, Item]) -> str:
    told = [_condition(one, by_link[one.question]) for one in item.conditions]
    if not told:
        return ""
    both = _now(" and ") if item.needs_all else _now(" or ")
    return _now("Asked when %(conditions)s.") % {"conditions": both.join(told)}


def _condition(one: Condition, asked: Item) -> str:
    question = asked.text.rstrip("?:. ")
    if one.operator == "exists":
        return (_now("“%(question)s” is answered") if one.value else _now("“%(question)s” is not answered")) % {
            "question": question
        }
    return _now("“%(question)s” %(operator)s %(value)s") % {
        "question": question,
        "operator": OPERATORS[one.operator],
        "value": said(asked, one.value),
    }
