"""Area-level models: published answers, what must always hold, and recovery of what was put in."""

import tracemalloc
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from tests.core.estimation.maps import field, triangles

from kansrijk.core.estimation.bym2 import bym2
from kansrijk.core.estimation.counts import empirical_bayes
from kansrijk.core.estimation.elimination import Pattern, factor
from kansrijk.core.estimation.fay_herriot import fay_herriot, spatial_fay_herriot
from kansrijk.core.estimation.neighbours import from_places, morans_i, neighbours, no_neighbours
from kansrijk.core.estimation.nested_error import nested_error
from kansrijk.core.intervals import BadNumbers

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
real = pytest.mark.skipif(not DATA.exists(), reason="the real data folder is not beside the checkout")

# Published by the R package sae (Molina & Marhuenda, R Journal 2015;7:81) for its data set milk.
MILK_REML = [1.0219703, 1.0476018, 1.0679513, 0.7608170, 0.8461574, 0.9743727, 1.0584523, 1.0977762, 1.2215449]
MILK_REML_MSE = [0.013460220, 0.005372876, 0.005701990, 0.008541740, 0.009579594, 0.011670632, 0.015926137]
MILK_ML = [1.0161733, 1.0436968, 1.0628168, 0.7753489, 0.8554903, 0.9735857, 1.0474786, 1.0953436, 1.2054092]
MILK_ML_MSE = [0.013579953, 0.005512868, 0.005850584, 0.008735454, 0.009774528, 0.011840745, 0.015934511]


def milk():
    table = pl.read_csv(DATA / "sae" / "milk_sae.csv")
    major = table["MajorArea"].to_numpy()
    design = np.column_stack([np.ones(major.size), *(major == k for k in (2, 3, 4))]).astype(float)
    return table["yi"].to_numpy(), table["SD"].to_numpy() ** 2, design


@real
def test_fay_herriot_gives_the_published_answers_for_milk():
    y, psi, design = milk()
    found = fay_herriot(y, psi, design)
    assert found.parameters["between_variance"] == pytest.approx(0.0185503, abs=1e-6)
    assert found.estimate[:9] == pytest.approx(MILK_REML, abs=2e-6)
    assert found.se[:7] ** 2 == pytest.approx(MILK_REML_MSE, abs=2e-7)
    by_ml = fay_herriot(y, psi, design, reml=False)
    assert by_ml.estimate[:9] == pytest.approx(MILK_ML, abs=2e-6)
    assert by_ml.se[:7] ** 2 == pytest.approx(MILK_ML_MSE, abs=2e-7)


@real
def test_the_nested_error_model_gives_the_published_answers_for_corn():
    units = pl.read_csv(DATA / "sae" / "cornsoybean_sae.csv").with_row_index().filter(pl.col("index") != 32)
    means = pl.read_csv(DATA / "sae" / "cornsoybeanmeans_sae.csv")
    x = np.column_stack([np.ones(units.height), units["CornPix"], units["SoyBeansPix"]])
    population = np.column_stack([np.ones(12), means["MeanCornPixPerSeg"], means["MeanSoyBeansPixPerSeg"]])
    found = nested_error(units["CornHec"].to_numpy(), x, units["County"].to_numpy() - 1, population, unit="hectare")
    # Battese, Harter & Fuller 1988: 140 and 147; b = 51, 0.329, -0.134; predicted hectares of their table 2.
    assert found.parameters["between_variance"] == pytest.approx(140, abs=0.5)
    assert found.parameters["error_variance"] == pytest.approx(147, abs=0.5)
    assert found.parameters["beta_1"] == pytest.approx(0.329, abs=5e-4)
    assert found.parameters["beta_2"] == pytest.approx(-0.134, abs=1e-3)
    published = [122.2, 126.3, 106.2, 108.0, 145.0, 112.6, 112.4, 122.1, 115.8, 124.3, 106.3, 143.6]
    assert found.estimate == pytest.approx(published, abs=0.8)


