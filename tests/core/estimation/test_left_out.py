"""Leaving respondents out the cheap way against fitting anew without them."""

from functools import cache

import numpy as np
import pytest
from bench.synthetic import Recipe
from tests.core.estimation.persons import example

from kansrijk.core.estimation.left_out import LeavingOut, part_of
from kansrijk.core.estimation.predict import Population, area_sums
from kansrijk.core.estimation.unit_level import fit
from kansrijk.core.intervals import BadNumbers


@cache
def made():
    return example(Recipe(persons=30_000, areas=60, survey=5_000, seed=8))


def fifth(of_areas: bool):
    data = made().data
    area = np.repeat(np.arange(60), np.diff(data.starts))
    return area % 5 == 2 if of_areas else np.arange(area.size) % 5 == 2


@pytest.mark.parametrize("of_areas", [False, True])
def test_what_is_left_out_is_predicted_as_by_a_fit_without_it(of_areas):
    whole, out = made(), fifth(of_areas)
    cheap = LeavingOut(whole.data, whole.country.graph, whole.fitted).without(out)
    train, test = part_of(whole.data, ~out), part_of(whole.data, out)
    exact = fit(train, whole.country.graph, like=whole.fitted)
    sums = area_sums(exact, Population(test.codes, test.starts))
    rows = cheap.rows
    assert set(rows) == set(np.flatnonzero(np.diff(test.starts)))
    assert cheap.sums().share == pytest.approx(sums.share[rows], abs=1e-3)
    wanted = exact.posterior.variance(np.nan_to_num(sums.slope), sums.gradient)[rows]
    assert cheap.variance(cheap.sums()) == pytest.approx(wanted, rel=0.05)
    # Not as if nothing had been left out: the whole fit knows these respondents.
    knows = area_sums(whole.fitted, Population(test.codes, test.starts)).share[rows]
    assert np.abs(knows - sums.share[rows]).max() > 10 * np.abs(cheap.sums().share - sums.share[rows]).max()


def test_simpler_families_are_those_that_a_fit_without_the_part_gives():
    whole = made()
    leaving = LeavingOut(whole.data, whole.country.graph, whole.fitted)
    tau = whole.fitted.posterior.precisions
    from kansrijk.core.estimation.field import Precisions

    pooled = 1 / (1 / tau.spatial + 1 / tau.unstructured)
    apart = leaving.simpler(Precisions(None, pooled))
    exact = fit(whole.data, whole.country.graph, spatial=False, like=whole.fitted).coefficients
    assert not apart.spatial.any()
    assert apart.area == pytest.approx(exact.area, abs=0.01)
    assert not leaving.simpler(Precisions(None, None)).area.any()


def test_a_part_without_which_all_are_alike_is_refused():
    whole = made()
    with pytest.raises(BadNumbers, match="too few cases"):
        LeavingOut(whole.data, whole.country.graph, whole.fitted).without(whole.data.outcome == 1)
