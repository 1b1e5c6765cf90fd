"""The model of persons against brute force, joint draws and the truth that was put in."""

from functools import cache

import numpy as np
import pytest
from bench.synthetic import Recipe
from scipy import sparse
from tests.core.estimation.persons import FULL, example

from kansrijk.core.estimation.design import area_cross, by_coefficient, gram, linear_predictor
from kansrijk.core.estimation.left_out import part_of
from kansrijk.core.estimation.predict import estimates, joint_draws, top_chances
from kansrijk.core.estimation.result import ANY_WIDTH, expit
from kansrijk.core.estimation.unit_level import fit, respondents
from kansrijk.core.estimation.validation import recalibration, require_real_change, validate
from kansrijk.core.intervals import BadNumbers

TINY = Recipe(persons=9_000, areas=40, survey=2_500, seed=3)


@cache
def tiny():
    return example(TINY)


def dense(made):
    """(X, Z) in full."""
    x = np.hstack([g.table[c] for g, c in zip(made.design.groups, made.data.codes, strict=True)])
    area = np.repeat(np.arange(40), np.diff(made.data.starts))
    return x, np.eye(40)[area], area


def test_tables_give_the_cross_products_of_the_full_design():
    made = tiny()
    x, z, _ = dense(made)
    random = np.random.default_rng(1)
    weight, beta = random.uniform(0.1, 1, x.shape[0]), random.standard_normal(x.shape[1])
    assert gram(made.design, made.data.codes, weight) == pytest.approx(x.T @ (weight[:, None] * x), abs=1e-8)
    crossed = area_cross(made.design, made.data.codes, made.data.starts, weight)
    assert crossed == pytest.approx(z.T @ (weight[:, None] * x), abs=1e-9)
    assert linear_predictor(made.design, made.data.codes, beta) == pytest.approx(x @ beta, abs=1e-9)
    assert by_coefficient(made.design, made.data.codes, weight) == pytest.approx(x.T @ weight, abs=1e-9)


def test_at_the_mode_the_penalised_score_vanishes():
    made = tiny()
    x, z, area = dense(made)
    fitted, at = made.fitted, made.fitted.coefficients
    left = made.data.weight * (made.data.outcome - expit(x @ at.beta + at.area[area]))
    ridge = np.zeros(x.shape[1])
    for penalty, amount in zip(made.design.penalties, fitted.smoothing, strict=True):
        ridge[penalty.start : penalty.stop] = amount
    tau = fitted.posterior.precisions
    assert fitted.converged
    assert np.abs(x.T @ left - ridge * at.beta).max() < 0.05
    assert np.abs(z.T @ left - tau.spatial * (made.country.graph.structure @ at.spatial)).max() < 0.05
    assert np.abs(z.T @ left - tau.unstructured * at.unstructured).max() < 0.05


def test_closed_form_variances_are_those_of_the_whole_inverse():
    made = tiny()
    x, z, area = dense(made)
    posterior, at = made.fitted.posterior, made.fitted.coefficients
    p = expit(x @ at.beta + at.area[area])
    w = made.data.weight * p * (1 - p)
    tau, k = posterior.precisions, x.shape[1]
    ridge = np.zeros(k)
    for penalty, amount in zip(made.design.penalties, made.fitted.smoothing, strict=True):
        ridge[penalty.start : penalty.stop] = amount
    whole = np.hstack([x, z, z])
    hessian = whole.T @ (w[:, None] * whole)
    hessian[:k, :k] += np.diag(ridge)
    hessian[k : k + 40, k : k + 40] += tau.spatial * made.country.graph.structure.toarray()
    hessian[k + 40 :, k + 40 :] += tau.unstructured * np.eye(40)
    inverse = np.linalg.inv(hessian)
    form = np.hstack([made.sums.gradient, np.diag(made.sums.slope), np.diag(made.sums.slope)])
    expected = np.einsum("ij,jk,ik->i", form, inverse, form)
    assert posterior.variance(made.sums.slope, made.sums.gradient) == pytest.approx(expected, rel=1e-6)
    groups = sparse.csr_matrix(np.random.default_rng(2).random((5, 40)))
    expected = np.einsum("ij,jk,ik->i", groups @ form, inverse, groups @ form)
    assert posterior.variance_of_sums(groups, made.sums.slope, made.sums.gradient) == pytest.approx(expected, rel=1e-6)
    sign, log = np.linalg.slogdet(hessian)
    assert (sign, posterior.log_determinant()) == (1, pytest.approx(log, rel=1e-9))


def test_joint_draws_have_the_closed_form_variance():
    made = tiny()
    beta, area = made.fitted.posterior.draws(4000, seed=5)
    change = made.sums.slope * area + beta @ made.sums.gradient.T
    expected = made.fitted.posterior.variance(made.sums.slope, made.sums.gradient)
    assert np.var(change, axis=0) / expected == pytest.approx(np.ones(40), abs=0.12)
    assert np.mean(np.var(change, axis=0) / expected) == pytest.approx(1, abs=0.03)
    chance = top_chances(joint_draws(made.fitted, made.sums), made.sums, made.level)
    assert chance.sum() == pytest.approx(4)
    assert np.corrcoef(chance, made.sums.share)[0, 1] > 0.5