@real
def test_the_classic_of_north_carolina_is_smoothed_and_clustered():
    table = pl.read_csv(DATA / "perinatal" / "nc_sids_births_spData.csv")
    cases, births = table["SID74"].to_numpy(), table["BIR74"].to_numpy()
    assert (cases.sum(), births.sum()) == (667, 329_962)
    raw = cases / births
    found = empirical_bayes(cases, births)
    assert np.all((found.estimate > raw.min()) & (found.estimate < raw.max()))
    assert np.var(found.estimate) < np.var(raw)
    anson = table["NAME"].to_list().index("Anson")
    assert found.estimate[anson] == found.estimate.max()
    assert raw[anson] > found.upper[anson] > found.estimate[anson] > 2 * raw.mean()


def test_fay_herriot_without_variation_is_the_regression_and_with_much_the_data():
    random = np.random.default_rng(4)
    x = np.column_stack([np.ones(40), random.standard_normal(40)])
    psi = np.full(40, 1e-4)
    y = x @ [0.2, 0.05] + np.sqrt(psi) * np.tile([1.0, -1.0], 20) * 0.5
    flat = fay_herriot(y, psi, x)
    assert flat.reliability == pytest.approx(np.zeros(40))
    far = fay_herriot(y + random.standard_normal(40), psi, x)
    assert far.reliability.min() > 0.99


def test_an_area_without_a_direct_estimate_gets_the_synthetic_one_and_a_wider_interval():
    random = np.random.default_rng(8)
    x = np.column_stack([np.ones(50), random.standard_normal(50)])
    y = x @ [0.3, 0.1] + 0.05 * random.standard_normal(50) + 0.02 * random.standard_normal(50)
    y[7] = np.nan
    found = fay_herriot(y, np.full(50, 0.02**2), x)
    beta = [found.parameters["beta_0"], found.parameters["beta_1"]]
    assert found.estimate[7] == pytest.approx(float(x[7] @ beta))
    assert found.reliability[7] == 0
    assert found.se[7] > 2 * np.median(found.se)


def test_fay_herriot_of_all_buurten_needs_no_matrix_of_buurten_by_buurten():
    random = np.random.default_rng(2)
    x = np.column_stack([np.ones(14_700), random.standard_normal(14_700)])
    y = x @ [0.2, 0.05] + 0.03 * random.standard_normal(14_700)
    tracemalloc.start()
    found = fay_herriot(y, np.full(14_700, 0.02**2), x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.parameters["between_variance"] == pytest.approx(0.03**2 - 0.02**2, rel=0.1)
    assert peak < 100_000_000  # a matrix of that size alone is 1.7 GB


def test_intervals_of_fay_herriot_hold():
    covered = []
    for seed in range(150):
        random = np.random.default_rng(seed)
        x = np.column_stack([np.ones(40), random.standard_normal(40)])
        psi = random.uniform(0.2, 1.5, 40)
        truth = x @ [1.0, 0.5] + random.standard_normal(40)
        found = fay_herriot(truth + np.sqrt(psi) * random.standard_normal(40), psi, x)
        covered.append(np.mean((truth >= found.lower) & (truth <= found.upper)))
    assert 0.935 < np.mean(covered) < 0.965


def test_the_spatial_model_finds_the_correlation_and_predicts_better():
    gains, rhos, covered = [], [], []
    for seed in range(6):
        random = np.random.default_rng(seed)
        graph = triangles(60, random)
        degree = np.asarray(graph.adjacency.sum(axis=1)).ravel()
        weights = graph.adjacency.toarray() / degree[:, None]
        truth = 2 + np.linalg.solve(np.eye(60) - 0.8 * weights, random.standard_normal(60))
        psi = np.full(60, 1.5)
        y = truth + np.sqrt(psi) * random.standard_normal(60)
        spatial, plain = spatial_fay_herriot(y, psi, graph), fay_herriot(y, psi)
        gains.append(np.mean((plain.estimate - truth) ** 2) / np.mean((spatial.estimate - truth) ** 2))
        rhos.append(spatial.parameters["rho"])
        covered.append(np.mean((truth >= spatial.lower) & (truth <= spatial.upper)))
    assert np.mean(gains) > 1.05
    assert 0.55 < np.median(rhos) < 0.95
    assert 0.92 < np.mean(covered) < 0.98


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(60, 300)), min_size=3, max_size=25))
@settings(max_examples=25, deadline=None)
def test_empirical_bayes_stays_between_the_area_and_the_whole(pairs):
    cases, totals = np.array(pairs).T
    if not 0 < cases.sum():
        with pytest.raises(BadNumbers):
            empirical_bayes(cases, totals)
        return
    found, raw = empirical_bayes(cases, totals), cases / totals
    room = 0.5 * max(raw.max() - raw.min(), 0.05)
    assert np.all((found.estimate > raw.min() - room) & (found.estimate < raw.max() + room))
    assert np.all((found.lower <= found.estimate) & (found.estimate <= found.upper) & (found.lower < found.upper))
    assert np.all((found.reliability >= 0) & (found.reliability < 1))


