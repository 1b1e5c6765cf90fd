"""Numbers are written as the reader's language writes them."""

from datetime import date

import pytest
from django.utils.translation import override

from kansrijk.web.templatetags.numbers import interval, number, period, share

THIN = "\u202f"


@pytest.mark.parametrize(
    ("value", "decimals", "dutch", "english"),
    [
        (1234.5, None, "1.234,5", "1,234.5"),
        (1234567, None, "1.234.567", "1,234,567"),
        (0, None, "0", "0"),
        (2.345, 2, "2,35", "2.35"),
        (-0.5, None, "\u22120,5", "\u22120.5"),
        (7, 1, "7", "7"),
        (None, None, "", ""),
    ],
)
def test_marks_follow_the_language(value, decimals, dutch, english):
    with override("nl"):
        assert number(value, decimals) == dutch
    with override("en"):
        assert number(value, decimals) == english


def test_a_share_keeps_its_value_and_its_sign_together():
    with override("nl"):
        assert share(6.12) == f"6,1{THIN}%"
        assert share(8, 0) == f"8{THIN}%"


def test_no_digit_is_added():
    with override("nl"):
        assert share(8) == f"8{THIN}%"


def test_an_interval_needs_both_ends():
    with override("nl"):
        assert interval((5.24, 7.06)) == "5,2 tot 7,1"
        assert interval((None, 7.06)) == ""
        assert interval(None) == ""


def test_periods():
    with override("nl"):
        assert period((2021, 2023)) == "2021\u20132023"
        assert period("2021-2023") == "2021\u20132023"
        assert period(2021) == "2021"
        assert period(date(2026, 5, 3)) == "3 mei 2026"
