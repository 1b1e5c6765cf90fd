"""The fit again without some of its respondents, cheaply: from the whole fit, in the directions that data decide.

Smoothing parameters and precisions stay. What the respondents that are left out gave to the curvature is taken off; a
guarded Newton step goes from the whole fit's mode, and a correction from what is seen there. Directions of the
coefficients of which the penalty decides nearly everything stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.design import linear_predictor
from kansrijk.core.estimation.field import Coefficients, FieldPosterior, Precisions
from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.estimation.predict import AreaSums, AreaTotals, Population, add_persons
from kansrijk.core.estimation.result import Ints
from kansrijk.core.estimation.unit_level import Fitted, guarded, ridge_of, size_of
from kansrijk.core.estimation.working import Look, Respondents, curvature, look, score
from kansrijk.core.intervals import BadNumbers, Floats

_DECIDED = 0.01
"""Directions in which data have a smaller part than this are left as they are."""
_CLOSE, _STEPS = 0.01, 6
"""A step as small as this (logit scale) is the last; more than so many are never needed."""


@dataclass(frozen=True, eq=False)
class Without:
    """Coefficients without `test`, their posterior in the coordinates of `directions`.

    `rows` are the areas that `test` is in: its area b is the whole's area rows[b].
    """

    coefficients: Coefficients
    posterior: FieldPosterior
    directions: Floats
    test: Respondents
    rows: Ints

    @property
    def eta(self) -> Floats:
        """Linear predictor of each respondent that was left out."""
        area = np.repeat(self.coefficients.area[self.rows], np.diff(self.test.starts))
        return linear_predictor(self.test.design, self.test.codes, self.coefficients.beta) + area

    def sums(self) -> AreaSums:
        """Of the respondents that were left out, per area of `rows`."""
        effect = self.coefficients.area[self.rows]
        totals = AreaTotals.nothing(self.rows.size, self.test.design.columns)
        at = Coefficients(self.coefficients.beta, effect, np.zeros(effect.size))
        add_persons(totals, self.test.design, at, Population(self.test.codes, self.test.starts))
        return totals.means()

    def variance(self, sums: AreaSums) -> Floats:
        """Of the areas' means of `sums`."""
        posterior, rows = self.posterior, self.rows
        left = sums.gradient @ self.directions - sums.slope[:, None] * posterior.slope[rows]
        return sums.slope**2 * posterior.area_variance[rows] + kernels.by_row(left, posterior.covariance, left)


def part_of(data: Respondents, keep: NDArray[np.bool_]) -> Respondents:
    """Those respondents for whom `keep` is true, in the same order."""
    area = np.repeat(np.arange(data.starts.size - 1), np.diff(data.starts))[keep]
    starts = np.concatenate([[0], np.cumsum(np.bincount(area, minlength=data.starts.size - 1))]).astype(np.int64)
    return Respondents(
        data.design, np.ascontiguousarray(data.codes[:, keep]), starts, data.outcome[keep], data.weight[keep]
    )


class LeavingOut:
    """What every refit needs of the whole fit."""

    def __init__(self, data: Respondents, graph: Neighbours, fitted: Fitted) -> None:
        self.data, self.graph, self.fitted = data, graph, fitted
        self.here = look(data, fitted.coefficients)
        self.score = score(data, self.here.left)
        self.ridge = ridge_of(data.design, fitted.smoothing)
        whole, turn = fitted.posterior, self.directions
        self.cross, self.gram = whole.cross @ turn, turn.T @ whole.gram @ turn

    @cached_property
    def directions(self) -> Floats:
        """Columns span what data decide: by the part that the penalty has in the information, from low to high."""
        lower = np.linalg.cholesky(self.fitted.posterior.schur)
        scaled = linalg.solve_triangular(lower, np.diag(self.ridge), lower=True)
        part = linalg.solve_triangular(lower, scaled.T, lower=True)
        values, vectors = np.linalg.eigh((part + part.T) / 2)
        found = linalg.solve_triangular(lower.T, vectors[:, values < 1 - _DECIDED], lower=False)
        return np.ascontiguousarray(found)

    def without(self, out: NDArray[np.bool_]) -> Without:
        """Raises `BadNumbers` when those that stay all have, or all lack, the outcome."""
        data, mode = self.data, self.fitted.coefficients
        left = data.outcome.size - int(out.sum())
        if not 0 < data.outcome[~out].sum() < left:
            raise BadNumbers("the outcome is the same for every respondent of a part: too few cases to check the model")
        whole = part_of(data, out)
        rows = np.flatnonzero(np.diff(whole.starts))
        test = replace(whole, starts=np.append(whole.starts[rows], whole.starts[-1]))
        there = look(test, Coefficients(mode.beta, mode.area[rows], np.zeros(rows.size)))
        train = replace(data, weight=np.where(out, 0.0, data.weight))
        posterior = self._posterior(test, rows, there)
        area_left = self.here.area_left.copy()
        area_left[rows] -= there.area_left
        here = replace(self.here, area_left=area_left, deviance=self.here.deviance - there.deviance)
        now = self._newton(train, posterior, mode, here, self.score - score(test, there.left))
        return Without(now, posterior, self.directions, test, rows)

    def simpler(self, precisions: Precisions) -> Coefficients:
        """The mode of a model without the parts of the area effect that have no precision."""
        mode, none = self.fitted.coefficients, np.zeros(self.graph.size)
        start = Coefficients(
            mode.beta,
            none if precisions.spatial is None else mode.spatial,
            none if precisions.unstructured is None else mode.unstructured,
        )
        posterior = FieldPosterior(self.graph, precisions, self.here.area_weight, self.cross, self.gram)
        here = look(self.data, start)
        return self._newton(self.data, posterior, start, here, score(self.data, here.left))

    def _posterior(self, test: Respondents, rows: Ints, there: Look) -> FieldPosterior:
        taken, gram = curvature(test, there.working)
        turn, stay = self.directions, np.diff(self.data.starts)[rows] > np.diff(test.starts)
        weight, cross = self.here.area_weight.copy(), self.cross.copy()
        weight[rows] = np.where(stay, np.maximum(weight[rows] - there.area_weight, 0.0), 0.0)
        cross[rows] = np.where(stay[:, None], cross[rows] - taken @ turn, 0.0)
        made = FieldPosterior(
            self.graph, self.fitted.posterior.precisions, weight, cross, self.gram - turn.T @ gram @ turn
        )
        made.work_out()
        return made

    def _newton(
        self, train: Respondents, posterior: FieldPosterior, now: Coefficients, here: Look, slope: Floats
    ) -> Coefficients:
        """`here` and `slope` (X' residuals) are what is seen at `now`, whose `beta` is that of the whole fit."""
        fitted, turn = self.fitted, self.directions
        moved, tau = np.zeros(turn.shape[1]), posterior.precisions
        for _ in range(_STEPS):
            by_moved = posterior.gram @ moved + posterior.cross.T @ now.area + turn.T @ (slope - self.ridge * now.beta)
            by_area = posterior.cross @ moved + posterior.weight * now.area + here.area_left
            step = posterior.solve(by_moved, by_area)
            aim = Coefficients(fitted.coefficients.beta + turn @ step.beta, step.spatial, step.unstructured)
            if size_of(aim, now) < _CLOSE:
                return aim
            before, (now, here) = now, guarded(train, self.graph, tau, fitted.smoothing, now, here, aim)
            # The step may have been halved: how far it came is read off where it ended.
            whole = size_of(aim, before)
            part = size_of(now, before) / whole if whole else 1.0
            moved = moved + part * (step.beta - moved)
            slope = score(train, here.left)
        return now
