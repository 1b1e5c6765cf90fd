"""The prenatal home visit of youth health care: what is said of it, and which step counts as what. Pure.

How far the pregnancy is follows from what went along (`moment`, "22+3"), counted on from the day on which it was sent.
"""

import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

UNKNOWN: Final = "unknown"
LAST_WEEK: Final = 44
WEEK: Final = re.compile(r"\b(\d{1,2})\+([0-6])\b")


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(
        files("kansrijk.referrals").joinpath("data/prenatal_visit.yaml").read_text("utf-8")
    )
    return found


def is_visit(purpose: str) -> bool:
    return bool(purpose == _read()["purpose"])


def text(language: str) -> list[str]:
    """What is said before it is asked, in order."""
    found: list[str] = _read()["text"]["en" if language == "en" else "nl"]
    return found


def stages(event: str, reason: str = "") -> tuple[str, ...]:
    """What a step counts as; most count as nothing."""
    return tuple(_read()["stages"].get(event, {}).get(reason, ()))


def weeks(moment: str, sent_on: date, today: date) -> str:
    """The band of weeks of today, from the text that was sent; unknown where it tells no week or that is long over."""
    found = WEEK.search(moment)
    if found is None:
        return UNKNOWN
    week = (int(found[1]) * 7 + int(found[2]) + (today - sent_on).days) // 7
    if not 0 <= week <= LAST_WEEK:
        return UNKNOWN
    return [str(band["code"]) for band in _read()["weeks"] if band["from"] <= week][-1]