def test_empirical_bayes_agrees_with_the_golden_prior_and_its_intervals_hold():
    covered = []
    for seed in range(10):
        random = np.random.default_rng(seed)
        totals = random.integers(200, 900, 3000)
        truth = random.beta(46.51, 267.73, 3000)
        found = empirical_bayes(random.binomial(totals, truth), totals)
        assert found.parameters["prior_mean"] == pytest.approx(0.148, abs=0.002)
        assert found.parameters["prior_sd"] == pytest.approx(0.02, abs=0.002)
        covered.append(np.mean((truth >= found.lower) & (truth <= found.upper)))
    assert np.mean(covered) == pytest.approx(0.95, abs=0.006)


def test_bym2_uses_neighbours_and_covariates_and_its_intervals_hold():
    covered, ratio = [], []
    for seed in range(3):
        random = np.random.default_rng(seed)
        graph = triangles(150, random)
        x = random.standard_normal(150)
        eta = -1.75 + 0.25 * x + 0.3 * field(graph, random) + 0.1 * random.standard_normal(150)
        truth, births = 1 / (1 + np.exp(-eta)), random.integers(0, 250, 150)
        cases = random.binomial(births, truth)
        found, plain = bym2(cases, births, graph, x[:, None]), empirical_bayes(cases, births)
        covered.append(np.mean((truth >= found.lower) & (truth <= found.upper)))
        ratio.append(np.mean((found.estimate - truth) ** 2) / np.mean((plain.estimate - truth) ** 2))
    assert np.sqrt(np.mean(ratio)) < 0.9
    assert 0.91 < np.mean(covered) < 0.98


@pytest.mark.long
@pytest.mark.parametrize(("size", "lowest"), [(60, 0.91), (300, 0.93)])
def test_intervals_of_bym2_hold_over_many_maps(size, lowest):
    covered = []
    for seed in range(30):
        random = np.random.default_rng(1000 + seed)
        graph = triangles(size, random)
        eta = -1.75 + 0.15 * field(graph, random) + 0.1 * random.standard_normal(size)
        truth, births = 1 / (1 + np.exp(-eta)), random.integers(20, 300, size)
        found = bym2(random.binomial(births, truth), births, graph)
        covered.append(np.mean((truth >= found.lower) & (truth <= found.upper)))
    assert lowest < np.mean(covered) < 0.975


def test_bym2_gives_an_area_without_births_its_neighbourhood_and_says_so_of_islands():
    random = np.random.default_rng(5)
    left = np.array([[i, i + 1] for i in range(58)])
    graph = from_places(60, left)
    births = np.full(60, 400)
    births[30] = 0
    cases = random.binomial(births, np.where(np.arange(60) < 30, 0.1, 0.3))
    found = bym2(cases, births, graph)
    assert found.reliability[30] < found.reliability[29]
    assert found.upper[30] - found.lower[30] > found.upper[10] - found.lower[10]
    assert any("1 areas have no neighbours" in note for note in found.notes)
    assert np.isfinite(found.estimate).all()


