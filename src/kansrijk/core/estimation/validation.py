"""What a run finds out about itself: folds of respondents and of areas, calibration, coverage, baselines, model spread.

The folds keep the smoothing parameters and precisions of the whole fit; coefficients and area effects are estimated
anew without the part that is held out (`left_out`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.field import Coefficients, Precisions
from kansrijk.core.estimation.left_out import LeavingOut
from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.estimation.result import Ints, expit
from kansrijk.core.estimation.unit_level import Fitted
from kansrijk.core.estimation.working import Respondents, look
from kansrijk.core.estimation.working import sums as sums_of
from kansrijk.core.intervals import BadNumbers, Floats
from kansrijk.core.shrinkage import fit_beta_prior

FOLDS = 5
BINS = 20
LEAST_IN_BIN = 10
"""A bin with fewer respondents is not written out: the output rule of the closed environment."""


@dataclass(frozen=True)
class Bin:
    """Respondents with about the same predicted share: mean prediction and what was observed (shares)."""

    respondents: int
    predicted: float
    observed: float


@dataclass(frozen=True)
class Check:
    """How held-out direct estimates of areas compare with the model that did not see them.

    `coverage`: of the model's 95 % limits for the true share, the noise of the direct estimates taken out;
    `coverage_se` its standard error; `coverage_with_noise` of the limits that include that noise, where nothing has to
    be taken out.
    `rmse` likewise without noise (share), beside three baselines; `interval_score` with noise (lower is better).
    """

    areas: int
    coverage: float
    coverage_se: float
    coverage_with_noise: float
    interval_score: float
    rmse: float
    rmse_national: float
    rmse_direct: float
    rmse_empirical_bayes: float


@dataclass(frozen=True)
class Validation:
    """`slope` 1 and `intercept` 0 are right: logistic regression of held-out outcomes on the prediction."""

    folds: int
    slope: float
    intercept: float
    bins: tuple[Bin, ...]
    respondents: Check
    areas: Check
    spread_national: float
    spread_areas: float
    families: dict[str, float]

    def as_json(self) -> dict[str, object]:
        """Plain values, for the bundle."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Held:
    """Per area that was held out: direct share, its noise variance, prediction and the prediction's variance.

    Baselines beside it: `national` for all, `other` the area's own share of what was not held out, `shrunk` that share
    drawn to the national one.
    """

    weight: Floats
    direct: Floats
    noise: Floats
    model: Floats
    variance: Floats
    national: Floats
    other: Floats
    shrunk: Floats


def validate(data: Respondents, graph: Neighbours, fitted: Fitted, *, folds: int = FOLDS, seed: int = 1) -> Validation:
    """Runs all checks; raises `BadNumbers` when the outcome is too rare to be split in `folds` parts."""
    random = np.random.Generator(np.random.PCG64(seed))
    rows = data.outcome.size
    area = np.repeat(np.arange(graph.size), np.diff(data.starts))
    by_person = _spread_over(random.permutation(rows), folds)
    by_area = _spread_over(random.permutation(graph.size), folds)[area]
    out = [fold == one for fold in (by_person, by_area) for one in range(folds)]
    apart, bare, *parts = _at_once(data, graph, fitted, out)
    near, far = parts[:folds], parts[folds:]
    eta = np.zeros(rows)
    for mask, (predicted, _) in zip(out, near, strict=False):
        eta[mask] = predicted
    slope, intercept = recalibration(eta, data.outcome, data.weight)
    families = {
        "persons, area effect": _shares(data, fitted.coefficients),
        "persons, areas apart": _shares(data, apart),
        "persons, no area effect": _shares(data, bare),
        "counts, empirical Bayes": _shrunk_counts(data, area),
    }
    means = {name: float(data.weight @ share[area] / data.weight.sum()) for name, share in families.items()}
    known = np.diff(data.starts) > 0
    stacked = np.array([share[known] for share in families.values()])
    return Validation(
        folds,
        slope,
        intercept,
        calibration_bins(expit(eta), data.outcome, data.weight),
        check_held_out([part for _, part in near]),
        check_held_out([part for _, part in far]),
        max(means.values()) - min(means.values()),
        float(np.mean(stacked.max(axis=0) - stacked.min(axis=0))),
        means,
    )


def _at_once(data: Respondents, graph: Neighbours, fitted: Fitted, out: list[NDArray[np.bool_]]) -> list[Any]:
    """Modes of two simpler families of models, then what each part of `out` says; each by one thread."""
    leaving = LeavingOut(data, graph, fitted)
    tau = fitted.posterior.precisions
    alone = (
        1 / sum(1 / t for t in (tau.spatial, tau.unstructured) if t is not None) if any(vars(tau).values()) else None
    )
    simpler = (Precisions(None, alone), Precisions(None, None))

    def made(number: int) -> Any:
        return leaving.simpler(simpler[number]) if number < 2 else _compare(leaving, out[number - 2])

    assert leaving.directions.size  # made before threads ask for it
    return kernels.each(made, range(2 + len(out)))


def _spread_over(order: Ints, folds: int) -> Ints:
    found = np.empty(order.size, dtype=np.int64)
    found[order] = np.arange(order.size) % folds
    return found


