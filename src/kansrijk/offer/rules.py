"""Decisions about the offer, without a database: how fresh an entry is, and which doors come first and why."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

REVIEW_MONTHS = 6
"""After how many months an entry is to be confirmed again, where the coalition says nothing else."""
DUE_SOON_DAYS = 30
FRESHNESS = ("fresh", "due", "stale")
AGREED = ("opened", "answered", "contacted", "told")
"""Steps of a referral for which the parties of a coalition may agree on working days, per kind of help."""
LONGEST_AGREED = 260
"""Working days: a year."""


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where that month is shorter."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def review_on(checked_on: date | None, review_months: int) -> date | None:
    """The first day on which an entry counts as stale; None for one that nobody ever checked."""
    return months_later(checked_on, review_months) if checked_on else None


def freshness(review: date | None, today: date) -> str:
    """`stale` from the review date on and for what was never checked, `due` in the 30 days before, else `fresh`."""
    if review is None or today >= review:
        return "stale"
    return "due" if (review - today).days <= DUE_SOON_DAYS else "fresh"


@dataclass(frozen=True)
class FreshnessCount:
    """How many services of a directory are fresh, due soon and stale."""

    fresh: int
    due: int
    stale: int

    @property
    def total(self) -> int:
        return self.fresh + self.due + self.stale

    @property
    def percent(self) -> int | None:
        """Whole percentage that is not stale, rounded down so that 100 means all; None for an empty directory."""
        return (self.fresh + self.due) * 100 // self.total if self.total else None


def count_freshness(reviews: Iterable[date | None], today: date) -> FreshnessCount:
    """Counts entries by their review dates."""
    found = [freshness(review, today) for review in reviews]
    return FreshnessCount(found.count("fresh"), found.count("due"), found.count("stale"))


def door_order(
    *,
    asked_at: int | None,
    factors: int,
    is_stale: bool,
    takes_new: bool,
    nearness: int,
    waiting_weeks: int | None,
    response_days: int | None,
    name: str,
) -> tuple[object, ...]:
    """What doors are sorted by, the best first.

    An entry past its review date comes after all that are not, however well it fits: nobody knows whether it is still
    so. Then: help that takes new families, the kind that the path names first, more of what was asked, nearer, a
    shorter wait, a faster answer, and the name. What is not known counts as the longest.
    """
    return (
        is_stale,
        not takes_new,
        asked_at if asked_at is not None else 99,
        -factors,
        nearness,
        waiting_weeks if waiting_weeks is not None else 999,
        response_days if response_days is not None else 999,
        name,
    )
