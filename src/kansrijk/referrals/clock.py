"""Working days of the Netherlands, and until when a referral may wait. Pure: no database, no clock of its own."""

from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

import holidays
import yaml

from kansrijk.referrals import rules


@cache
def _limits() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.referrals").joinpath("data/limits.yaml").read_text("utf-8"))
    return found


EXPIRES: Final = int(_limits()["expires"])
"""Working days in which a referral that nobody opens lies there; so many days at the least."""


def is_working_day(day: date) -> bool:
    """Monday to Friday, but for the days of the general act on time limits (Algemene termijnenwet, art. 3).

    Those are the public holidays with Good Friday, and Liberation Day in every year.
    """
    return day.weekday() < 5 and day not in _holidays(day.year)


@cache
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("NL", years=year, categories=("public", "optional"))


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`; for 0 the day itself, or the next working day."""
    while not is_working_day(day):
        day += timedelta(days=1)
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def due_on(state: str, today: date, promised: int | None = None) -> date | None:
    """The last day on which it may stay as it is; None once it is over.

    `promised`: working days to first contact that the service itself promises.
    """
    if rules.STATES[state].is_over:
        return None
    days = _limits()["working_days"][state]
    return working_days_after(today, promised if state == "accepted" and promised is not None else days)


def expires_on(sent_on: date) -> date:
    """The day on which a referral that nobody opened comes back."""
    return working_days_after(sent_on, EXPIRES)