def _compare(leaving: LeavingOut, out: NDArray[np.bool_]) -> tuple[Floats, Held]:
    """The linear predictor of each respondent that is left out, and their areas."""
    if not out.any():
        return np.zeros(0), Held(*(np.zeros(0) for _ in range(8)))
    data, size, without = leaving.data, leaving.graph.size, leaving.without(out)
    test, sums = without.test, without.sums()
    direct = np.add.reduceat(test.outcome, test.starts[:-1]) / sums.persons
    here = np.repeat(np.arange(size), np.diff(data.starts))[~out]
    cases = np.bincount(here, data.outcome[~out], minlength=size)
    totals = np.bincount(here, minlength=size).astype(np.float64)
    national = float(cases.sum() / totals.sum())
    own = np.where(totals > 0, cases / np.maximum(totals, 1), national)
    shrunk = _shrunk(cases, totals, national)
    return without.eta, Held(
        sums.persons,
        direct,
        sums.slope / sums.persons,
        sums.share,
        without.variance(sums),
        np.full(direct.size, national),
        own[without.rows],
        shrunk[without.rows],
    )


def _shrunk(cases: NDArray[Any], totals: Floats, national: float) -> Floats:
    """Plain empirical Bayes: each area's share drawn to the national one, the prior by moments."""
    strength = fit_beta_prior(cases, totals).strength
    if not np.isfinite(strength):
        return np.full(cases.size, national)
    return np.asarray((cases + strength * national) / (totals + strength))


def check_held_out(parts: Sequence[Held]) -> Check:
    """One comparison over all parts; weights are persons or births, variances those of shares. Needs one area."""
    weight, direct, noise, model, variance = (
        np.concatenate([getattr(p, name) for p in parts]) for name in ("weight", "direct", "noise", "model", "variance")
    )
    total = float(weight.sum())
    excess = (direct - model) ** 2 - noise
    ratio = float(weight @ excess) / float(weight @ variance)
    wide = np.sqrt(variance + noise)
    z = 1.959964
    low, high = model - z * wide, model + z * wide
    score = high - low + 40 * (np.maximum(low - direct, 0) + np.maximum(direct - high, 0))
    spread = float(np.sqrt(np.sum((weight * (excess - ratio * variance)) ** 2))) / float(weight @ variance)
    covered = _coverage(ratio, z)
    errors = {
        name: float(np.sqrt(max(weight @ ((direct - other) ** 2 - noise), 0.0) / total))
        for name, other in (
            ("model", model),
            *((n, np.concatenate([getattr(p, n) for p in parts])) for n in ("national", "other", "shrunk")),
        )
    }
    return Check(
        areas=int(direct.size),
        coverage=covered,
        coverage_se=abs(_coverage(ratio + spread, z) - _coverage(max(ratio - spread, 1e-9), z)) / 2,
        coverage_with_noise=float(np.mean((direct >= low) & (direct <= high))),
        interval_score=float(np.mean(score)),
        rmse=errors["model"],
        rmse_national=errors["national"],
        rmse_direct=errors["other"],
        rmse_empirical_bayes=errors["shrunk"],
    )


def _coverage(ratio: float, z: float) -> float:
    """Of limits at z standard errors when the true squared error is `ratio` times what they assume."""
    return float(2 * special.ndtr(z / np.sqrt(max(ratio, 1e-9))) - 1)


def recalibration(eta: Floats, outcome: Floats, weight: Floats) -> tuple[float, float]:
    """(slope, intercept) of the logistic regression of outcomes on their linear predictor; Newton, at most 50 steps.

    The intercept is that at slope 1: the mean shift on the logit scale.
    """
    design = np.column_stack([np.ones(eta.size), eta])
    beta = np.array([0.0, 1.0])
    for _ in range(50):
        p = expit(design @ beta)
        w = weight * np.maximum(p * (1 - p), 1e-12)
        step = np.linalg.lstsq(design.T @ (w[:, None] * design), design.T @ (weight * (outcome - p)), rcond=None)[0]
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    shift = 0.0
    for _ in range(50):
        p = expit(eta + shift)
        change = float(weight @ (outcome - p) / max(float(weight @ (p * (1 - p))), 1e-12))
        shift += change
        if abs(change) < 1e-12:
            break
    return float(beta[1]), shift


def calibration_bins(predicted: Floats, outcome: Floats, weight: Floats, bins: int = BINS) -> tuple[Bin, ...]:
    """Equal numbers of respondents per bin, from low to high prediction; fewer bins where they would be too small."""
    bins = max(1, min(bins, predicted.size // LEAST_IN_BIN))
    found = []
    for rows in np.array_split(np.argsort(predicted, kind="stable"), bins):
        total = float(weight[rows].sum())
        mean, seen = float(weight[rows] @ predicted[rows]) / total, float(weight[rows] @ outcome[rows]) / total
        found.append(Bin(int(rows.size), mean, seen))
    return tuple(found)


def _shares(data: Respondents, at: Coefficients) -> Floats:
    """Mean chance of each area's own respondents; NaN without any."""
    left = look(data, at).left
    chance = data.outcome - left / data.weight
    persons = np.diff(data.starts)
    return np.where(persons > 0, sums_of(chance, data.starts) / np.maximum(persons, 1), np.nan)


def _shrunk_counts(data: Respondents, area: Ints) -> Floats:
    cases = np.bincount(area, data.outcome, minlength=data.starts.size - 1)
    totals = np.diff(data.starts).astype(np.float64)
    return _shrunk(cases, totals, float(cases.sum() / totals.sum()))


def require_real_change(before: float, after: float, se: float, spread: float) -> float:
    """The change between two years (shares) when it may be told; raises `BadNumbers` when it may not.

    Refused when the change is within chance (1.96 standard errors of the difference) or smaller than the spread between
    families of models: then the choice of model could make it. Source: numbers on national estimates that differ more
    between classifiers than between years (see docs/en/estimation.md).
    """
    change = after - before
    if abs(change) <= spread:
        raise BadNumbers("the change is smaller than the difference between models: no trend can be claimed")
    if abs(change) <= 1.959964 * se:
        raise BadNumbers("the change is within what chance can do: no trend can be claimed")
    return change
