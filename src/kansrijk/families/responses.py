"""What was answered to a questionnaire as values: how it is written down, checked and laid out. Pure.

Answers are never added up. A total is a number that a professional copies from the instrument; it is text here, so
that nothing can compare it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Set
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number
from kansrijk.families.questionnaire import ASKING, SCORED, Answer, Item, Questionnaire, asked, counted, kept, read

TOTAL = re.compile(r"-?\d{1,4}(?:[.,]\d{1,2})?")
FINISHED = ("completed", "amended")
BEGUN, STOPPED = "in_progress", "stopped"


class Line(NamedTuple):
    """What is asked, as it lies on the page. `depth`: how many groups it lies in, from 0; `answer`: None for none."""

    item: Item
    depth: int
    answer: Answer | None


@cache
def shipped() -> dict[str, bytes]:
    """Digest → bytes of every version of every questionnaire of ours, for ever: answers point at them."""
    folder = files("kansrijk.families").joinpath("data/questionnaires")
    contents = [file.read_bytes() for file in folder.iterdir() if file.name.endswith(".json")]
    return {read(one).digest: one for one in contents}


def is_another_of_ours(questionnaire: Questionnaire) -> bool:
    """Whether it calls itself one of ours and has another text: that would be filled in for ours."""
    known = {(one.url, one.version): one.digest for one in (read(content) for content in shipped().values())}
    return known.get((questionnaire.url, questionnaire.version), questionnaire.digest) != questionnaire.digest


@cache
def ours() -> tuple[Questionnaire, ...]:
    """The newest version of each questionnaire of ours, by title."""
    newest: dict[str, Questionnaire] = {}
    for one in sorted((read(one) for one in shipped().values()), key=lambda found: found.version):
        newest[one.url] = one
    return tuple(sorted(newest.values(), key=lambda found: found.title))


def checked(questionnaire: Questionnaire, sent: Mapping[str, Answer], *, is_finished: bool) -> dict[str, Answer]:
    """What is kept of it. Raises `BadInput` at the link, for a number that can be a service number too."""
    found = kept(questionnaire, sent) if is_finished else counted(questionnaire, sent)
    for link, answer in found.items():
        if holds_service_number(_as_typed(answer)):
            raise BadInput("this holds a number that can be a service number; that is never kept here", field=link)
    return found


def _as_typed(answer: Answer) -> str:
    """As it would stand in a text: as a number of eight digits a service number lost its first nought."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, bool) or not isinstance(answer, int | Decimal) or not 10**7 <= abs(answer) < 10**9:
        return ""
    return f"{abs(int(answer)):09d}"


def checked_total(total: str) -> str:
    """A number as it was copied from the instrument, or ''. Raises `BadInput`."""
    total = total.strip()
    if total and not TOTAL.fullmatch(total):
        raise BadInput("a total is one number as it stands on the instrument, such as 12 or 12,5", field="total")
    return total


def parted(guarded: Set[str], answers: Mapping[str, Answer]) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """(open, guarded) of what was answered."""
    return (
        {link: one for link, one in answers.items() if link not in guarded},
        {link: one for link, one in answers.items() if link in guarded},
    )


def is_total_guarded(questionnaire: Questionnaire, guarded: Set[str]) -> bool:
    """Whether a total can follow from a guarded answer: then it tells something of it."""
    return any(one.link in guarded and one.kind in SCORED for one in questionnaire.every())


def is_wholly_guarded(questionnaire: Questionnaire, guarded: Set[str]) -> bool:
    """Whether even that it was filled in, and its name, would tell."""
    return all(one.link in guarded for one in questionnaire.every() if one.kind in ASKING)


def written(answers: Mapping[str, Answer]) -> str:
    """As text, to be sealed."""
    return json.dumps({link: _plain(one) for link, one in answers.items()}, separators=(",", ":"))


def opened(questionnaire: Questionnaire, text: str) -> dict[str, Answer]:
    """The twin of `written`; also of what a program sends. Raises `BadInput` at the link of what is no answer."""
    told = json.loads(text) if text else {}
    return from_plain(questionnaire, told)


def from_plain(questionnaire: Questionnaire, told: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers from what JSON can say: a decimal and a day as text, a choice as a code or a list of codes."""
    by_link = {one.link: one for one in questionnaire.every()}
    unknown = sorted(set(told) - set(by_link))
    if unknown:
        raise BadInput(f"{unknown[0]} is no question of this questionnaire", field="answers")
    return {link: _answer(by_link[link], value) for link, value in told.items()}


def plain(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """The twin of `from_plain`."""
    return {link: _plain(one) for link, one in answers.items()}


def lines(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> list[Line]:
    """What is asked with these answers, in the order of the page; a branch that is not asked is not there."""
    shown = {one.link for one in asked(questionnaire, answers)}
    return [
        Line(item, depth, answers.get(item.link)) for item, depth in _deep(questionnaire.items) if item.link in shown
    ]


def news(questionnaire: Questionnaire, shown: set[str], answers: Mapping[str, Answer]) -> list[str]:
    """Links of questions that are asked now and were not on the page that was sent."""
    return [one.link for one in asked(questionnaire, answers) if one.kind in ASKING and one.link not in shown]


def _deep(items: tuple[Item, ...], depth: int = 0) -> Iterator[tuple[Item, int]]:
    for one in items:
        yield one, depth
        yield from _deep(one.items, depth + 1)


def _plain(answer: Answer) -> Any:
    if isinstance(answer, tuple):
        return list(answer)
    return answer if isinstance(answer, bool | int | str) else str(answer)


def _answer(item: Item, value: Any) -> Answer:
    try:
        if item.kind == "decimal" and isinstance(value, str | int) and not isinstance(value, bool):
            return _number(str(value))
        if item.kind == "date" and isinstance(value, str):
            return date.fromisoformat(value)
        if item.kind == "choice" and isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        if isinstance(value, bool | int | str):
            return value
    except (ValueError, ArithmeticError):
        pass
    raise BadInput("this is no answer to this question", field=item.link)


def _number(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError(text)
    return found
