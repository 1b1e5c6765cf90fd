"""What one round of fitting needs from the respondents: weights and residuals at a point, and the curvature there.

Compiled for many persons, in whole-array steps for few; both give the same numbers to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.design import Codes, Design, area_cross, by_coefficient, gram, linear_predictor, pairs
from kansrijk.core.estimation.field import Coefficients
from kansrijk.core.estimation.result import Ints, expit
from kansrijk.core.intervals import Floats


@dataclass(frozen=True, eq=False)
class Respondents:
    """Persons in area order: `codes` (groups, persons), area b at starts[b] to starts[b + 1], outcome 0 or 1.

    `weight` sums to the effective number of respondents.
    """

    design: Design
    codes: Codes
    starts: Ints
    outcome: Floats
    weight: Floats


@dataclass(frozen=True, eq=False)
class Look:
    """At one point: `working` p(1-p) times weight and `left` weight times (y - p) per person; their sums per area."""

    working: Floats
    left: Floats
    area_weight: Floats
    area_left: Floats
    deviance: float


def look(data: Respondents, at: Coefficients) -> Look:
    """One pass over the respondents."""
    loops, areas = kernels.for_persons(data.outcome.size), data.starts.size - 1
    if loops is None:
        area = np.repeat(np.arange(areas), np.diff(data.starts))
        eta = linear_predictor(data.design, data.codes, at.beta) + at.area[area]
        p = expit(eta)
        working, left = np.maximum(data.weight * p * (1 - p), 1e-12), data.weight * (data.outcome - p)
        deviance = 2 * float(data.weight @ (np.logaddexp(0, eta) - data.outcome * eta))
        return Look(working, left, sums(working, data.starts), sums(left, data.starts), deviance)
    working, left, by_area = np.empty(data.outcome.size), np.empty(data.outcome.size), np.zeros((areas, 3))
    flat, effect = data.design.flat, at.area
    eta_of = flat.times(at.beta)

    def part(edge: tuple[int, int]) -> None:
        loops.fit_pass(
            *edge, data.starts, data.codes, flat.offsets, eta_of, effect, data.outcome, data.weight, working, left,
            by_area,
        )  # fmt: skip

    kernels.each(part, kernels.blocks(data.starts))
    return Look(working, left, by_area[:, 0].copy(), by_area[:, 1].copy(), -2 * float(by_area[:, 2].sum()))


def sums(values: Floats, starts: Ints) -> Floats:
    """Per area."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    found: Floats = total[starts[1:]] - total[starts[:-1]]
    return np.where(np.diff(starts) > 0, found, 0.0)


def score(data: Respondents, values: Floats) -> Floats:
    """X' values, shape (k,)."""
    return by_coefficient(data.design, data.codes, values)


def curvature(data: Respondents, working: Floats) -> tuple[Floats, Floats]:
    """(Z'WX of shape (areas, k), X'WX of shape (k, k))."""
    loops, areas = kernels.for_persons(data.outcome.size), data.starts.size - 1
    if loops is None:
        return area_cross(data.design, data.codes, data.starts, working), information(data, working)
    flat, cross = data.design.flat, np.zeros((areas, data.design.columns))

    def part(edge: tuple[int, int]) -> None:
        loops.cross_pass(
            *edge, data.starts, data.codes, flat.offsets, working, flat.pointer, flat.column, flat.value, cross
        )

    kernels.each(part, kernels.blocks(data.starts))
    return cross, information(data, working)


def information(data: Respondents, working: Floats) -> Floats:
    """X'WX, shape (k, k)."""
    loops = kernels.for_persons(data.outcome.size)
    if loops is None:
        return gram(data.design, data.codes, working)

    def table(pair: tuple[int, int]) -> Floats:
        one, other = (data.design.groups[i].table for i in pair)
        made = np.zeros((one.shape[0], other.shape[0]))
        loops.pair_table(data.codes[pair[0]], data.codes[pair[1]], working, made)
        return np.asarray(one.T @ (made @ other))

    return gram(data.design, data.codes, working, kernels.each(table, pairs(data.design)))
