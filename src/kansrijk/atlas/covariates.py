"""Levels of a covariate in survey and population, by whichever road the files are read."""

from __future__ import annotations

from typing import Any

import numpy as np

from kansrijk.core.estimation.encoding import Encoding, cut, cuts, levels_of_number, levels_of_text
from kansrijk.core.intervals import Floats


def encoded(name: str, survey: Any, population: Any, *, numeric: bool) -> Encoding:
    """Levels of a covariate in both files. Raises `BadInput`."""
    if not numeric:
        return levels_of_text(name, survey.texts(name), population.texts(name))
    if survey.is_number(name) and population.is_number(name) and (survey.are_many(name) or population.are_many(name)):
        bounds = population.quantiles(name)
        one, other = survey.cut(name, bounds), population.cut(name, bounds)
        bounds = _occupied(bounds, one.counts + other.counts)
        one, other = survey.cut(name, bounds), population.cut(name, bounds)
        return levels_of_number(name, bounds, one, other, coarse=True)
    ours, theirs = survey.values(name), population.values(name)
    bounds = cuts(ours, theirs)
    several = np.union1d(ours.values, theirs.values).size > bounds.size + 1
    return levels_of_number(name, bounds, cut(bounds, ours), cut(bounds, theirs), coarse=several)


def _occupied(bounds: Floats, counts: Any) -> Floats:
    """Without bounds below a level that nobody is in."""
    kept = bounds[counts[1:] > 0]
    return kept if counts[0] or not kept.size else kept[1:]
