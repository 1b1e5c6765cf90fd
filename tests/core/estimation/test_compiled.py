"""The compiled loops against their plain twins: the same numbers, whatever the number of threads."""

from itertools import pairwise

import numpy as np
import pytest
from bench.synthetic import Recipe
from scipy import sparse
from tests.core.estimation.persons import SMALL, example

from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.design import Covariate, cubic, spline
from kansrijk.core.estimation.neighbours import Neighbours
from kansrijk.core.estimation.predict import Population, area_sums, estimates
from kansrijk.core.estimation.working import curvature, look

pytest.importorskip("numba", reason="the extra 'estimation' is not installed: compiled loops were not run")


@pytest.fixture(scope="module")
def plain():
    return example(Recipe(persons=9_000, areas=60, survey=3_000, seed=3), SMALL)


@pytest.fixture
def compiled(monkeypatch):
    monkeypatch.setattr(kernels, "AREAS_FROM", 1)
    monkeypatch.setattr(kernels, "PERSONS_FROM", 1)
    assert kernels.for_areas(2) is kernels.for_persons(2) is not None


def answers(made):
    here = look(made.data, made.fitted.coefficients)
    sums = area_sums(made.fitted, Population(made.data.codes, made.data.starts))
    return [here.working, here.left, here.area_weight, here.area_left, np.array([here.deviance]),
            *curvature(made.data, here.working), sums.share, sums.slope, sums.bend, sums.gradient]  # fmt: skip


def test_passes_over_persons_give_the_same_sums(plain, monkeypatch, compiled):
    fast = answers(plain)
    monkeypatch.setattr(kernels, "PERSONS_FROM", 10**9)
    for one, other in zip(answers(plain), fast, strict=True):
        assert other == pytest.approx(one, abs=1e-9, nan_ok=True)


def test_the_sparse_factor_solves_inverts_and_draws_alike(plain, monkeypatch, compiled):
    graph = plain.country.graph
    random = np.random.default_rng(2)
    diagonal, right = random.uniform(0.5, 3, 60), random.standard_normal((60, 40))
    rows = sparse.csr_matrix(random.standard_normal((7, 60)) * (random.random((7, 60)) < 0.3))
    fast = Neighbours(graph.size, graph.left, graph.right)
    quick = fast.precision(diagonal, 4.0)
    whole = np.diag(diagonal) + 4.0 * fast.structure.toarray()
    inverse = np.linalg.inv(whole)
    assert quick.solve(right) == pytest.approx(inverse @ right, abs=1e-9)
    assert quick.solve(right[:, 0]) == pytest.approx(inverse @ right[:, 0], abs=1e-9)
    assert quick.inverse()[0] == pytest.approx(np.diag(inverse), abs=1e-9)
    assert quick.norms(rows) == pytest.approx(np.diag(rows @ inverse @ rows.T), abs=1e-9)
    assert quick.log_determinant == pytest.approx(np.linalg.slogdet(whole)[1], abs=1e-9)
    root = quick.root(np.eye(60))
    assert root @ root.T == pytest.approx(inverse, abs=1e-9)
    monkeypatch.setattr(kernels, "AREAS_FROM", 10**9)
    slow = Neighbours(graph.size, graph.left, graph.right)
    assert fast.structure.toarray() == pytest.approx(slow.structure.toarray(), rel=1e-6, abs=1e-9)
    slow.__dict__["structure"] = fast.structure
    other = slow.precision(diagonal, 4.0)
    assert other.norms(rows) == pytest.approx(quick.norms(rows), abs=1e-9)
    root = other.root(np.eye(60))
    assert root @ root.T == pytest.approx(inverse, abs=1e-9)


def test_the_whole_model_gives_the_same_answer_compiled_and_plain(plain, compiled):
    fast = example(Recipe(persons=9_000, areas=60, survey=3_000, seed=3), SMALL)
    one, other = (estimates(m.fitted, m.sums, m.wijken) for m in (plain, fast))
    assert fast.fitted.rounds == plain.fitted.rounds
    for name in ("estimate", "lower", "upper", "se"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), abs=1e-7), name


def test_blocks_do_not_depend_on_threads_and_cover_everything():
    starts = np.array([0, 0, 5, 900, 901, 901, 1000])
    found = kernels.blocks(starts)
    assert found[0][0] == 0
    assert found[-1][1] == 6
    assert all(a[1] == b[0] for a, b in pairwise(found))
    left = np.random.default_rng(1).standard_normal((2000, 3))
    assert kernels.crossed(left, left) == pytest.approx(left.T @ left, abs=1e-9)
    assert kernels.by_row(left, np.eye(3), left) == pytest.approx((left**2).sum(axis=1), abs=1e-12)
    assert np.array_equal(kernels.product(left, np.eye(3)), left)


def test_splines_are_those_of_scipy():
    from scipy.interpolate import BSpline

    knots = np.arange(-3.0, 8.0)
    x = np.linspace(0, 4 - 1e-9, 37)
    assert cubic(x, knots) == pytest.approx(BSpline.design_matrix(x, knots, 3).toarray(), abs=1e-12)
    covariate = Covariate("age", np.arange(20.0, 90.0), np.full(70, 1 / 70))
    assert np.isfinite(spline(covariate, 10)[0]).all()
