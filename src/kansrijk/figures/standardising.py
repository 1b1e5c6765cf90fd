"""Standardised ratios of a release of one's own: made at release, of what the release shows anyway.

Observed, births and multiples are the protected counts, rounded as everybody reads them; the rates are those of a
reference that goes along. So a ratio says nothing that a reader could not work out, and is hidden where one of its
counts is. What was delivered as expected is made of the exact births of each stratum, and never leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kansrijk.core.births_standard import AS_EXPECTED
from kansrijk.core.intervals import standardised_ratio


@dataclass(frozen=True)
class Ratio:
    """In the unit of the figure: 100 is as expected. `expected` is a number of cases."""

    value: float
    lower: float
    upper: float
    observed: float
    expected: float


def ratio_of_shown(
    observed: float | None,
    births: float | None,
    multiples: float | None,
    all_births: float | None,
    rates: Mapping[str, float],
) -> Ratio | None:
    """The ratio of shown counts; None where one of them is hidden, or nothing is expected.

    `births` are those that the cases are among, `multiples` of `all_births` say what part of them shared a womb.
    """
    if observed is None or not births or multiples is None or not all_births:
        return None
    part = min(1.0, multiples / all_births)
    totals = {"singleton": (1 - part) * births, "multiple": part * births}
    found = standardised_ratio(observed, totals, rates)
    expected = round(float(found.expected), 1)
    if expected <= 0:
        return None
    lower, upper = (float(limit) * AS_EXPECTED for limit in (found.interval.lower, found.interval.upper))
    value = float(round(AS_EXPECTED * observed / expected))
    return Ratio(value, min(round(lower, 1), value), max(round(upper, 1), value), observed, expected)
