"""The interval of a figure that is made of counts: one place for what is read in and for what is made safe."""

import numpy as np
from numpy.typing import ArrayLike

from kansrijk.core.intervals import Interval, crude_rate, wilson
from kansrijk.figures.catalogue import Indicator


def limits_of(indicator: Indicator, cases: ArrayLike, totals: ArrayLike) -> Interval | None:
    """In the unit of the indicator, and by its method; None where the unit is no fraction or no interval belongs to it.

    Where a source gives limits of its own ("as_delivered") and here are counts instead, Wilson is what counts allow.
    """
    if indicator.per is None or indicator.interval_method is None:
        return None
    if indicator.interval_method == "byar":
        return crude_rate(cases, totals, per=indicator.per)
    found = wilson(cases, totals)
    scaled = (np.asarray(one) * indicator.per for one in (found.estimate, found.lower, found.upper))
    return Interval(*scaled, found.confidence, found.method)
