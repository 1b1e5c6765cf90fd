"""Working days of the Netherlands: what counts, what does not, and until when something may wait."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansrijk.referrals import clock, rules

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 12, 25), "Christmas"),
        (date(2026, 12, 26), "the day after, and a Saturday"),
        (date(2027, 3, 29), "Easter Monday"),
        (date(2027, 4, 27), "the king's birthday"),
        (date(2025, 4, 26), "the king's birthday moves from a Sunday to a Saturday"),
        (date(2027, 5, 6), "Ascension Day"),
        (date(2027, 5, 17), "Whit Monday"),
        (date(2027, 1, 1), "New Year"),
        (date(2026, 5, 5), "Liberation Day, in every year"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 11, 28), "a Saturday"),
    ],
)
def test_no_work_is_asked_on(day, why):
    assert not clock.is_working_day(day), why


@pytest.mark.parametrize("day", [date(2026, 11, 27), date(2026, 12, 31), date(2026, 12, 5), date(2027, 5, 4)])
def test_other_days_count_where_they_are_no_weekend(day):
    """Saint Nicholas, Remembrance Day and New Year's Eve are no days of the general act on time limits."""
    assert clock.is_working_day(day) == (day.weekday() < 5)


def _easter(year: int) -> date:
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), (j, k) = divmod(b, 4), divmod(c, 4)
    h = (19 * a + b - d - (8 * b + 13) // 25 + 15) % 30
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * j - k - h + m + 32) % 7
    n = (h - m + r + 90) // 25
    return date(year, n, (h - m + r + n + 19) % 32)


@given(DAYS)
def test_the_days_are_those_of_the_act_and_no_other(day):
    """Algemene termijnenwet, art. 3, worked out apart: Easter by the rule of Gauss, as Butcher wrote it down."""
    easter = _easter(day.year)
    king = date(day.year, 4, 27)
    king -= timedelta(days=king.weekday() == 6)
    moving = {easter + timedelta(days=after) for after in (-2, 1, 39, 50)}
    fixed = {date(day.year, *at) for at in ((1, 1), (5, 5), (12, 25), (12, 26))}
    assert clock.is_working_day(day) == (day.weekday() < 5 and day not in moving | fixed | {king})


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 27), 2, date(2026, 12, 1)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 24), 5, date(2027, 1, 4)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 11, 27), 0, date(2026, 11, 27)),
        (date(2026, 11, 28), 1, date(2026, 12, 1)),
    ],
)
def test_days_are_counted_over_weekends_and_holidays(start, count, end):
    assert clock.working_days_after(start, count) == end


@given(DAYS, st.integers(0, 60))
def test_it_ends_on_a_working_day_and_never_earlier_for_more(day, count):
    end = clock.working_days_after(day, count)
    assert clock.is_working_day(end)
    assert end >= day
    assert clock.working_days_after(day, count + 1) > end
    between = [day + timedelta(days=one) for one in range(1, (end - day).days + 1)]
    assert sum(clock.is_working_day(one) for one in between) == count + (
        0 if clock.is_working_day(day) or not between else 1
    )


@pytest.mark.parametrize("state", rules.STATES)
def test_whatever_is_not_over_has_a_day_on_which_it_is_due(state):
    due = clock.due_on(state, date(2026, 11, 27))
    assert (due is None) == rules.STATES[state].is_over
