"""Classes of a map, fixed per indicator: one colour means one value, whatever the level, the period or the frame."""

import numpy as np

from kansrijk.figures import queries
from kansrijk.figures.classes import Classes, classes
from kansrijk.figures.queries.types import Column
from kansrijk.figures.rules import MODELLED
from kansrijk.figures.sureness import UNSURE, sureness
from kansrijk.trust.actors import Actor

# What adds up over areas: a gemeente holds more of it than a buurt, so each level has edges of its own.
ADDS_UP = {"count", "hectare"}
REFERENCE = "gemeente"
# Of a standardised ratio: as expected, give or take a tenth, is a class of its own; the rest are by ratios alike.
RATIO_EDGES = (80, 90, 110, 125)
ENOUGH = 10  # fewer gemeenten with a figure (a region) make no classes


def fixed_classes(actor: Actor, column: Column, country: str) -> Classes:
    """Edges around 100 for a standardised ratio. Else quantile edges of the newest figures of all gemeenten of the
    country; of the column's own level for what adds up over areas, and where hardly any gemeente has a figure.

    Of estimates there are as few classes as their margins ask: where most of them could lie two classes away, five
    colours would tell what nobody knows.
    """
    if column.indicator.is_ratio:
        return Classes(RATIO_EDGES, 0)
    decimals = column.indicator.decimals
    for level in dict.fromkeys((column.level if column.indicator.unit in ADDS_UP else REFERENCE, column.level)):
        whole = queries.column(actor, column.indicator.id, level, country=country)
        found = whole.value[np.isfinite(whole.value)] if whole is not None else np.array([])
        if found.size >= ENOUGH:
            return _as_fine_as_sure(column, found.tolist(), decimals)
    return _as_fine_as_sure(column, column.value[np.isfinite(column.value)].tolist(), decimals)


def _as_fine_as_sure(column: Column, values: list[float], decimals: int) -> Classes:
    """Five classes, or of estimates fewer: the most of which at least half of the estimates are sure within a class."""
    estimated = np.flatnonzero((column.status == MODELLED) & np.isfinite(column.value))
    for count in (5, 4, 3, 2) if estimated.size else (5,):
        found = classes(values, count, most_decimals=decimals)
        kinds = [sureness(float(column.lower[i]), float(column.upper[i]), found.edges) for i in estimated]
        if 2 * kinds.count(UNSURE) <= len(kinds):
            break
    return found
