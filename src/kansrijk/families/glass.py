"""Opening a file in an emergency: how long, with which reason, what is judged of it. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number

HOURS: Final = (1, 2, 4)
LONGEST: Final = timedelta(hours=4)
SHORTEST_REASON: Final = 20
LONGEST_TEXT: Final = 500
OUTCOMES: Final = ("right", "wrong")
OTHER: Final = "other"
RECENT: Final = timedelta(days=30)
"""How long who keeps a file is told on it that it was opened in an emergency."""


@dataclass(frozen=True)
class Reason:
    """Why this cannot wait, as the list has it. `needs_words`: says nothing that somebody could judge by itself."""

    code: str
    needs_words: bool
    nl: str
    en: str

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@cache
def reasons() -> dict[str, Reason]:
    """Code → reason, in the order of the form."""
    found = yaml.safe_load(files("kansrijk.families").joinpath("data/emergency_reasons.yaml").read_text("utf-8"))
    return {one["code"]: Reason(**one) for one in found["reasons"]}


def checked_hours(hours: int) -> timedelta:
    """Raises `BadInput` for a time that cannot be chosen."""
    if hours not in HOURS:
        raise BadInput(f"choose one of {', '.join(map(str, HOURS))} hours", field="hours")
    return timedelta(hours=hours)


def checked_reason(because: str, words: str) -> str:
    """Both as they are kept (`said`). Raises `BadInput` where nothing is said that somebody could judge."""
    if because not in reasons():
        raise BadInput("choose why this cannot wait", field="because")
    words = " ".join(words.split())
    shortest = SHORTEST_REASON if reasons()[because].needs_words else 0
    if not shortest <= len(words) <= LONGEST_TEXT or holds_service_number(words):
        raise BadInput("say why this cannot wait, in 20 to 500 characters and without a service number", field="reason")
    return f"{because}\n{words}"


def said(kept: str) -> tuple[str, str]:
    """(code, words) of what was kept; what was written before there was a list is words alone."""
    because, newline, words = kept.partition("\n")
    return (because, words) if newline and because in reasons() else (OTHER, kept)


def checked_decision(outcome: str, note: str) -> tuple[str, str]:
    """(outcome, note). Raises `BadInput` without a choice, or without a word why."""
    if outcome not in OUTCOMES:
        raise BadInput("choose whether this was right", field="outcome")
    note = note.strip()
    if not note or len(note) > LONGEST_TEXT or holds_service_number(note):
        raise BadInput("say why, in at most 500 characters and without a service number", field="note")
    return outcome, note


def is_open(ends_at: datetime, closed_at: datetime | None, now: datetime) -> bool:
    """Over by itself at the instant that was chosen, or earlier by hand."""
    return closed_at is None and now < ends_at
