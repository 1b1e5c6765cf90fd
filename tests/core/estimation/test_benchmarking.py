"""Adding up exactly, over-shrinkage, the chance of the top tenth, and ranks that are refused."""

import numpy as np
import pytest
from bench.synthetic import Recipe, make_country
from hypothesis import given, settings
from hypothesis import strategies as st

from kansrijk.core.estimation.benchmarking import benchmark, over_shrinkage, spread_ratio, spread_restored
from kansrijk.core.estimation.bym2 import bym2
from kansrijk.core.estimation.counts import empirical_bayes
from kansrijk.core.estimation.ranks import probability_of_top, ranks
from kansrijk.core.estimation.result import AreaEstimates, Width, status_of
from kansrijk.core.intervals import BadNumbers


def made(share, half=0.02):
    share = np.asarray(share, dtype=float)
    low, high = np.clip(share - half, 0, 1), np.clip(share + half, 0, 1)
    names = tuple(f"a{i}" for i in range(share.size))
    se = np.full(share.size, half / 1.96)
    status = status_of(share, low, high)
    return AreaEstimates(names, share, low, high, se, np.full(share.size, 0.5), status, 0.95, "by hand", "by hand", "0")


@given(
    st.lists(st.tuples(st.floats(0.001, 0.999), st.integers(1, 50_000), st.integers(0, 3)), min_size=4, max_size=40),
    st.floats(0.01, 0.99),
)
@settings(max_examples=60, deadline=None)
def test_benchmarked_estimates_add_up_and_keep_their_order(rows, target):
    share, persons, group = (np.array(column) for column in zip(*rows, strict=True))
    totals = np.array([target * persons[group == g].sum() if (group == g).any() else np.nan for g in range(4)])
    found = benchmark(made(share), persons, group, totals)
    for g in np.unique(group):
        inside = group == g
        reached = persons[inside] @ found.estimates.estimate[inside]
        assert abs(reached - totals[g]) / persons[inside].sum() < 1e-9
        order = np.argsort(share[inside], kind="stable")
        assert np.all(np.diff(found.estimates.estimate[inside][order]) >= 0)
    assert found.change == pytest.approx(found.estimates.estimate - share)
    assert np.all(found.estimates.lower <= found.estimates.estimate)


def test_a_group_without_a_total_stays_as_it_is_and_an_impossible_total_is_refused():
    found = benchmark(made([0.1, 0.2, 0.3]), [10, 20, 30], [0, 0, 1], [5, np.nan])
    assert found.change[2] == 0
    assert found.shift[1] == 0
    for total in (0, 40):
        with pytest.raises(BadNumbers, match="between zero and the population"):
            benchmark(made([0.1, 0.2]), [10, 20], [0, 0], [total])


def test_benchmarking_carries_an_area_without_an_interval_to_a_clear_refusal():
    with pytest.raises(BadNumbers, match="no estimate"):
        benchmark(made([0.1, np.nan]), [10, 20], [0, 0], [5])


def test_over_shrinkage_is_right_for_the_right_model_and_low_for_a_flat_one():
    random = np.random.default_rng(2)
    truth, totals = random.beta(30, 170, 2000), np.full(2000, 120)
    cases = random.binomial(totals, truth)
    found = empirical_bayes(cases, totals)
    assert over_shrinkage(found) == pytest.approx(np.var(found.estimate) / np.var(truth), abs=0.05)
    again = random.binomial(totals, truth) / totals
    noise = again * (1 - again) / totals
    assert spread_ratio(truth, again, noise) == pytest.approx(1, abs=0.15)
    assert spread_ratio(truth.mean() + 0.3 * (truth - truth.mean()), again, noise) < 0.2


def test_shares_of_postcodes_meet_what_was_asked_of_them():
    """4,070 of them with about 120 births each: error, coverage and spread, with the true shares known."""
    random = np.random.default_rng(1)
    country = make_country(Recipe(persons=40_000, areas=4070, survey=100, seed=1))
    surface = np.sin(9 * country.points[:, 0]) * np.cos(7 * country.points[:, 1])
    covariate = random.standard_normal(4070)
    noise = 0.08 * random.standard_normal(4070)
    truth = 1 / (1 + np.exp(1.76 - 0.12 * covariate - 0.24 * surface - noise))
    births = np.maximum(random.poisson(random.gamma(2, 60, 4070)), 1)
    cases = random.binomial(births, truth)

    def error(share):
        return np.sqrt(np.mean((share - truth) ** 2))

    found = spread_restored(bym2(cases, births, country.graph, covariate[:, None]))
    assert error(found.estimate) < 0.6 * error(cases / births)
    assert error(found.estimate) < 0.9 * error(empirical_bayes(cases, births).estimate)
    assert 0.93 < np.mean((truth >= found.lower) & (truth <= found.upper)) < 0.98
    assert 0.9 < np.var(found.estimate) / np.var(truth) < 1.1


def test_spread_is_restored_to_what_the_estimates_imply_and_not_from_nothing():
    flat = made(np.linspace(0.1, 0.3, 50))
    wide = spread_restored(flat)
    implied = np.var(flat.estimate) + np.mean(flat.se**2)
    assert np.var(wide.estimate) == pytest.approx(implied)
    assert np.all((wide.lower <= wide.estimate) & (wide.estimate <= wide.upper) & (wide.se >= flat.se))
    with pytest.raises(BadNumbers, match="no spread"):
        spread_restored(made([0.2, 0.2, 0.2]))


def test_chances_of_the_top_tenth_add_up_to_the_number_of_places():
    random = np.random.default_rng(6)
    level = np.linspace(0, 3, 40)
    chance = probability_of_top(level + random.standard_normal((3000, 40)))
    assert chance.sum() == pytest.approx(4)
    assert chance[-1] > 0.3 > 0.1 > chance[20]
    assert probability_of_top(np.tile(level, (5, 1)))[-4:].tolist() == [1, 1, 1, 1]
    with pytest.raises(BadNumbers):
        probability_of_top(np.full((3, 4), np.nan))


def test_ranks_are_given_only_where_no_two_intervals_overlap():
    assert ranks(made([0.1, 0.3, 0.2], half=0.01)).tolist() == [3, 1, 2]
    with pytest.raises(BadNumbers, match="a1 and a2 overlap"):
        ranks(made([0.1, 0.3, 0.29], half=0.01))


def test_too_uncertain_is_decided_from_the_interval_alone():
    share, low, high = (
        np.array([0.3, 0.3, 0.01, np.nan]),
        np.array([0.25, 0.1, 0.001, 0]),
        np.array([0.35, 0.5, 0.05, 1]),
    )
    assert status_of(share, low, high).tolist() == ["modelled", "too_uncertain", "too_uncertain", "no_data"]
    assert status_of(share, low, high, Width(1, 10)).tolist() == ["modelled", "modelled", "modelled", "no_data"]


def test_a_result_refuses_what_cannot_be():
    good = made([0.1, 0.2])
    with pytest.raises(BadNumbers, match="outside its interval"):
        AreaEstimates(
            ("a", "b"), good.estimate, good.upper, good.upper, good.se, good.reliability, good.status, 0.95, "", "", ""
        )
    with pytest.raises(BadNumbers, match="twice"):
        AreaEstimates(
            ("a", "a"), good.estimate, good.lower, good.upper, good.se, good.reliability, good.status, 0.95, "", "", ""
        )
