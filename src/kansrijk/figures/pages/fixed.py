"""Classes of a map, fixed per indicator: one colour means one value, whatever the level, the period or the frame."""

import numpy as np

from kansrijk.figures import queries
from kansrijk.figures.classes import Classes, classes
from kansrijk.figures.queries.types import Column
from kansrijk.trust.actors import Actor

# What adds up over areas: a gemeente holds more of it than a buurt, so each level has edges of its own.
ADDS_UP = {"count", "hectare"}
REFERENCE = "gemeente"
# Of a standardised ratio: as expected, give or take a tenth, is a class of its own; the rest are by ratios alike.
RATIO_EDGES = (80, 90, 110, 125)
ENOUGH = 10  # fewer gemeenten with a figure (a region) make no classes


def fixed_classes(actor: Actor, column: Column, country: str) -> Classes:
    """Edges around 100 for a standardised ratio. Else quantile edges of the newest figures of all gemeenten of the
    country; of the column's own level for what adds up over areas, and where hardly any gemeente has a figure."""
    if column.indicator.is_ratio:
        return Classes(RATIO_EDGES, 0)
    decimals = column.indicator.decimals
    for level in dict.fromkeys((column.level if column.indicator.unit in ADDS_UP else REFERENCE, column.level)):
        whole = queries.column(actor, column.indicator.id, level, country=country)
        found = whole.value[np.isfinite(whole.value)] if whole is not None else np.array([])
        if found.size >= ENOUGH:
            return classes(found.tolist(), most_decimals=decimals)
    return classes(column.value[np.isfinite(column.value)].tolist(), most_decimals=decimals)