def test_a_group_of_one_area_has_the_interval_of_that_area():
    made = tiny()
    alone = estimates(made.fitted, made.sums, made.level)
    from dataclasses import replace

    shuffled = replace(made.level, name="again", of=np.arange(40)[::-1].copy())
    again = estimates(made.fitted, made.sums, shuffled)
    assert again.estimate[::-1] == pytest.approx(alone.estimate, abs=1e-12)
    assert again.se[::-1] == pytest.approx(alone.se, rel=1e-8)
    assert alone.status.tolist().count("no_data") == 0


def test_the_second_order_correction_moves_towards_the_posterior_mean():
    made = tiny()
    plug_in = made.sums.share
    corrected = estimates(made.fitted, made.sums, made.level).estimate
    beta, area = made.fitted.posterior.draws(3000, seed=9)
    at = made.fitted.coefficients
    table = [g.table @ (at.beta + b)[g.start : g.stop] for b in beta[:1] for g in made.design.groups]
    assert len(table) == len(made.design.groups)
    codes = made.data.codes
    where = np.repeat(np.arange(40), np.diff(made.data.starts))
    eta = linear_predictor(made.design, codes, at.beta) + at.area[where]
    moves = np.stack(
        [linear_predictor(made.design, codes, b) + a[where] for b, a in zip(beta[:400], area, strict=False)]
    )
    jensen = float(np.mean(expit(eta + moves)) - np.mean(expit(eta)))
    assert float(np.mean(corrected - plug_in)) == pytest.approx(jensen, abs=0.003)
    assert np.sign(np.mean(corrected - plug_in)) == np.sign(jensen)


@pytest.mark.parametrize("name", ["base", "no unstructured effect", "rare outcome", "missing covariate"])
def test_intervals_cover_the_truth_of_areas_and_wijken(name):
    kind = {
        "base": {}, "no unstructured effect": {"noise": 0.0}, "rare outcome": {"prevalence": 0.05},
        "missing covariate": {"missing_covariate": True},
    }[name]  # fmt: skip
    terms = tuple(t for t in FULL if name != "missing covariate" or t.names != ("income",))
    covered, errors, raw = [], [], []
    for seed in range(3):
        made = example(Recipe(persons=90_000, areas=200, survey=12_000, seed=seed, **kind), terms)
        found, truth = estimates(made.fitted, made.sums, made.level), made.country.area_truth
        known = ~np.isnan(truth)
        covered.append(np.mean(((truth >= found.lower) & (truth <= found.upper))[known]))
        errors.append(np.mean((found.estimate - truth)[known] ** 2))
        asked = made.country.area[made.country.answered]
        count = np.bincount(asked, minlength=200)
        direct = np.bincount(asked, made.country.outcome, minlength=200) / np.maximum(count, 1)
        raw.append(np.mean((direct - truth)[known & (count > 0)] ** 2))
    assert 0.90 < np.mean(covered) < 0.985
    assert np.sqrt(np.mean(errors) / np.mean(raw)) < 0.65


@pytest.mark.long
@pytest.mark.parametrize(("prevalence", "low"), [(0.2, 0.93), (0.03, 0.88)])
def test_coverage_over_many_countries(prevalence, low):
    areas, wijken = [], []
    for seed in range(20):
        made = example(Recipe(persons=120_000, areas=300, survey=18_000, prevalence=prevalence, seed=100 + seed), FULL)
        truth = made.country.area_truth
        found = estimates(made.fitted, made.sums, made.level)
        known = ~np.isnan(truth)
        areas.append(np.mean(((truth >= found.lower) & (truth <= found.upper))[known]))
        weight = np.nan_to_num(truth) * made.sums.persons
        of = made.country.parent
        real = np.bincount(of, weight) / np.bincount(of, made.sums.persons)
        higher = estimates(made.fitted, made.sums, made.wijken)
        wijken.append(np.mean((real >= higher.lower) & (real <= higher.upper)))
    assert low < np.mean(areas) < 0.985
    assert low - 0.03 < np.mean(wijken) < 0.99


def test_an_area_without_respondents_and_a_level_that_nobody_has_get_a_wider_interval():
    made = tiny()
    data = made.data
    where = np.repeat(np.arange(40), np.diff(data.starts))
    fitted = fit(part_of(data, where != 7), made.country.graph)
    from kansrijk.core.estimation.predict import Population, area_sums

    found = estimates(fitted, area_sums(fitted, Population(data.codes, data.starts)), made.level, width=ANY_WIDTH)
    assert np.isfinite(found.estimate).all()
    assert found.reliability[7] < np.median(found.reliability)
    group = next(g for g in made.design.groups if "g7" in g.names)
    seven = np.unravel_index(data.codes[made.design.groups.index(group)], group.sizes)[group.names.index("g7")]
    without = fit(part_of(data, seven != 3), made.country.graph)
    factor = next(p for p in made.design.penalties if "g7" in p.label)
    spread = np.sqrt(np.diag(without.posterior.covariance)[factor.start : factor.stop]).reshape(2, 7)
    assert np.all(spread[:, 3] >= np.delete(spread, 3, axis=1).max(axis=1) - 1e-9)


