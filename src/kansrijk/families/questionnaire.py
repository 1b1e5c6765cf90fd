"""A questionnaire as data: FHIR R4 Questionnaire read strictly, and which of its questions are asked. Pure.

Nothing is computed from an answer but whether a next question is asked (`enableWhen`): a file that calculates, scores
or fills in beforehand is refused with that reason. What stands in a branch that is not asked never counts: it decides
nothing, and is not among what is kept.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from kansrijk.core.faults import BadInput

ASKING = ("boolean", "integer", "decimal", "date", "string", "text", "choice")
TYPES = ("group", "display", *ASKING)
OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")
LARGEST, MOST_ITEMS, DEEPEST, LONGEST = 200_000, 200, 5, 1000
CALCULATES = ("calculatedExpression", "initialExpression", "enableWhenExpression", "answerExpression", "cqf-expression")
SCORES = ("ordinalValue", "itemWeight", "questionnaire-scoringMethod")
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database takes: NUL, and half a character."""
LABEL = "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
GUARDED = {**dict.fromkeys(("R", "V"), True), **dict.fromkeys(("U", "L", "M", "N"), False)}
"""How a file says it: a label of confidentiality on a question or group, or of the whole in `meta.security`."""
SCORED = ("boolean", "integer", "decimal", "choice")
"""Kinds of questions that a total can follow from."""
Answer = bool | int | Decimal | date | str | tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """A question is asked when the answer to another one is so."""

    question: str
    operator: str
    value: bool | int | Decimal | date | str


@dataclass(frozen=True)
class Item:
    """A question, a text or a group. `options`: (code, text) of a choice; with `repeats` more than one.

    `is_guarded`: as its file says it, by itself or what it lies in; None where the file does not say.
    """

    link: str
    kind: str
    text: str
    is_required: bool = False
    repeats: bool = False
    options: tuple[tuple[str, str], ...] = ()
    conditions: tuple[Condition, ...] = ()
    needs_all: bool = True
    items: tuple["Item", ...] = ()
    is_guarded: bool | None = None


@dataclass(frozen=True)
class Questionnaire:
    """One version of one questionnaire. `digest` is of its exact bytes: what answers point at for ever."""

    url: str
    version: str
    title: str
    digest: str
    items: tuple[Item, ...]

    def every(self) -> Iterator[Item]:
        """All items, in the order of the page."""
        return _every(self.items)


def read(content: bytes, file: str = "") -> Questionnaire:
    """Raises `BadInput` with the place in the file for what is not a Questionnaire, and for what we do not take."""
    if len(content) > LARGEST:
        raise BadInput("this questionnaire is larger than 200 kB", file=file or None)
    try:
        told = json.loads(content)
        if not isinstance(told, dict) or told.get("resourceType") != "Questionnaire":
            raise BadInput("this is not a FHIR Questionnaire", file=file or None, field="resourceType")
        _refuse_what_computes(told, file)
    except (ValueError, RecursionError) as error:
        raise BadInput("this is not JSON, or lies too deep in itself", file=file or None) from error
    head = {name: _text(told, name, file, name) for name in ("url", "version", "title")}
    items = _items(told.get("item"), file, "item", 1, _label_of_all(told))
    found = Questionnaire(**head, digest=hashlib.sha256(content).hexdigest(), items=items)
    _check_links(found, file)
    return found


def guarded(questionnaire: Questionnaire, said: Iterable[str] | None = None) -> frozenset[str]:
    """Links of what is kept only with the parent's spoken agreement: questions, and texts and groups that tell of them.

    `said`: what whoever loaded it named, beside what the file says. What neither speaks of is guarded where nobody
    said anything (None), and what is asked because of a guarded answer is guarded too: that it is asked tells it.
    """
    named = None if said is None else set(said)
    every = list(questionnaire.every())
    found = {one.link for one in every if one.kind in ASKING and _is_guarded(one, named)}
    found |= {one.link for one in every if one.kind not in ASKING and one.is_guarded}
    above = {below.link: one.link for one in every for below in one.items}
    while True:
        more = {
            one.link
            for one in every
            if one.link not in found
            and (
                any(condition.question in found for condition in one.conditions)
                or (above.get(one.link) in found and one.is_guarded is not False)
                or (one.kind == "group" and _asks_only(one, found))
            )
        }
        if not more:
            return frozenset(found)
        found |= more


