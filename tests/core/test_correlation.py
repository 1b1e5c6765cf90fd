"""How two figures go together: against SciPy, against intervals worked out by hand, and where there is no answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kansrijk.core.correlation import FEWEST_PAIRS, correlation
from kansrijk.core.intervals import BadNumbers

RNG = np.random.default_rng(7)
X = RNG.normal(size=60)
Y = 0.6 * X + RNG.normal(size=60)


def test_the_coefficients_are_those_of_scipy():
    found = correlation(X, Y)
    assert found.linear.value == pytest.approx(stats.pearsonr(X, Y).statistic)
    assert found.rank.value == pytest.approx(stats.spearmanr(X, Y).statistic)
    limits = stats.pearsonr(X, Y).confidence_interval(0.95)
    assert (found.linear.lower, found.linear.upper) == pytest.approx((limits.low, limits.high))


def test_the_interval_of_ranks_by_hand():
    """rho 0.5 over 28 pairs: z 0.5493, error sqrt(1.125/25) = 0.2121, limits tanh(0.1336) and tanh(0.9651)."""
    from kansrijk.core.correlation import _with_limits

    found = _with_limits(0.5, float(np.sqrt(1.125 / 25)), 0.95, "")
    assert (found.lower, found.upper) == pytest.approx((0.1328, 0.7466), abs=5e-4)


def test_missing_pairs_are_left_out_and_counted():
    x, y = X.copy(), Y.copy()
    x[:5], y[3:8] = np.nan, np.nan
    assert correlation(x, y).pairs == 52


@pytest.mark.parametrize("size", [0, 1, FEWEST_PAIRS - 1])
def test_too_few_pairs_give_no_coefficient(size):
    assert correlation(X[:size], Y[:size]) is None


def test_a_figure_that_does_not_vary_gives_no_coefficient():
    assert correlation(np.ones(60), Y) is None


def test_shapes_must_agree():
    with pytest.raises(BadNumbers):
        correlation(X, Y[:10])


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=10, max_size=40))
def test_every_coefficient_lies_between_its_limits_and_in_range(pairs):
    x, y = np.array(pairs).T
    if np.var(x) < 1e-9 or np.var(y) < 1e-9:
        return
    found = correlation(x, y)
    for one in (found.linear, found.rank):
        assert -1 <= one.lower <= one.value <= one.upper <= 1
