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


def gap(group: float | None, status=HIDDEN):
    """A figure without a value whose group is at most so large, as another figure shows."""
    return OldCell(None, None, None, None, None, status, group)


def test_a_hidden_part_leaves_the_limits_that_follow_from_the_rest():
    found = told([("A", 1.0), ("B", 1.0)], {"A": gap(100), "B": cell(20, 30, 150)})
    assert (found.value, found.status, found.numerator, found.denominator) == (None, HIDDEN, None, None)
    assert found.bounds == pytest.approx((12.0, 52.0))


def test_a_published_share_without_its_count_leaves_limits_too():
    """20 % of 150 births beside 100 births of which the publisher tells nothing: 12 to 52 %, and no count of people."""
    for status in (HIDDEN, EMPTY_AT_SOURCE):
        found = told([("A", 1.0), ("B", 1.0)], {"A": gap(100, status), "B": cell(20.0, None, 150)})
        assert (found.value, found.status, found.numerator, found.denominator) == (None, status, None, None)
        assert found.bounds == pytest.approx((12.0, 52.0))
    thousand = told([("A", 1.0), ("B", 1.0)], {"A": gap(100), "B": cell(200.0, None, 150)}, unit="per_1000")
    assert thousand.bounds == pytest.approx((120.0, 520.0))


@pytest.mark.req("SDC-08", "figures.retelling._bounds")
@pytest.mark.parametrize("is_own", [False, True])
def test_limits_hold_for_whatever_was_hidden_and_do_not_depend_on_it(is_own):
    """The shown counts are off by two at most where they are our own; the hidden group may be smaller than said."""
    off = 2 if is_own else 0
    shown = cell(10.0, 80, 800)
    low, high = told([("A", 1.0), ("B", 1.0)], {"A": gap(100), "B": shown}, is_own=is_own).bounds
    for group in range(0, 101 + off, 3):
        for cases in range(0, group + 1, 3):
            for above in (80 - off, 80 + off):
                for below in (800 - off, 800 + off):
                    true = 100 * (above + cases) / (below + group)
                    assert low - 1e-9 <= true <= high + 1e-9


def test_where_nothing_says_how_large_a_group_is_there_is_no_limit():
    parts = [("A", 1.0), ("B", 1.0)]
    assert told(parts, {"A": gap(None), "B": cell(20, 30, 150)}).bounds is None
    assert told(parts, {"A": gap(100), "B": cell(20.0)}).bounds is None, "nor where the rest has no weight"
    assert told(parts, {"A": gap(100), "B": gap(100)}).bounds is None, "nor where nothing is shown"
    assert told([("A", 0.5), ("B", 1.0)], {"A": gap(100), "B": cell(20, 30, 150)}).bounds is None, "nor of a piece"
    assert told(parts, {"A": gap(100), "B": cell(20)}, unit="euro").bounds is None


@pytest.mark.req("SDC-08", "figures.retelling._is_small")
def test_own_figures_about_few_people_are_not_derived_either():
    split = {"A": cell(30, 30, 100)}
    assert told([("A", 0.3)], split, is_own=True).status == HIDDEN
    assert told([("A", 0.3)], split, is_own=True).value is None
    assert told([("A", 0.9)], split, is_own=True).value is not None
    assert told([("A", 0.3)], split).value is not None
    nearly_all = {"A": cell(95, 95, 100), "B": cell(100, 50, 50)}
    assert told([("A", 1.0), ("B", 1.0)], nearly_all, is_own=True).status == HIDDEN


@pytest.mark.parametrize(
    ("bounds", "is_told"), [((12.0, 17.0), True), ((12.0, 24.0), True), ((5.2, 44.9), False), ((0.0, 1.0), False)]
)
def test_limits_that_say_nothing_are_not_told_to_people(bounds, is_told):
    """“Somewhere from 5 to 351 per 1,000” is true of deaths and no answer; a file keeps it for who works with it."""
    from kansrijk.figures.queries.reexpressed import ToldFigure

    one = ToldFigure(None, "", 2020, (), bounds)
    assert (one.telling_bounds is not None) == is_told
    assert one.bounds == bounds
