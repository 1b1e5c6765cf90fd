"""Sums of a budget close for every list of lines and grants: rows, columns, totals, and from year to year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansrijk.core.ledger import MOST_CENTS, Grant, Line, by_funding, by_year, cents, euros, parts, plain, total

FUNDING = st.sampled_from(["spuk", "nnz", "fonds"])
YEARS = st.integers(2023, 2027)
CENTS = st.integers(0, 10**11)
LINES = st.lists(st.builds(Line, FUNDING, YEARS, st.text(max_size=3), CENTS, CENTS, CENTS), max_size=12)
GRANTS = st.lists(
    st.builds(Grant, FUNDING, YEARS, CENTS, CENTS), max_size=8, unique_by=lambda one: (one.funding, one.year)
)
NAMES = ("granted", "carried_in", "planned", "committed", "spent", "carried_out", "available", "left", "free")


@given(LINES, GRANTS)
def test_rows_columns_and_the_whole_agree(lines, grants):
    found = parts(lines, grants)
    whole = total(found.values())
    for name in NAMES:
        rows = sum(getattr(one, name) for one in by_funding(found).values())
        columns = sum(getattr(one, name) for one in by_year(found).values())
        assert rows == columns == getattr(whole, name), name


@given(LINES, GRANTS)
def test_every_cent_of_a_line_is_in_exactly_one_part(lines, grants):
    whole = total(parts(lines, grants).values())
    assert whole.planned == sum(one.planned for one in lines)
    assert whole.committed == sum(one.committed for one in lines)
    assert whole.spent == sum(one.spent for one in lines)
    assert whole.granted == sum(one.granted for one in grants)


@given(LINES, GRANTS)
def test_what_one_year_carries_out_the_next_carries_in(lines, grants):
    found = parts(lines, grants)
    for (funding, year), part in found.items():
        before = found.get((funding, year - 1))
        assert part.carried_in == (before.carried_out if before else 0)
        if part.carried_out:
            assert found[funding, year + 1].carried_in == part.carried_out
        assert part.available == part.spent + part.carried_out + part.left
    whole = total(found.values())
    assert whole.carried_in == whole.carried_out


@given(LINES, GRANTS, st.randoms())
def test_the_order_makes_no_difference(lines, grants, random):
    turned = list(lines)
    random.shuffle(turned)
    assert parts(turned, reversed(grants)) == parts(lines, grants)


@given(st.integers(-MOST_CENTS, MOST_CENTS))
def test_an_amount_reads_back_as_it_was_written(amount):
    assert cents(plain(amount)) == amount
    assert cents(euros(amount)) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56", 123456),
        ("€ 1.234", 123400),
        ("12,5", 1250),
        ("0", 0),
        ("€\u00a03.000,-", 300000),
        ("1234", 123400),
        ("\u22125", -500),
    ],
)
def test_as_the_dutch_write_it(text, amount):
    assert cents(text) == amount


@pytest.mark.parametrize("text", ["", "1.23", "1,234", "1.23,4", "1e9", "12.34.567", "tien", "1 of 2", "9" * 20, "--5"])
def test_what_is_no_amount_is_refused(text):
    assert cents(text) is None
