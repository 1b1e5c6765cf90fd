"""The made-up country: each variant differs in what it says, and in nothing that it does not."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from bench.synthetic import Recipe, make_country, variants

SMALL = Recipe(persons=20_000, areas=60, survey=4_000, seed=5)


@cache
def country(name):
    return make_country(variants(SMALL)[name])


def test_every_variant_has_persons_in_every_wijk_and_respondents_of_both_kinds():
    for name in variants(SMALL):
        made = country(name)
        assert np.bincount(made.area, minlength=made.graph.size).size == made.graph.size, name
        assert set(np.unique(made.outcome)) == {0.0, 1.0}, name
        assert set(range(int(made.parent.max()) + 1)) == set(made.parent), name


def test_without_unstructured_effect_neighbours_are_more_alike():
    usual, smooth = (make_country(replace(SMALL, noise=noise, field=0.0)) for noise in (0.5, 0.0))
    spread = [np.nanstd(made.area_truth) for made in (usual, smooth)]
    assert spread[1] < 0.7 * spread[0]


def test_a_missing_covariate_is_in_the_truth_and_not_in_what_a_model_gets():
    usual, lacking = country("as the model supposes"), country("a covariate is missing")
    assert set(usual.covariates) - set(lacking.covariates) == {"income"}
    assert np.array_equal(usual.truth, lacking.truth)


def test_with_non_response_those_with_the_outcome_are_too_few():
    usual, biased = country("as the model supposes"), country("those with the outcome answer less")
    assert np.array_equal(usual.truth, biased.truth)
    weighted = [float(made.weight @ made.outcome / made.weight.sum()) for made in (usual, biased)]
    assert weighted[1] < weighted[0] - 0.01


def test_rare_is_three_per_cent_and_a_year_of_births_is_170_000():
    assert country("rare outcome").truth.mean() == pytest.approx(0.03, abs=0.005)
    births = variants(SMALL)["births of a year"]
    assert births.persons == 170_000
    assert country("one municipality").graph.size == 30


def test_further_outcomes_leave_the_first_as_it_is_and_differ_in_prevalence():
    one, many = make_country(SMALL), make_country(replace(SMALL, more=4))
    assert np.array_equal(one.truth, many.truth)
    assert np.array_equal(one.outcome, many.outcome)
    shares = [float(other.outcome.mean()) for other in many.more]
    assert len(shares) == 4
    assert 0.02 < min(shares) < max(shares) < 0.65
    assert max(shares) > 1.5 * min(shares)
    for other in many.more:
        assert np.nanmean(other.area_truth) == pytest.approx(other.outcome.mean(), abs=0.05)
    assert np.array_equal(make_country(replace(SMALL, more=2)).more[1].outcome, many.more[1].outcome)
