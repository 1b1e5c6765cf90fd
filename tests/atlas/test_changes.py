"""What may be said of two estimates, and between which bounds a composite must lie."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kansrijk.atlas.changes import CHANCE, LESS, MODELS, MORE, NOTHING, OTHER_MODEL, Estimate, at_least, verdict
from kansrijk.atlas.composite import ABOUT_PARENTS
from kansrijk.core.intervals import BadNumbers
from kansrijk.figures.catalogue import indicators


@pytest.mark.parametrize(
    ("before", "after", "spread", "said"),
    [
        ((10, 9, 11), (16, 15, 17), 0.02, MORE),
        ((16, 15, 17), (10, 9, 11), 0.02, LESS),
        ((10, 6, 14), (14, 10, 18), 0.02, CHANCE),
        ((10, 9, 11), (13, 12, 14), 0.04, MODELS),
        ((10, 9, 11), (10, 9, 11), 0.0, CHANCE),
        ((10, 9, 11), (float("nan"),) * 3, 0.02, NOTHING),
    ],
)
def test_a_change_is_told_only_beyond_chance_and_beyond_models(before, after, spread, said):
    assert verdict(Estimate(*before), Estimate(*after), spread=spread, same_model=True) == said


def test_two_kinds_of_models_say_nothing_about_each_other():
    assert verdict(Estimate(10, 9, 11), Estimate(30, 29, 31), spread=0.0, same_model=False) == OTHER_MODEL


@given(st.integers(1, 5), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_whatever_hangs_together_the_truth_lies_between_the_bounds(size, seed):
    """Persons of any kind: each combination of situations gets a random share, many of them none."""
    random = np.random.default_rng(seed)
    kinds = np.array(list(itertools.product((0, 1), repeat=size)))
    people = random.dirichlet(np.full(len(kinds), random.choice([0.05, 0.3, 2.0])))
    shares = [Estimate(float(100 * s), float(100 * s), float(100 * s)) for s in people @ kinds]
    for count in range(1, size + 1):
        truth = 100 * people[kinds.sum(axis=1) >= count].sum()
        found = at_least(count, shares)
        assert found.low - 1e-9 <= truth <= found.high + 1e-9


@pytest.mark.parametrize(
    ("count", "shares", "low", "high"),
    [
        (1, (10, 20), 20, 30),
        (2, (10, 20), 0, 10),
        (2, (90, 80), 70, 80),
        (2, (90, 90, 10), 80, 95),
        (3, (5, 6, 7), 0, 5),
    ],
)
def test_the_bounds_are_the_narrowest_that_there_are(count, shares, low, high):
    found = at_least(count, [Estimate(s, s, s) for s in shares])
    assert (found.low, found.high) == pytest.approx((low, high))


def test_the_doubt_of_a_share_is_in_the_bounds_and_too_few_shares_are_refused():
    wide = at_least(1, [Estimate(10, 6, 15), Estimate(20, 18, 22)])
    assert (wide.low, wide.high) == pytest.approx((18, 37))
    nan = float("nan")
    counted = at_least(1, [Estimate(10, nan, nan), Estimate(20, nan, nan)])
    assert (counted.low, counted.high) == pytest.approx((20, 30))
    with pytest.raises(BadNumbers):
        at_least(3, [Estimate(1, 1, 1)] * 2)


def test_what_goes_in_unasked_is_in_the_catalogue_and_counts_one_situation_of_parents():
    known = indicators()
    for one in ABOUT_PARENTS:
        assert (known[one].unit, known[one].side) == ("share", "risk"), one
        assert known[one].phase != "context", one
