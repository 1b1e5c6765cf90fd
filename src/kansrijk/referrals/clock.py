"""Working days of the Netherlands, and until when a referral may wait. Pure: no database, no clock of its own."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
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

PROPOSED: Final[dict[str, int]] = _limits()["working_days"]
"""State → working days, where nothing was agreed."""
STEP_OF: Final = {"sent": "opened", "received": "answered", "accepted": "contacted", "started": "told"}
"""State → the step that ends it, for which parties may agree on a time (offer.rules.AGREED)."""
ASKED: Final[dict[str, int]] = _limits()["reminds"]
"""Who is asked for an answer → working days after the day on which it was due; one after another."""
AGAIN: Final = int(_limits()["again"])
HOURS: Final[tuple[int, int]] = tuple(_limits()["hours"])


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


def due_on(state: str, today: date, agreed: Mapping[str, int] | None = None) -> date | None:
    """The last day on which it may stay as it is; None once it is over.

    `agreed`: working days per step of STEP_OF, where the parties or the door itself said so (offer.times_for).
    """
    if rules.STATES[state].is_over:
        return None
    return working_days_after(today, (agreed or {}).get(STEP_OF.get(state, ""), PROPOSED[state]))


def expires_on(sent_on: date) -> date:
    """The day on which a referral that nobody opened comes back."""
    return working_days_after(sent_on, EXPIRES)


def is_time_to_ask(now: datetime) -> bool:
    """Whether somebody may be asked for an answer at this local moment: at work, not at night."""
    return is_working_day(now.date()) and HOURS[0] <= now.hour < HOURS[1]


def asked_today(due: date, asked: int, last: date | None, today: date) -> str:
    """Who is asked for an answer today (of ASKED); '' for nobody.

    `asked`: how often it was done since it is due; `last`: on which day. At most once a day, also by a clock that was
    put back; and never the next before the one whose turn it was, also after days on which nothing ran.
    """
    if last is not None and last >= today:
        return ""
    steps = list(ASKED.items())
    if asked < len(steps):
        whom, days = steps[asked]
        return whom if working_days_after(due, days) <= today else ""
    return steps[-1][0] if last is not None and working_days_after(last, AGAIN) <= today else ""
