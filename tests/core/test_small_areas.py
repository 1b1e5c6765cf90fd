"""What small numbers do: North Carolina, flags by the hundred, and worst areas that mend by themselves."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansrijk.core.benchmarks import benchmark_p_value, benjamini_hochberg, compare
from kansrijk.core.funnels import funnel_limits
from kansrijk.core.intervals import Interval, crude_rate, standardised_ratio, wilson
from kansrijk.core.shrinkage import BetaPrior, fit_beta_prior, reliability, shrink
from kansrijk.core.trends import recent_trend

DATA = Path(__file__).parents[3] / "shared" / "data"
real_data = pytest.mark.skipif(not DATA.exists(), reason="the folder ../shared/data is absent")
MUNICIPALITIES, INDICATORS = 342, 19


def carolina() -> tuple[list[str], np.ndarray, np.ndarray]:
    table = pl.read_csv(DATA / "perinatal" / "nc_sids_births_spData.csv")
    return table["NAME"].to_list(), table["SID74"].to_numpy().astype(float), table["BIR74"].to_numpy().astype(float)


def marshall(cases: np.ndarray, births: np.ndarray) -> tuple[np.ndarray, float]:
    """Global empirical Bayes by Marshall, Appl Stat 1991;40:283-294, as R's spdep::EBest: estimates and variance."""
    mean = cases.sum() / births.sum()
    rate = cases / births
    variance = (births * (rate - mean) ** 2).sum() / births.sum() - mean / births.mean()
    return mean + (rate - mean) * variance / (variance + mean / births), variance


@real_data
def test_sudden_infant_death_in_north_carolina_is_smoothed_as_marshall_does():
    names, cases, births = carolina()
    assert (len(names), cases.sum(), births.sum()) == (100, 667, 329_962)
    prior = fit_beta_prior(cases, births)
    assert 1000 * prior.mean == pytest.approx(2.0214, abs=1e-4), "667 in 329,962"
    expected, variance = marshall(cases, births)
    assert prior.sd == pytest.approx(np.sqrt(variance), rel=0.02), "two moment estimators of one thing"
    found = shrink(cases, births, prior)
    assert found.interval.estimate == pytest.approx(expected, rel=0.015)
    # Anson: 15 deaths in 1,570 births, the highest rate of all, loses most of its excess.
    at = names.index("Anson")
    assert 1000 * cases[at] / births[at] == pytest.approx(9.554, abs=1e-3)
    assert np.argmax(cases / births) == at
    assert 1000 * found.interval.estimate[at] == pytest.approx(4.90, abs=0.01)
    assert 1000 * expected[at] == pytest.approx(4.84, abs=0.01)
    # Mecklenburg has most births: it keeps its own rate. A county without deaths is not shown as free of risk.
    largest = names.index("Mecklenburg")
    assert np.argmax(births) == largest
    assert found.weight[largest] == pytest.approx(0.895, abs=1e-3)
    assert (found.interval.estimate[cases == 0] > 0.001).all()


@real_data
def test_the_intervals_of_north_carolina_hold_both_periods():
    """What is shrunk in 1974-78 should say something of 1979-84, better than the raw rate does."""
    table = pl.read_csv(DATA / "perinatal" / "nc_sids_births_spData.csv")
    _, cases, births = carolina()
    later = table["SID79"].to_numpy() / table["BIR79"].to_numpy()
    shrunk = shrink(cases, births, fit_beta_prior(cases, births)).interval.estimate
    level = later.mean() / (cases / births).mean()
    raw_error = np.mean((cases / births * level - later) ** 2)
    shrunk_error = np.mean((shrunk * level - later) ** 2)
    assert shrunk_error < 0.75 * raw_error


