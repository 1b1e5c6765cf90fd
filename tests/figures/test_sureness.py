"""How sure a class is follows from the interval alone."""

import math

import pytest

from kansrijk.figures.sureness import LESS_SURE, SURE, UNSURE, sureness


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [(11, 14, SURE), (9, 14, LESS_SURE), (9, 21, UNSURE), (10, 19.9, SURE), (10, 20, LESS_SURE), (1, 99, UNSURE)],
)
def test_the_interval_says_how_many_classes_are_possible(lower, upper, said):
    assert sureness(lower, upper, (10, 20, 30)) == said


def test_without_limits_nothing_is_sure():
    assert sureness(math.nan, 12, (10, 20)) == UNSURE
    assert sureness(5, 50, ()) == SURE