def test_extreme_outcomes_are_answered_or_refused_never_wrong():
    made = tiny()
    data, size = made.data, made.data.outcome.size
    area = np.repeat(np.arange(40), np.diff(data.starts))
    nearly = np.ones(size)
    nearly[::800] = 0
    almost = respondents(made.design, data.codes, area, 40, nearly)
    fitted = fit(almost, made.country.graph)
    from kansrijk.core.estimation.predict import Population, area_sums

    found = estimates(fitted, area_sums(fitted, Population(data.codes, data.starts)), made.level, width=ANY_WIDTH)
    assert 0.98 < found.estimate.mean() < 1
    assert np.all((found.upper <= 1) & (found.lower < found.estimate))
    separated = (area < 20).astype(float)
    assert np.isfinite(fit(respondents(made.design, data.codes, area, 40, separated), made.country.graph).deviance)
    for outcome, sentence in ((np.ones(size), "same for every"), (np.full(size, 2.0), "0, 1 or empty")):
        with pytest.raises(BadNumbers, match=sentence):
            respondents(made.design, data.codes, area, 40, outcome)
    with pytest.raises(BadNumbers, match="weight"):
        respondents(made.design, data.codes, area, 40, data.outcome, np.full(size, -1.0))


def test_missing_outcomes_and_zero_weights_are_left_out():
    made = tiny()
    area = np.repeat(np.arange(40), np.diff(made.data.starts))
    outcome, weight = made.data.outcome.copy(), np.ones(made.data.outcome.size)
    outcome[:100], weight[100:150] = np.nan, 0
    data = respondents(made.design, made.data.codes, area, 40, outcome, weight)
    assert data.outcome.size == outcome.size - 150
    assert data.weight.sum() == pytest.approx(data.outcome.size)
    uneven = respondents(made.design, made.data.codes, area, 40, made.data.outcome, np.where(area < 20, 3.0, 1.0))
    assert uneven.weight.sum() < made.data.outcome.size


def test_validation_finds_a_good_model_good_and_beats_the_baselines():
    made = example(Recipe(persons=80_000, areas=150, survey=15_000, seed=2))
    found = validate(made.data, made.country.graph, made.fitted)
    assert found.slope == pytest.approx(1, abs=0.12)
    assert found.intercept == pytest.approx(0, abs=0.05)
    assert found.respondents.coverage_with_noise == pytest.approx(0.95, abs=0.02)
    assert found.respondents.rmse < min(found.respondents.rmse_national, found.respondents.rmse_direct)
    assert found.respondents.rmse < found.respondents.rmse_empirical_bayes
    assert found.areas.rmse < found.areas.rmse_national
    assert sum(b.respondents for b in found.bins) == made.data.outcome.size
    assert found.spread_areas > found.spread_national >= 0


def test_recalibration_sees_predictions_that_are_too_steep_or_too_high():
    random = np.random.default_rng(4)
    eta = random.normal(-1, 1, 60_000)
    outcome, ones = (random.random(eta.size) < expit(eta)).astype(float), np.ones(eta.size)
    assert recalibration(2 * eta, outcome, ones)[0] == pytest.approx(0.5, abs=0.02)
    assert recalibration(eta + 0.4, outcome, ones)[1] == pytest.approx(-0.4, abs=0.03)


def test_no_trend_is_claimed_within_the_spread_of_models_or_within_chance():
    # 8.1 % to 7.2 % while models of one year differ from 7.2 % to 9.1 %: Molenaar 2024.
    with pytest.raises(BadNumbers, match="difference between models"):
        require_real_change(0.081, 0.072, 0.001, 0.019)
    with pytest.raises(BadNumbers, match="chance"):
        require_real_change(0.081, 0.072, 0.02, 0.001)
    assert require_real_change(0.081, 0.072, 0.001, 0.002) == pytest.approx(-0.009)


def test_the_same_seed_gives_the_same_country_and_another_seed_another():
    from bench.synthetic import make_country

    one, two = make_country(TINY), make_country(TINY)
    assert np.array_equal(one.truth, two.truth)
    assert np.array_equal(one.answered, two.answered)
    other = make_country(Recipe(persons=9_000, areas=40, survey=2_500, seed=4))
    assert not np.array_equal(one.truth, other.truth)
    assert one.truth.mean() == pytest.approx(0.2, abs=0.02)
    assert set(one.covariates["g7"]) == set(range(7))