def test_hundreds_of_flags_without_any_difference_and_what_false_discovery_control_leaves_of_them():
    """numbers.md 3.6: 342 municipalities by 19 indicators at 5 % is about 325 false flags; at 99.8 % about 13."""
    assert MUNICIPALITIES * INDICATORS * 0.05 == pytest.approx(325, abs=0.5)
    assert MUNICIPALITIES * INDICATORS * 0.002 == pytest.approx(13, abs=0.1)
    random = np.random.default_rng(19)
    births = random.integers(400, 6_000, (MUNICIPALITIES, INDICATORS))
    cases = random.binomial(births, 0.148)
    flags = {
        confidence: int(np.isin(compare(wilson(cases, births, confidence), 0.148).label, ["lower", "higher"]).sum())
        for confidence in (0.95, 0.998)
    }
    assert flags[0.95] == pytest.approx(325, abs=60)
    assert flags[0.998] == pytest.approx(13, abs=11)
    p_values = benchmark_p_value(cases, births, 0.148)
    assert benjamini_hochberg(p_values).flagged.sum() <= 2


def test_the_worst_tenth_falls_back_by_itself():
    """numbers.md 3.6: with a reliability of 0.2 only 20 % of the excess is there the next time."""
    random = np.random.default_rng(6)
    births, mean = 120, 0.148
    sd = float(np.sqrt(0.25 * mean * (1 - mean) / births))
    assert reliability(births, mean, sd) == pytest.approx(0.2, abs=1e-9)
    prior = BetaPrior(mean, sd)
    truth = random.beta(prior.a, prior.b, 200_000)
    first, second = random.binomial(births, truth), random.binomial(births, truth)
    worst = first >= np.quantile(first, 0.9)
    excess = first[worst].mean() / births - mean
    later = second[worst].mean() / births - mean
    assert later / excess == pytest.approx(0.20, abs=0.02)
    foreseen = shrink(first[worst], births, prior).interval.estimate.mean() - mean
    assert foreseen == pytest.approx(later, abs=0.001), "shrinkage says it beforehand"


def test_a_normal_funnel_below_two_hundred_fails_where_arcsine_and_exact_do_not():
    for births in (20, 50, 100):
        assert funnel_limits(births, 0.05, 0.998, "normal").lower < 0
        for method in ("arcsine", "exact"):
            assert funnel_limits(births, 0.05, 0.998, method).lower >= 0


@given(st.integers(1, 400), st.integers(1, 400), st.floats(0.001, 0.2), st.floats(0.001, 0.2))
def test_an_area_with_the_rates_of_its_reference_has_a_ratio_of_one(young, old, rate_young, rate_old):
    totals = {"young": [young * 100], "old": [old * 100]}
    rates = {"young": rate_young, "old": rate_old}
    expected = young * 100 * rate_young + old * 100 * rate_old
    found = standardised_ratio([expected], totals, rates)
    assert found.interval.estimate[0] == pytest.approx(1)
    assert found.interval.lower[0] < 1 < found.interval.upper[0]
    assert found.strata == ("young", "old")


@given(st.integers(0, 60), st.integers(100, 9_000))
def test_every_method_has_a_name_and_holds_its_estimate(cases, births):
    prior = BetaPrior(0.05, 0.01)
    for found in (
        wilson(cases, births),
        crude_rate(cases, births),
        shrink(cases, births, prior).interval,
        funnel_limits(births, 0.05, method="exact"),
    ):
        assert isinstance(found, Interval)
        assert found.method.strip()
        assert found.confidence == 0.95
    assert recent_trend([1, 2, 3, 4, 5], [births] * 5).method == "Cochran-Armitage"


@given(st.integers(0, 2_000), st.floats(0.01, 0.5), st.floats(0.001, 0.2))
def test_reliability_lies_between_nothing_and_one_and_rises_with_births_and_differences(births, mean, sd):
    here = float(reliability(births, mean, sd))
    assert 0 <= here < 1
    assert reliability(births + 50, mean, sd) > here
    assert reliability(births + 50, mean, 2 * sd) > reliability(births + 50, mean, sd)