def _is_guarded(item: Item, named: set[str] | None) -> bool:
    if item.is_guarded is None:
        return named is None or item.link in named
    return item.is_guarded or (named is not None and item.link in named)


def _asks_only(group: Item, found: set[str]) -> bool:
    questions = [one.link for one in _every(group.items) if one.kind in ASKING]
    return bool(questions) and set(questions) <= found


def asked(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> tuple[Item, ...]:
    """What is asked with these answers, groups and texts too, in the order of the page.

    A condition looks at answers to questions that are asked themselves; of the others nothing counts.
    """
    by_link = {one.link: one for one in questionnaire.every()}
    parents = {below.link: one.link for one in questionnaire.every() for below in one.items}
    known: dict[str, bool] = {}

    def is_asked(link: str) -> bool:
        if link not in known:
            above = parents.get(link)
            known[link] = (above is None or is_asked(above)) and holds(by_link[link])
        return known[link]

    def holds(item: Item) -> bool:
        met = [_is_met(one, answers.get(one.question) if is_asked(one.question) else None) for one in item.conditions]
        return not met or (all(met) if item.needs_all else any(met))

    return tuple(one for one in questionnaire.every() if is_asked(one.link))


def counted(questionnaire: Questionnaire, sent: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers that count so far, by link, in the order of the page: of what is not asked, none.

    Raises `BadInput` at the link of what is no answer.
    """
    checked = {one.link: _checked(one, sent[one.link]) for one in questionnaire.every() if one.link in sent}
    return {item.link: checked[item.link] for item in asked(questionnaire, checked) if item.link in checked}


def kept(questionnaire: Questionnaire, sent: Mapping[str, Answer]) -> dict[str, Answer]:
    """As `counted`, of one that is finished: raises `BadInput` where an answer is missing that must be there."""
    found = counted(questionnaire, sent)
    for item in asked(questionnaire, found):
        if item.is_required and item.kind in ASKING and item.link not in found:
            raise BadInput("this question needs an answer", field=item.link)
    return found


def _is_met(condition: Condition, answer: Answer | None) -> bool:
    """As FHIR says it: without an answer nothing is met, but that there is none."""
    if condition.operator == "exists":
        return (answer is not None) == condition.value
    if answer is None:
        return False
    given = answer if isinstance(answer, tuple) else (answer,)
    return any(_compares(one, condition.operator, condition.value) for one in given)


def _compares(left: Any, operator: str, right: Any) -> bool:
    if operator in {"=", "!="}:
        return bool(left == right) == (operator == "=")
    if operator in {">", ">="}:
        return bool(left > right or (operator == ">=" and left == right))
    return bool(left < right or (operator == "<=" and left == right))


def _checked(item: Item, answer: Answer) -> Answer:
    codes = {code for code, _text in item.options}
    wanted: dict[str, type | tuple[type, ...]] = {
        "boolean": bool,
        "integer": int,
        "decimal": Decimal,
        "date": date,
        "string": str,
        "text": str,
        "choice": str,
    }
    if item.kind not in wanted:
        raise BadInput("this is not a question", field=item.link)
    given = answer if isinstance(answer, tuple) else (answer,)
    is_sound = all(type(one) is wanted[item.kind] for one in given) and (len(given) == 1 or item.repeats)
    if item.kind == "choice":
        is_sound = is_sound and set(given) <= codes and len(set(given)) == len(given) > 0
    if not is_sound or (isinstance(answer, str) and len(answer) > LONGEST):
        raise BadInput("this is no answer to this question", field=item.link)
    return answer


def _every(items: tuple[Item, ...]) -> Iterator[Item]:
    for one in items:
        yield one
        yield from _every(one.items)


def _refuse_what_computes(told: Any, file: str, place: str = "Questionnaire") -> None:
    """Anywhere in the file, however deep."""
    if isinstance(told, list):
        for number, one in enumerate(told):
            _refuse_what_computes(one, file, f"{place}[{number}]")
    if not isinstance(told, dict):
        return
    url = str(told.get("url", ""))
    if "valueExpression" in told or any(url.endswith(one) for one in CALCULATES):
        raise _wrong("this questionnaire calculates; that is never done with answers here", file, place)
    if any(url.endswith(one) for one in SCORES):
        raise _wrong("this questionnaire gives points to answers; nobody is scored here", file, place)
    if "initial" in told or told.get("initialSelected"):
        raise _wrong("this questionnaire answers beforehand; nothing is filled in before it is asked", file, place)
    if "modifierExtension" in told:
        raise _wrong("this questionnaire has an extension that changes its meaning", file, place)
    for name, one in told.items():
        _refuse_what_computes(one, file, f"{place}.{name}")


def _items(told: Any, file: str, place: str, depth: int, label: bool | None) -> tuple[Item, ...]:
    if not isinstance(told, list) or not told:
        raise _wrong("here a list of questions is expected", file, place)
    if depth > DEEPEST:
        raise _wrong(f"groups lie more than {DEEPEST} deep in one another", file, place)
    return tuple(_item(one, file, f"{place}[{number}]", depth, label) for number, one in enumerate(told))


def _item(told: Any, file: str, place: str, depth: int, above: bool | None) -> Item:
    if not isinstance(told, dict):
        raise _wrong("here a question is expected", file, place)
    kind = told.get("type")
    if kind not in TYPES:
        raise _wrong(f"questions of type {kind!r} are not taken; known are {', '.join(TYPES)}", file, place)
    if (kind == "choice") != bool(told.get("answerOption")):
        raise _wrong("a choice, and only a choice, has answerOption", file, place)
    if told.get("repeats") and kind != "choice":
        raise _wrong("only a choice may have more than one answer", file, place)
    if told.get("enableBehavior", "all") not in {"all", "any"}:
        raise _wrong("enableBehavior is all or any", file, place)
    label = _label(told, above)
    below = _items(told["item"], file, f"{place}.item", depth + 1, label) if "item" in told else ()
    conditions = told.get("enableWhen", [])
    if not isinstance(conditions, list):
        raise _wrong("enableWhen is a list", file, place)
    if len(conditions) > 1 and "enableBehavior" not in told:
        raise _wrong("of several conditions enableBehavior says whether all or any must hold", file, place)
    return Item(
        link=_text(told, "linkId", file, place),
        kind=kind,
        text=_text(told, "text", file, place),
        is_required=told.get("required") is True,
        repeats=told.get("repeats") is True,
        options=_options(told.get("answerOption", []), file, place),
        conditions=tuple(_condition(one, file, place) for one in conditions),
        needs_all=told.get("enableBehavior", "all") == "all",
        items=below,
        is_guarded=label,
    )


def _label(told: Any, above: bool | None) -> bool | None:
    """As the label of this item says, else that of what it lies in. Of two labels the stricter one counts."""
    extensions = told.get("extension")
    codings = [
        one.get("valueCoding")
        for one in (extensions if isinstance(extensions, list) else [])
        if isinstance(one, dict) and one.get("url") == LABEL
    ]
    said = _labels(codings)
    return any(said) if said else above


def _label_of_all(told: Any) -> bool | None:
    meta = told.get("meta")
    codings = meta.get("security") if isinstance(meta, dict) else None
    said = _labels(codings if isinstance(codings, list) else [])
    return any(said) if said else None


def _labels(codings: list[Any]) -> list[bool]:
    codes = [str(one.get("code")) for one in codings if isinstance(one, dict) and one.get("system") == CONFIDENTIALITY]
    return [GUARDED[code] for code in codes if code in GUARDED]


def _options(told: Any, file: str, place: str) -> tuple[tuple[str, str], ...]:
    found = []
    for one in told if isinstance(told, list) else [None]:
        coding = one.get("valueCoding") if isinstance(one, dict) else None
        if isinstance(coding, dict):
            found.append((_text(coding, "code", file, place), _text(coding, "display", file, place)))
        elif isinstance(one, dict) and isinstance(one.get("valueString"), str) and one["valueString"].strip():
            _text(one, "valueString", file, place)
            found.append((one["valueString"], one["valueString"]))
        else:
            raise _wrong("what is chosen from has a code and a display, or is a valueString", file, place)
    if len({code for code, _name in found}) != len(found):
        raise _wrong("an answer to choose from stands there twice", file, place)
    return tuple(found)


def _condition(told: Any, file: str, place: str) -> Condition:
    if not isinstance(told, dict) or told.get("operator") not in OPERATORS:
        raise _wrong("a condition has a question, an operator and an answer", file, place)
    values = {name: value for name, value in told.items() if name.startswith("answer")}
    if len(values) != 1:
        raise _wrong("a condition has one answer", file, place)
    name, value = next(iter(values.items()))
    return Condition(_text(told, "question", file, place), told["operator"], _value(name, value, file, place))


def _value(name: str, value: Any, file: str, place: str) -> bool | int | Decimal | date | str:
    try:
        if name == "answerCoding":
            return _text(value, "code", file, place)
        if name == "answerDate":
            return date.fromisoformat(value)
        if name == "answerDecimal" and type(value) in {int, float}:
            return _finite(Decimal(str(value)))
        if (name, type(value)) in {("answerBoolean", bool), ("answerInteger", int), ("answerString", str)}:
            return value  # type: ignore[no-any-return]
    except (ValueError, TypeError, AttributeError, InvalidOperation):
        pass
    raise _wrong(f"{name} is not an answer that a condition can have", file, place)


def _finite(number: Decimal) -> Decimal:
    """JSON of Python knows NaN and Infinity; nothing can be compared with the first."""
    if not number.is_finite():
        raise ValueError(number)
    return number


def _check_links(found: Questionnaire, file: str) -> None:
    """Each link once, conditions about questions of their kind, and none that hangs on itself."""
    every = list(found.every())
    by_link = {one.link: one for one in every}
    if len(every) > MOST_ITEMS:
        raise BadInput(f"there are more than {MOST_ITEMS} items", file=file or None)
    if len(by_link) != len(every):
        raise BadInput("a linkId stands there twice", file=file or None)
    for item in every:
        for one in item.conditions:
            other = by_link.get(one.question)
            if other is None or other.kind not in ASKING:
                raise _wrong(f"a condition asks about {one.question}, which is no question", file, item.link)
            _check_condition(one, other, item, file)
    _check_rounds(every, file)


def _check_condition(one: Condition, other: Item, item: Item, file: str) -> None:
    kinds: dict[str, type] = {"boolean": bool, "integer": int, "decimal": Decimal, "date": date}
    wanted = bool if one.operator == "exists" else kinds.get(other.kind, str)
    is_ordered = one.operator in {">", "<", ">=", "<="}
    if type(one.value) is not wanted or (is_ordered and other.kind not in {"integer", "decimal", "date"}):
        raise _wrong(f"this condition does not fit the answers to {one.question}", file, item.link)
    if other.kind == "choice" and one.operator != "exists" and one.value not in {code for code, _n in other.options}:
        raise _wrong(f"{one.value} is no answer to {one.question}", file, item.link)


def _check_rounds(every: list[Item], file: str) -> None:
    """Whether a question is asked may not hang on itself, also not through what it lies in."""
    hangs_on: dict[str, set[str]] = {one.link: {c.question for c in one.conditions} for one in every}
    for one in every:
        for below in one.items:
            hangs_on[below.link].add(one.link)
    done: set[str] = set()

    def walk(link: str, way: tuple[str, ...]) -> None:
        if link in way:
            raise _wrong("whether this is asked hangs on itself", file, link)
        if link not in done:
            for other in sorted(hangs_on[link]):
                walk(other, (*way, link))
            done.add(link)

    for one in every:
        walk(one.link, ())


def _wrong(message: str, file: str, place: str) -> BadInput:
    return BadInput(f"{message} ({place})", file=file or None, field=place)


def _text(told: Any, name: str, file: str, place: str) -> str:
    value = told.get(name) if isinstance(told, dict) else None
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or UNKEEPABLE.search(value):
        raise _wrong(f"{name} is missing, or is no text of at most {LONGEST} characters", file, place)
    return value.strip()
