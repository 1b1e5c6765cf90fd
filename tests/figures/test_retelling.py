"""Figures in the borders of another year: what may be told, and what it is then called."""

import pytest

from kansrijk.figures.retelling import POOLED, RENAMED, SAME, SUMMED, WEIGHTED, OldCell, retell
from kansrijk.figures.rules import EMPTY_AT_SOURCE, HIDDEN, MEASURED, MODELLED, NO_DATA


def cell(value, numerator=None, denominator=None, status=MEASURED, lower=None, upper=None):
    return OldCell(value, lower, upper, numerator, denominator, status)


def told(parts, cells, unit="share", new="N", **options):
    return retell(new, parts, cells, unit=unit, **options)


def test_a_merge_of_counted_shares_is_exact():
    found = told([("A", 1.0), ("B", 1.0)], {"A": cell(10, 10, 100), "B": cell(20, 30, 150)})
    assert (found.value, found.numerator, found.denominator) == (16.0, 40, 250)
    assert (found.status, found.how) == (MEASURED, SUMMED)


def test_per_thousand_stays_per_thousand():
    found = told([("A", 1.0), ("B", 1.0)], {"A": cell(100, 10, 100), "B": cell(200, 30, 150)}, unit="per_1000")
    assert found.value == 160.0


def test_counts_are_added_up():
    found = told([("A", 1.0), ("B", 1.0)], {"A": cell(300), "B": cell(200)}, unit="count")
    assert (found.value, found.how, found.status) == (500, SUMMED, MEASURED)


def test_a_part_of_a_split_is_an_estimate_and_says_so():
    found = told([("A", 0.75)], {"A": cell(400)}, unit="count")
    assert (found.value, found.how, found.status) == (300, WEIGHTED, MODELLED)
    assert told([("A", 0.75)], {"A": cell(10, 10, 100)}).status == MODELLED


def test_published_percentages_are_pooled_by_births_and_never_turned_into_children():
    """6 % of 900 births and 12 % of 100: 6.6 %, not the 9 % of an unweighted mean; no numerator comes out."""
    found = told([("A", 1.0), ("B", 1.0)], {"A": cell(6.0, None, 900), "B": cell(12.0, None, 100)})
    assert found.value == pytest.approx(6.6)
    assert (found.numerator, found.lower, found.upper) == (None, None, None)
    assert (found.status, found.how, found.denominator) == (MODELLED, POOLED, 1000)


@pytest.mark.parametrize("unit", ["share", "per_1000", "euro", "index", "km", "per_km2"])
def test_a_mean_without_weights_is_not_told(unit):
    found = told([("A", 1.0), ("B", 1.0)], {"A": cell(6.0), "B": cell(12.0)}, unit=unit)
    assert (found.value, found.status, found.how) == (None, NO_DATA, "")


def test_an_area_that_only_got_another_code_keeps_its_figure_as_published():
    found = told([("A", 1.0)], {"A": cell(6.4, None, 900, lower=5.0, upper=8.0)})
    assert (found.value, found.lower, found.upper, found.status, found.how) == (6.4, 5.0, 8.0, MEASURED, RENAMED)
    assert told([("A", 1.0)], {"A": cell(6.4)}, new="A").how == SAME
    assert told([("A", 1.0)], {"A": cell(21_000.0)}, unit="euro").value == 21_000.0


@pytest.mark.parametrize(
    ("statuses", "word"),
    [
        ((HIDDEN, EMPTY_AT_SOURCE), HIDDEN),
        ((EMPTY_AT_SOURCE, NO_DATA), EMPTY_AT_SOURCE),
        ((NO_DATA, MEASURED), NO_DATA),
    ],
)
def test_a_sum_with_a_gap_is_no_sum_and_takes_the_most_careful_word(statuses, word):
    cells = {str(n): cell(None if one else 5.0, None, None, one) for n, one in enumerate(statuses)}
    found = told([(code, 1.0) for code in cells], cells)
    assert (found.value, found.status, found.numerator) == (None, word, None)


def test_a_part_that_nobody_delivered_leaves_no_figure():
    assert told([("A", 1.0), ("B", 1.0)], {"A": cell(10, 10, 100)}).status == NO_DATA


def test_a_hidden_part_leaves_the_limits_that_follow_from_the_rest():
    found = told([("A", 1.0), ("B", 1.0)], {"A": cell(None, None, 100, HIDDEN), "B": cell(20, 30, 150)})
    assert found.value is None
    assert found.bounds == (pytest.approx(12.0), pytest.approx(52.0))
    assert told([("A", 1.0), ("B", 1.0)], {"A": cell(None, None, None, HIDDEN), "B": cell(20, 30, 150)}).bounds is None


@pytest.mark.req("SDC-08", "figures.retelling._is_small")
def test_own_figures_about_few_people_are_not_derived_either():
    split = {"A": cell(30, 30, 100)}
    assert told([("A", 0.3)], split, is_own=True).status == HIDDEN
    assert told([("A", 0.3)], split, is_own=True).value is None
    assert told([("A", 0.9)], split, is_own=True).value is not None
    assert told([("A", 0.3)], split).value is not None
    nearly_all = {"A": cell(95, 95, 100), "B": cell(100, 50, 50)}
    assert told([("A", 1.0), ("B", 1.0)], nearly_all, is_own=True).status == HIDDEN
