"""On which ground what may be shared with whom, and who is asked first. Pure: the table, an answer for every question.

The table is `data/grounds.yaml`, with versions and dates. Whatever no row in force speaks of is *unknown*, and unknown
is never allowed: neither a party, a purpose or an age that nobody knows, nor a rule whose day has not come.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

ROADS = ("ask", "telephone", "counted", "nameless")
"""ask: with consent, from here; telephone: outside the system; counted: as numbers only; nameless: without any name."""
RELEASES = ("explicit_consent", "presumed")
UNKNOWN = "unknown"
REFUSED = "refused"


@dataclass(frozen=True)
class Named:
    """A code with its names; of a category whether it says something of health."""

    code: str
    nl: str
    en: str
    health: bool = False

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@dataclass(frozen=True)
class Rule:
    """One version of one row. In force on `begins` and until the day before `ends`; without `begins` never."""

    id: str
    version: int
    begins: date | None
    ends: date | None
    road: str
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    avg_basis: str
    secrecy_by_law: str
    secrecy_release: str
    months: int
    nl: str
    en: str
    source: str

    def is_in_force(self, on: date) -> bool:
        return self.begins is not None and self.begins <= on and (self.ends is None or on < self.ends)

    def why(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@dataclass(frozen=True)
class Age:
    """Who agrees for somebody of this age: `self`, `holders` (of authority), `representative`. `until` in years."""

    code: str
    until: int
    who: tuple[str, ...]
    source: str
    nl: str
    en: str

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@dataclass(frozen=True)
class Exemption:
    """When others agree than the age says; `able`: whether the person can weigh this up."""

    code: str
    ages: tuple[str, ...]
    able: str
    who: tuple[str, ...]
    source: str
    nl: str
    en: str

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@dataclass(frozen=True)
class Giver:
    """Whom the data are about. Without a day of birth `said` is the band of age that was asked; '' is not known.

    `exception`: a code of the table, or ''.
    """

    born_on: date | None = None
    said: str = ""
    exception: str = ""


@dataclass(frozen=True)
class Question:
    """May this role send data of this category to a receiver of this kind, for this purpose?"""

    sender: str
    receiver: str
    category: str
    purpose: str


@dataclass(frozen=True)
class Answer:
    """`outcome` is a road, `unknown` or `refused`. `who` is asked first, by `age`; both empty but for `ask`.

    refused: a rule speaks of this party and purpose, and these data do not go along.
    """

    outcome: str
    who: tuple[str, ...] = ()
    age: str = ""
    rule: Rule | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether data may go from here at all, once those in `who` have agreed."""
        return self.outcome == "ask" and bool(self.who) and self.rule is not None


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.families").joinpath("data/grounds.yaml").read_text("utf-8"))
    return found


def edition() -> str:
    """Which text of the table this is."""
    return str(_read()["version"])


@cache
def categories() -> dict[str, Named]:
    """Code → what may be shared, in the order of the page."""
    return {entry["code"]: Named(**entry) for entry in _read()["categories"]}


@cache
def purposes() -> dict[str, Named]:
    """Code → what for."""
    return {entry["code"]: Named(**entry) for entry in _read()["purposes"]}


@cache
def receivers() -> dict[str, tuple[str, ...]]:
    """Kind of receiver → the kinds of help of the directory that belong to it."""
    return {entry["code"]: tuple(entry["kinds"]) for entry in _read()["receivers"]}


@cache
def without_rule() -> frozenset[str]:
    """Kinds of help that no row speaks of yet, said so on purpose."""
    return frozenset(_read()["without_rule"])


@cache
def ages() -> tuple[Age, ...]:
    return tuple(Age(**(entry | {"who": tuple(entry["who"])})) for entry in _read()["ages"])


@cache
def exceptions() -> dict[str, Exemption]:
    return {
        entry["code"]: Exemption(**(entry | {key: tuple(entry[key]) for key in ("ages", "who")}))
        for entry in _read()["exceptions"]
    }


@cache
def rules() -> tuple[Rule, ...]:
    """Every version of every row."""
    return tuple(_rule(entry) for entry in _read()["rules"])


def _rule(entry: dict[str, Any]) -> Rule:
    if entry["road"] not in ROADS:
        raise ValueError(f"grounds.yaml: {entry['id']} has an unknown road")
    lists = {key: tuple(entry.get(key, ())) for key in ("senders", "receivers", "purposes", "categories")}
    texts = {key: entry.get(key, "") for key in ("avg_basis", "secrecy_by_law", "secrecy_release")}
    fields: dict[str, Any] = {key: entry[key] for key in ("id", "version", "road", "nl", "en", "source")}
    fields |= lists | texts | {"begins": entry["from"], "ends": entry.get("until"), "months": entry.get("months", 0)}
    return Rule(**fields)


def receiver_of(kind: str) -> str:
    """The kind of receiver that a kind of help belongs to; '' for one that no row speaks of."""
    return next((code for code, kinds in receivers().items() if kind in kinds), "")


def years_on(born_on: date, on: date) -> int:
    """Whole years. Who was born on 29 February is a year older on 1 March where there is no 29th."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def age_of(giver: Giver, on: date) -> Age | None:
    """The band of age; by the day of birth where that is known, whatever was said. None: not known."""
    if giver.born_on is None:
        return next((age for age in ages() if age.code == giver.said), None)
    years = years_on(giver.born_on, on)
    return next((age for age in ages() if 0 <= years < age.until), None)


def who_agrees(giver: Giver, on: date) -> tuple[str, ...]:
    """Who is asked, by age and exception. Empty where the age is not known or the exception is not one of that age."""
    age = age_of(giver, on)
    if age is None:
        return ()
    if not giver.exception:
        return age.who
    found = exceptions().get(giver.exception)
    return found.who if found and age.code in found.ages else ()


def answer(giver: Giver, asked: Question, on: date) -> Answer:
    """What the table says on that day. Total: whatever is asked there is an answer, and never yes by accident."""
    rule = rule_for(asked.sender, asked.receiver, asked.purpose, on)
    if rule is None or asked.category not in categories():
        return Answer(UNKNOWN)
    if rule.road != "ask":
        return Answer(rule.road, rule=rule)
    if asked.category not in rule.categories:
        return Answer(REFUSED, rule=rule)
    age, who = age_of(giver, on), who_agrees(giver, on)
    if age is None or not who:
        return Answer(UNKNOWN, rule=rule)
    return Answer("ask", who, age.code, rule)


def rule_for(sender: str, receiver: str, purpose: str, on: date) -> Rule | None:
    """The one rule in force for these parties and this purpose; None where no rule or more than one speaks of them."""
    found = [rule for rule in rules_between(sender, receiver, on) if purpose in rule.purposes]
    return found[0] if len(found) == 1 else None


def rules_between(sender: str, receiver: str, on: date) -> list[Rule]:
    """The rules in force that speak of these two, in the order of the table. Without senders a rule is for all."""
    return [
        rule
        for rule in rules()
        if rule.is_in_force(on) and receiver in rule.receivers and (sender in rule.senders or not rule.senders)
    ]


def by_telephone(on: date) -> list[Rule]:
    """What is done outside the system, for the card."""
    return [rule for rule in rules() if rule.road == "telephone" and rule.is_in_force(on)]


def missing(who: Iterable[str], agreed: Iterable[str]) -> tuple[str, ...]:
    """Who has not agreed yet."""
    held = set(agreed)
    return tuple(one for one in who if one not in held)
