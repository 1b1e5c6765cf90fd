"""How long a referral that is over is kept: the table `data/retention.yaml`. Pure: no database, no clock of its own."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from kansrijk.referrals import rules

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Rule:
    """One version of one category. In force on `begins` and until a later version of that category begins."""

    category: str
    version: int
    begins: date
    states: tuple[str, ...]
    months: int
    law: str
    verified_by: str
    nl: str
    en: str

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@cache
def left_alone() -> tuple[Rule, ...]:
    """Rules for what nobody ended. Raises where a state that goes on has none, or more than one."""
    found: dict[str, Any] = yaml.safe_load(
        files("kansrijk.referrals").joinpath("data/retention.yaml").read_text("utf-8")
    )
    made = tuple(_rule(entry) for entry in found["left_alone"])
    for state in (one.name for one in rules.STATES.values() if not one.is_over):
        if len({rule.category for rule in made if state in rule.states}) != 1:
            raise ValueError(f"retention.yaml: {state} belongs to one category of what is left alone")
    return made


def left_after(state: str, last_step_at: datetime) -> date | None:
    """The last day on which what nobody ended is kept; None for what is over. Days are those of Amsterdam."""
    if rules.STATES[state].is_over:
        return None
    day = last_step_at.astimezone(AMSTERDAM).date()
    return _months_later(day, rule_for(state, day, left_alone()).months)


def _rule(entry: dict[str, Any]) -> Rule:
    told = {key: value for key, value in entry.items() if key != "from"}
    return Rule(**(told | {"begins": entry["from"], "states": tuple(entry["states"])}))


@cache
def table() -> tuple[Rule, ...]:
    """Every version of every rule. Raises where a state that is over has none, or more than one category."""
    found: dict[str, Any] = yaml.safe_load(
        files("kansrijk.referrals").joinpath("data/retention.yaml").read_text("utf-8")
    )
    made = tuple(_rule(entry) for entry in found["rules"])
    for state in (one.name for one in rules.STATES.values() if one.is_over):
        if len({rule.category for rule in made if state in rule.states}) != 1:
            raise ValueError(f"retention.yaml: {state} belongs to one category")
    return made


def rule_for(state: str, on: date, among: tuple[Rule, ...] | None = None) -> Rule:
    """The rule in force on the day on which a referral was over; the first where it was over before any."""
    versions = sorted((rule for rule in among or table() if state in rule.states), key=lambda rule: rule.begins)
    in_force = [rule for rule in versions if rule.begins <= on]
    return in_force[-1] if in_force else versions[0]


def destroy_after(state: str, over_at: datetime, among: tuple[Rule, ...] | None = None) -> date | None:
    """The last day on which it is kept; None while it is not over. Days are those of Amsterdam."""
    if not rules.STATES[state].is_over:
        return None
    day = over_at.astimezone(AMSTERDAM).date()
    return _months_later(day, rule_for(state, day, among).months)


def shortest() -> timedelta:
    """Nothing that was over for a shorter time is looked at."""
    return timedelta(days=28) * min(rule.months for rule in (*table(), *left_alone()))


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
