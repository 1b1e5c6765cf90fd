"""The menu of interventions as shipped: every fact with its source and the day it was looked up. Without Django."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

from kansrijk.offer.rules import months_later

EVIDENCE = ("well", "first", "good", "strong")
RECOGNISED_MONTHS = 60
"""A recognition holds for about five years (home-start.nl, erkenning); after that one asks whether it was renewed."""


@dataclass(frozen=True)
class Fact:
    """Words, where they come from, and when they were looked up there."""

    nl: str
    source: str
    looked_up: date
    en: str = ""

    def text(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.nl


@dataclass(frozen=True)
class Recognition:
    """A level of the joint committee of NJi and RIVM. `since` is a day, a month (`2017-03`) or empty: not found."""

    level: str
    since: str
    source: str
    looked_up: date

    def state(self, today: date) -> str:
        """`valid`, `expired` (five years are over: was it renewed?) or `undated`."""
        if not self.since:
            return "undated"
        parts = [int(part) for part in self.since.split("-")]
        began = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
        return "valid" if today < months_later(began, RECOGNISED_MONTHS) else "expired"


@dataclass(frozen=True)
class TargetGroup:
    """For whom something is meant, by an ordering of ours. `about`: who somebody is, or in which situation."""

    code: str
    about: str
    nl: str
    en: str
    words: tuple[str, ...]

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl

    def is_said_in(self, text: str) -> bool:
        """Whether one of its words stands in a text, as words of their own."""
        return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text.casefold()) for one in self.words)


@dataclass(frozen=True)
class Intervention:
    """One line of the menu. What no source says is None."""

    id: str
    name: str
    phases: tuple[str, ...]
    kind: str
    factors: tuple[str, ...]
    target: Fact
    purpose: Fact
    provider: Fact
    recognition: Recognition | None = None
    format: Fact | None = None
    cost: Fact | None = None
    note: Fact | None = None
    is_legal_task: bool = False
    goes_with: str = ""

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The target groups that its name or its source names, in the order of the file."""
        text = f"{self.name} {self.target.nl}"
        return tuple(code for code, group in target_groups().items() if group.is_said_in(text))


@cache
def _file(name: str = "interventions") -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.offer").joinpath(f"data/{name}.yaml").read_text("utf-8"))
    return found


@cache
def target_groups() -> dict[str, TargetGroup]:
    """Code → target group, in the order of the file."""
    every = [TargetGroup(**entry | {"words": tuple(entry["words"])}) for entry in _file("target_groups")["groups"]]
    return {one.code: one for one in every}


@cache
def sources() -> dict[str, str]:
    """Code of a source → what it is."""
    return dict(_file()["sources"])


@cache
def interventions() -> dict[str, Intervention]:
    """Id → intervention, in the order of the file."""
    return {entry["id"]: _intervention(entry) for entry in _file()["interventions"]}


def _intervention(entry: dict[str, Any]) -> Intervention:
    values: dict[str, Any] = {}
    for name, value in entry.items():
        if name == "recognition":
            values[name] = Recognition(**value)
        elif isinstance(value, dict):
            values[name] = Fact(**value)
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return Intervention(**values)


def chosen(
    *, text: str = "", phase: str = "", group: str = "", factor: str = "", evidence: str = ""
) -> list[Intervention]:
    """The lines that fit everything that is asked. `evidence`: a level, `none` (no recognition known), or empty."""
    words = text.casefold().split()
    return [
        one
        for one in interventions().values()
        if (not phase or phase in one.phases)
        and (not group or group in one.groups)
        and (not factor or factor in one.factors)
        and (not evidence or evidence == (one.recognition.level if one.recognition else "none"))
        and all(word in f"{one.name} {one.target.nl} {one.purpose.nl}".casefold() for word in words)
    ]
