"""Differences between areas beyond chance, and slopes over an order: known answers and what must not be claimed."""

import numpy as np
import pytest

from kansrijk.core.inequality import FEWEST_AREAS, relative_place, slope_index, spread
from kansrijk.core.intervals import BadNumbers


def test_chance_alone_leaves_no_spread_and_real_spread_is_found_back():
    rng = np.random.default_rng(3)
    n = rng.integers(200, 2000, 400)
    even = spread(rng.binomial(n, 0.07) / n, n)
    assert even.between < 0.004 < even.observed
    assert even.p_value > 0.01
    true = np.clip(rng.normal(0.07, 0.02, 400), 0.001, 1)
    apart = spread(rng.binomial(n, true) / n, n)
    assert apart.between == pytest.approx(0.02, abs=0.003)
    assert apart.between < apart.observed
    assert apart.p_value < 1e-6


def test_what_remains_without_chance_is_never_more_than_what_is_seen():
    """Five areas, far apart: both are measured alike, so that taking chance away never adds something."""
    few = spread([0.09, 0.11, 0.04, 0.11, 0.06], [900, 700, 800, 1100, 1400])
    assert 0 < few.between < few.observed
    rng = np.random.default_rng(11)
    for _ in range(200):
        n = rng.integers(20, 900, rng.integers(FEWEST_AREAS, 9))
        found = spread(rng.binomial(n, rng.uniform(0.05, 0.4, n.size)) / n, n)
        assert found.between <= found.observed


def test_equal_areas_have_no_spread():
    same = spread(np.full(6, 0.1), np.full(6, 500))
    assert (same.between, same.observed, same.areas) == (0.0, pytest.approx(0.0), 6)
    assert same.p_value == pytest.approx(1.0)


def test_hidden_and_empty_areas_take_no_part():
    shares = [0.1, np.nan, 0.2, 0.15, 0.1, 0.12, 0.3]
    assert spread(shares, [100, 100, 100, 100, 100, 100, 0]).areas == FEWEST_AREAS
    assert spread(shares[:4], [100] * 4) is None


def test_places_are_the_middles_of_the_population_and_ties_share_one():
    assert relative_place(np.array([10.0, 30.0, 60.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx([0.05, 0.25, 0.7])
    assert relative_place(np.array([10.0, 30.0, 60.0]), np.array([3.0, 2.0, 2.0])) == pytest.approx([0.95, 0.45, 0.45])


def test_a_straight_line_is_found_exactly():
    people, order = np.full(10, 100.0), np.arange(10.0)
    values = 20 - 8 * relative_place(people, order)
    found = slope_index(values, people, order)
    assert (found.value, found.lower, found.upper) == pytest.approx((-8, -8, -8))
    # Concentration index of a line: slope * variance of the places * 2 / mean.
    assert found.concentration == pytest.approx(2 * -8 * np.var(relative_place(people, order)) / 16)


def test_the_interval_is_that_of_ordinary_regression_when_areas_weigh_the_same():
    from scipy import stats

    rng = np.random.default_rng(5)
    people, order = np.full(20, 50.0), rng.permutation(20).astype(float)
    values = 10 + 3 * relative_place(people, order) + rng.normal(size=20)
    found = slope_index(values, people, order)
    fitted = stats.linregress(relative_place(people, order), values)
    step = stats.t.ppf(0.975, 18) * fitted.stderr
    assert (found.value, found.lower, found.upper) == pytest.approx(
        (fitted.slope, fitted.slope - step, fitted.slope + step)
    )


def test_no_slope_without_an_order_or_enough_areas():
    assert slope_index(np.arange(6.0), np.ones(6), np.ones(6)) is None
    assert slope_index(np.arange(4.0), np.ones(4), np.arange(4.0)) is None


def test_shapes_and_shares_must_be_right():
    with pytest.raises(BadNumbers):
        spread([0.1, 2.0], [10, 10])
    with pytest.raises(BadNumbers):
        spread([0.1], [10, 10])
    with pytest.raises(BadNumbers):
        slope_index([1, 2], [1, 2], [1])
