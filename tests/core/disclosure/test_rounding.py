"""SDC-15: what is shown is whole, follows from what is shown beside it, and says the same each time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kansrijk.core.disclosure import Policy, percent, rounded

POLICY = Policy()
COUNTS = st.integers(0, 5_000)


@pytest.mark.req("SDC-15", "shares follow from shown counts")
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(COUNTS, st.integers(POLICY.share_base, 5_000))
def test_a_share_follows_from_what_is_shown_and_is_whole(count: int, base: int) -> None:
    count = min(count, base)
    share = percent(count, base, POLICY)
    assert isinstance(share, int)
    assert 0 <= share <= 100
    assert share == percent(rounded(count, POLICY), rounded(base, POLICY), POLICY)


@pytest.mark.req("SDC-15", "rounding is stable")
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(COUNTS, COUNTS)
def test_rounding_is_stable_keeps_order_and_moves_little(one: int, other: int) -> None:
    shown = rounded(one, POLICY)
    assert shown % POLICY.rounding_base == 0
    assert rounded(shown, POLICY) == shown
    assert abs(shown - one) <= POLICY.rounding_base // 2
    assert (one <= other) <= (shown <= rounded(other, POLICY))
