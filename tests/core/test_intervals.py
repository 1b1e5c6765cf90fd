"""Intervals: golden values of the domain file, and what must hold for any numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansrijk.core.intervals import (
    BadNumbers,
    byar,
    count_interval,
    crude_rate,
    dobson,
    exact_poisson,
    standardised_ratio,
    wilson,
)

levels = st.sampled_from([0.8, 0.95, 0.998])
pairs = st.integers(1, 50_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("x", "n", "confidence", "lower", "upper"),
    [
        (0, 25, 0.95, 0.000, 13.319),
        (3, 25, 0.95, 4.167, 29.956),
        (15, 100, 0.95, 9.306, 23.284),
        (44, 300, 0.95, 11.111, 19.116),
        (44, 300, 0.998, 9.448, 22.065),
        (148, 1000, 0.95, 12.734, 17.136),
    ],
)
def test_wilson_gives_the_golden_values(x, n, confidence, lower, upper):
    result = wilson(x, n, confidence)
    assert 100 * result.lower == pytest.approx(lower, abs=6e-4)
    assert 100 * result.upper == pytest.approx(upper, abs=6e-4)
    assert result.method == "Wilson score"


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [
        (1, 0.0131, 5.5638),
        (3, 0.6030, 8.7654),
        (5, 1.6113, 11.6682),
        (10, 4.7874, 18.3915),
        (25, 16.1743, 36.9065),
        (100, 81.3621, 121.6279),
    ],
)
def test_byar_gives_the_golden_values(count, lower, upper):
    result = byar(count)
    assert result.lower == pytest.approx(lower, abs=6e-5)
    assert result.upper == pytest.approx(upper, abs=6e-5)


def test_a_count_takes_exact_limits_below_ten_and_byar_from_ten():
    counts = np.array([0, 1, 9, 10, 250, np.nan])
    chosen, exact, approximate = count_interval(counts), exact_poisson(counts), byar(counts)
    assert np.array_equal(chosen.lower[:3], exact.lower[:3])
    assert np.array_equal(chosen.upper[3:], approximate.upper[3:], equal_nan=True)
    assert chosen.method == "Byar, exact chi-square below 10"
    assert count_interval(4).upper == exact_poisson(4).upper


@given(st.integers(10, 20_000))
def test_byar_lies_close_to_the_exact_limits_from_ten(count):
    assert byar(count).upper == pytest.approx(exact_poisson(count).upper, rel=0.002)
    assert byar(count).lower == pytest.approx(exact_poisson(count).lower, rel=0.005)


@given(st.integers(0, 400), levels)
def test_exact_limits_leave_the_stated_tails(count, confidence):
    from scipy.stats import poisson

    result, tail = exact_poisson(count, confidence), (1 - confidence) / 2
    assert poisson.cdf(count, result.upper) == pytest.approx(tail, rel=1e-6)
    if count:
        assert poisson.sf(count - 1, result.lower) == pytest.approx(tail, rel=1e-6)


@given(pairs, levels)
def test_wilson_holds_the_estimate_inside_zero_and_one(pair, confidence):
    result = wilson(*pair, confidence)
    assert 0 <= result.lower <= result.estimate <= result.upper <= 1


@given(pairs, levels)
def test_wilson_of_the_complement_is_the_mirror_image(pair, confidence):
    x, n = pair
    here, there = wilson(x, n, confidence), wilson(n - x, n, confidence)
    assert here.lower == pytest.approx(1 - there.upper, abs=1e-12)
    assert here.upper == pytest.approx(1 - there.lower, abs=1e-12)


@given(pairs, levels)
def test_wilson_rises_with_the_cases_and_widens_with_the_confidence(pair, confidence):
    x, n = pair
    row = wilson(np.arange(max(0, x - 3), x + 1), n, confidence)
    assert np.all(np.diff(row.lower) >= 0)
    assert np.all(np.diff(row.upper) >= 0)
    wider = wilson(x, n, 0.999)
    assert wider.lower <= row.lower[-1]
    assert wider.upper >= row.upper[-1]


@given(pairs)
def test_wilson_narrows_when_the_same_share_has_ten_times_the_births(pair):
    x, n = pair
    small, large = wilson(x, n), wilson(10 * x, 10 * n)
    assert large.upper - large.lower < small.upper - small.lower


@given(st.integers(0, 5000), levels, st.sampled_from([byar, exact_poisson, count_interval]))
def test_limits_of_counts_hold_the_count_and_rise_with_it(count, confidence, method):
    result = method(np.array([count, count + 1]), confidence)
    assert np.all((result.lower >= 0) & (result.lower <= result.estimate) & (result.estimate < result.upper))
    if method is not count_interval:
        assert np.all(np.diff(result.lower) >= 0)
        assert np.all(np.diff(result.upper) > 0)


def test_what_is_missing_or_empty_stays_missing():
    result = wilson([np.nan, 0, 3], [10, 0, np.nan])
    assert np.all(np.isnan([result.estimate, result.lower, result.upper]))
    assert np.isnan(crude_rate(3, 0).estimate)
    assert np.isnan(byar(np.nan).lower)


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(5, 4),
        lambda: wilson(-1, 4),
        lambda: wilson(1, np.inf),
        lambda: wilson(1, 4, 1.0),
        lambda: wilson(1, 4, 95),
        lambda: byar(-1),
        lambda: exact_poisson(1, 0),
        lambda: dobson([1, 2], [3, 4], [1, 2, 3]),
        lambda: dobson([1, 2], [3, 4], [0, 0]),
        lambda: standardised_ratio(3, {"young": 10}, {"old": 0.1}),
        lambda: standardised_ratio(3, {}, {}),
    ],
)
def test_numbers_that_cannot_be_are_refused(call):
    with pytest.raises(BadNumbers):
        call()


def test_a_refusal_says_where():
    with pytest.raises(BadNumbers, match="position 1") as caught:
        wilson([1, 5], [4, 4])
    assert caught.value.index == 1


def test_a_crude_rate_is_the_count_over_the_total():
    rate = crude_rate(25, 5000)
    assert (rate.estimate, rate.lower, rate.upper) == pytest.approx((5.0, 3.23486, 7.3813), abs=1e-4)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(100, 9000)), min_size=1, max_size=6), st.integers(1, 9))
def test_direct_standardisation_to_the_own_population_is_the_crude_rate(strata, scale):
    counts, totals = (np.array(values) for values in zip(*strata, strict=True))
    standard = dobson(counts, totals, totals * scale)
    crude = crude_rate(counts.sum(), totals.sum())
    assert standard.estimate == pytest.approx(float(crude.estimate))
    if counts.sum():
        assert standard.lower == pytest.approx(float(crude.lower), abs=1e-9)
        assert standard.upper == pytest.approx(float(crude.upper))
        assert "Dobson" in standard.method


def test_dobson_follows_its_formula_for_many_areas_at_once():
    counts, totals = np.array([[10, 20, 5], [0, 1, 2]]), np.array([[1000, 800, 100], [100, 0, 50]])
    weights = np.array([5.0, 3.0, 2.0])
    result = dobson(counts, totals, weights, per=1)
    rate = 0.5 * 10 / 1000 + 0.3 * 20 / 800 + 0.2 * 5 / 100
    variance = 0.25 * 10 / 1000**2 + 0.09 * 20 / 800**2 + 0.04 * 5 / 100**2
    assert result.estimate[0] == pytest.approx(rate)
    assert result.lower[0] == pytest.approx(rate + (variance / 35) ** 0.5 * (float(byar(35).lower) - 35))
    assert np.isnan(result.estimate[1])
    assert dobson(counts[1], totals[1], [1, 0, 1]).estimate > 0


def test_no_events_at_all_give_a_rate_of_zero_without_limits():
    result = dobson([0, 0], [10, 10], [1, 1])
    assert result.estimate == 0
    assert np.isnan(result.lower)
    assert np.isnan(result.upper)


def test_a_standardised_ratio_names_its_strata_and_puts_byar_on_the_observed():
    result = standardised_ratio(
        [25, 0], {"singleton": [1000, 0], "multiple": [50, 0]}, {"singleton": 0.015, "multiple": 0.2}
    )
    assert result.strata == ("singleton", "multiple")
    assert result.expected == pytest.approx([25, 0])
    assert result.interval.estimate[0] == pytest.approx(1)
    assert result.interval.lower[0] == pytest.approx(16.1743 / 25, abs=1e-5)
    assert result.interval.upper[0] == pytest.approx(36.9065 / 25, abs=1e-5)
    assert np.isnan(result.interval.estimate[1])
    assert "indirect" in result.interval.method
