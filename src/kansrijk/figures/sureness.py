"""How sure the class of an estimate is: to how many classes of the map its interval reaches. Pure; areas, not people.

Value and certainty stand in one drawing: the colour is the class of the estimate, the marks over it how far the truth
may lie from that class. So no colour is read for more than it says, and nothing is told by colour alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

SURE, LESS_SURE, UNSURE = "sure", "less_sure", "unsure"
KINDS = (SURE, LESS_SURE, UNSURE)


def sureness(lower: float, upper: float, edges: Sequence[float]) -> str:
    """SURE when both limits lie in one class, LESS_SURE in two, UNSURE in three or more.

    `edges` ascending, in the unit of the limits. Without limits (NaN) nothing can be sure: UNSURE.
    """
    if lower != lower or upper != upper:
        return UNSURE
    return KINDS[min(bisect_right(edges, upper) - bisect_right(edges, lower), 2)]