@given(st.integers(3, 40), st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_the_sparse_factor_solves_inverts_and_has_the_determinant(size, seed):
    random = np.random.default_rng(seed)
    ends = random.integers(0, size, (size + 3, 2))
    graph = from_places(size, ends)
    matrix = (graph.laplacian + np.diag(random.uniform(0.1, 2, size))).__array__()
    made = factor(sparse.csc_matrix(matrix), Pattern(graph.laplacian + sparse.identity(size)))
    right = random.standard_normal((size, 3))
    assert made.solve(right) == pytest.approx(np.linalg.solve(matrix, right), abs=1e-9)
    assert made.inverse()[0] == pytest.approx(np.diag(np.linalg.inv(matrix)), abs=1e-9)
    assert made.log_determinant == pytest.approx(np.linalg.slogdet(matrix)[1], abs=1e-9)


def test_the_field_is_scaled_and_parts_are_kept_apart():
    graph = triangles(120, np.random.default_rng(1))
    variance = np.diag(np.linalg.pinv(graph.laplacian.toarray()))
    scale = graph.structure[0, 1] / graph.laplacian[0, 1] if graph.laplacian[0, 1] else None
    factor_ = np.exp(np.mean(np.log(variance)))
    ends = graph.left[0], graph.right[0]
    assert graph.structure[ends] / graph.laplacian[ends] == pytest.approx(factor_, rel=1e-3)
    assert scale is None or scale == pytest.approx(factor_, rel=1e-3)
    parts = from_places(5, np.array([[0, 1], [2, 3]]))
    assert any("2 parts" in note for note in parts.notes)
    assert parts.structure[4, 4] == 1


def test_neighbour_lists_are_mended_or_refused_in_a_sentence():
    graph = neighbours(["a", "b", "c"], [("a", "b"), ("b", "a"), ("b", "c"), ("c", "c")])
    assert graph.left.tolist() == [0, 1]
    assert any("not symmetric" in note for note in graph.notes)
    assert any("own neighbour" in note for note in graph.notes)
    with pytest.raises(BadNumbers, match="names z, which is not one of the areas"):
        neighbours(["a"], [("a", "z")])
    assert no_neighbours(3).structure.toarray() == pytest.approx(np.eye(3))


def test_morans_i_is_one_where_neighbours_are_equal():
    blocks = from_places(6, np.array([[0, 1], [1, 2], [0, 2], [3, 4], [4, 5], [3, 5]]))
    assert morans_i(np.array([1.0, 1, 1, 0, 0, 0]), blocks) == pytest.approx(1)
    chess = from_places(4, np.array([[0, 1], [1, 2], [2, 3], [3, 0]]))
    assert morans_i(np.array([1.0, 0, 1, 0]), chess) == pytest.approx(-1)


def test_impossible_numbers_are_refused():
    graph = no_neighbours(3)
    for call in (
        lambda: fay_herriot([0.1, 0.2, 0.3, 0.4], [0.0, 1, 1, 1]),
        lambda: fay_herriot([0.1, 0.2], [1, 1]),
        lambda: fay_herriot(np.arange(6.0), np.ones(6), np.ones((6, 2))),
        lambda: empirical_bayes([1, 2], [3, 4]),
        lambda: empirical_bayes([0, 0, 0], [5, 5, 5]),
        lambda: bym2([0, 0, 0], [5, 5, 5], graph),
        lambda: bym2([1, 0, 0], [5, 5, 5], graph, np.array([[1.0], [np.nan], [2]])),
        lambda: bym2([1, 0, 0], [5, 5, 5], graph, np.ones((3, 1))),
    ):
        with pytest.raises(BadNumbers):
            call()
