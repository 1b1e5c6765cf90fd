"""A figure that a coalition remembers is told with its unit, as the page of its area tells it."""

import pytest
from django.utils import translation

from kansrijk.coalition.pages.goals import value_words


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (15.0, "share", "15\N{NO-BREAK SPACE}%"),
        (6.0, "per_1000", "6\N{NO-BREAK SPACE}per 1.000"),
        (371.0, "thousand_euro", "371.000\N{NO-BREAK SPACE}euro"),
        (172025.0, "count", "172.025"),
        (-0.04, "index", "0,0"),
        (-0.4, "index", "-0,4"),
        (None, "share", "geen cijfer getoond"),
    ],
)
def test_a_value_has_its_unit(value, unit, told):
    with translation.override("nl"):
        assert value_words(value, unit) == told
