"""How fresh an entry is: for every day and every review period."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kansrijk.offer import rules

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MONTHS = st.integers(1, 36)


@given(DAYS, MONTHS, st.integers(0, 2000))
def test_an_entry_grows_old_in_one_direction_only(checked_on, months, later):
    """Fresh, then due, then stale; never back without somebody who checks."""
    review = rules.review_on(checked_on, months)
    states = [rules.freshness(review, checked_on + timedelta(days)) for days in (0, later, later + 1)]
    order = [rules.FRESHNESS.index(state) for state in states]
    assert order == sorted(order)
    assert states[0] != "stale"


@given(DAYS, MONTHS)
def test_the_review_date_is_the_first_stale_day(checked_on, months):
    review = rules.review_on(checked_on, months)
    assert rules.freshness(review, review) == "stale"
    assert rules.freshness(review, review - timedelta(1)) == "due"
    assert rules.freshness(review, review - timedelta(rules.DUE_SOON_DAYS)) == "due"
    assert rules.freshness(review, review - timedelta(rules.DUE_SOON_DAYS + 1)) == "fresh"


@given(DAYS, MONTHS, MONTHS)
def test_a_longer_period_never_ends_earlier(checked_on, one, more):
    assert rules.months_later(checked_on, one) <= rules.months_later(checked_on, one + more)
    assert rules.months_later(checked_on, one) > checked_on


@given(st.lists(st.none() | DAYS), DAYS)
def test_the_count_loses_nobody_and_100_means_all(reviews, today):
    found = rules.count_freshness(reviews, today)
    assert found.total == len(reviews)
    assert (found.percent == 100) == (found.stale == 0 and bool(reviews))
    assert (found.percent is None) == (not reviews)


def test_the_last_of_the_month_stays_the_last():
    assert rules.months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert rules.months_later(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert rules.review_on(None, 6) is None
    assert rules.freshness(None, date(2026, 1, 1)) == "stale"
