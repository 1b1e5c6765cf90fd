"""Who is highest: a probability instead of a rank, and no rank where intervals overlap."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.result import AreaEstimates, Ints
from kansrijk.core.intervals import BadNumbers, Floats

_ROWS = 50
"""Draws that one thread looks at."""


def probability_of_top(draws: ArrayLike, part: float = 0.1) -> Floats:
    """Chance that an area is among the highest `part` of areas, from joint draws of shape (draws, areas).

    Exactly ceil(part * areas) areas are highest in each draw, so the chances add up to that number; ties go to the area
    that stands first. Raises `BadNumbers` without draws or with missing values.
    """
    values = np.asarray(draws)
    if values.ndim != 2 or not values.size or np.isnan(values).any() or not 0 < part < 1:
        raise BadNumbers("joint draws of every area are needed, and a part between 0 and 1")
    return chances_of_top(lambda rows: values[rows], values.shape, part)


def chances_of_top(draws: Callable[[slice], NDArray[Any]], shape: tuple[int, int], part: float) -> Floats:
    """The same of draws that are asked for some rows at a time, so that they need not all be there at once."""
    highest = max(1, math.ceil(part * shape[1] - 1e-9))

    def times(low: int) -> Floats:
        found = np.zeros(shape[1])
        for row in draws(slice(low, low + _ROWS)):
            least = np.partition(row, -highest)[-highest]
            among = row >= least
            if among.sum() > highest:
                found[np.argsort(-row, kind="stable")[:highest]] += 1
            else:
                found += among
        return found

    return np.asarray(sum(kernels.each(times, range(0, shape[0], _ROWS)), np.zeros(shape[1])) / shape[0])


def ranks(estimates: AreaEstimates) -> Ints:
    """Rank 1 for the highest. Raises `BadNumbers` naming two areas whose intervals overlap: then there is no order."""
    if np.isnan(estimates.estimate).any():
        raise BadNumbers("an area without an estimate has no rank")
    order = np.argsort(-estimates.estimate, kind="stable")
    above, below = order[:-1], order[1:]
    lowest_so_far = np.minimum.accumulate(estimates.lower[above])
    overlap = np.flatnonzero(~(lowest_so_far > estimates.upper[below]))
    if overlap.size:
        first = int(overlap[0])
        names = estimates.areas[int(above[first])], estimates.areas[int(below[first])]
        raise BadNumbers(
            f"no ranks: the intervals of {names[0]} and {names[1]} overlap; use the chance of the top tenth"
        )
    found = np.empty(order.size, dtype=np.int64)
    found[order] = np.arange(1, order.size + 1)
    return found
