"""Standardised ratios of births: expected by hand, Byar by the golden values, and what a reference may be."""

import polars as pl
import pytest
from tests.core.test_births import CHART, POSTCODES, births

from kansrijk.core.births import BirthsError, summarise
from kansrijk.core.births_standard import Standard, checked_standard, make_standard, with_expected

RATES = {"preterm": {"singleton": 0.06, "multiple": 0.5}}
STANDARD = Standard("landelijk 2022", {"preterm": "none"}, RATES)


def records(early: int, late: int, multiple: int = 0) -> list[dict]:
    return [{"ga_weeks": 35, "multiple": multiple}] * early + [{"multiple": multiple}] * late


def summary(*rows: dict) -> pl.DataFrame:
    return summarise(births(*rows), CHART, "gemeente", POSTCODES)


def row_of(frame: pl.DataFrame, population: str = "all") -> dict:
    return frame.filter(indicator="preterm", population=population).row(0, named=True)


def test_expected_is_the_rate_of_each_stratum_times_its_own_births():
    found = with_expected(summary(*records(80, 900), *records(20, 20, multiple=1)), STANDARD)
    all_births = row_of(found)
    assert all_births["expected"] == pytest.approx(0.06 * 980 + 0.5 * 40)
    assert all_births["ratio"] == pytest.approx(100 * 100 / 78.8, abs=0.01)
    assert all_births["standard"] == "landelijk 2022"
    # Byar 100: 81.3621 to 121.6279 (numbers.md 3.5), over what was expected.
    assert all_births["lower"] == pytest.approx(81.3621 / 78.8 * 100, abs=0.01)
    assert all_births["upper"] == pytest.approx(121.6279 / 78.8 * 100, abs=0.01)
    assert all_births["interval_method"] == "Byar, exact chi-square below 10, indirect standardisation"
    assert all_births["rate"] is None
    assert (row_of(found, "multiple")["rate"], row_of(found, "multiple")["expected"]) == (0.5, pytest.approx(20))
    assert row_of(found, "singleton")["ratio"] == pytest.approx(100 * 80 / 58.8, abs=0.01)


def test_more_twins_are_expected_to_be_early_and_are_not_held_against_an_area():
    """Both areas have the rates of the reference; crude shares would call the one with twins worse."""
    few, many = summary(*records(60, 940)), summary(*records(54, 846), *records(50, 50, multiple=1))
    shares = [row_of(one)["numerator"] / row_of(one)["denominator"] for one in (few, many)]
    assert shares[1] > 1.5 * shares[0]
    assert [row_of(with_expected(one, STANDARD))["ratio"] for one in (few, many)] == pytest.approx([100, 100])


def test_below_ten_the_interval_is_exact():
    found = row_of(with_expected(summary(*records(3, 97)), STANDARD))
    # Exact Poisson of 3: 0.6187 to 8.7673 (Garwood); Byar would give 0.6030 to 8.7654.
    assert (found["lower"], found["upper"]) == (
        pytest.approx(100 * 0.6187 / 6, abs=0.02),
        pytest.approx(100 * 8.7673 / 6, abs=0.02),
    )


def test_rows_and_columns_stay_as_they_were():
    before = summary(*records(80, 900), *records(20, 20, multiple=1))
    after = with_expected(before, STANDARD)
    assert after.select(before.columns).equals(before)
    assert after.filter(indicator="big2")["expected"].null_count() == 3, "the reference does not have it"


def test_a_reference_is_made_in_multiples_of_five_and_read_back():
    table, left_out = make_standard(births(*records(123, 1877), *records(33, 31, multiple=1)), CHART, "eigen regio")
    assert table.columns == ["standard", "reference", "indicator", "population", "numerator", "denominator"]
    counts = {row["population"]: (row["numerator"], row["denominator"]) for row in table.iter_rows(named=True)}
    assert counts == {"singleton": (125, 2000), "multiple": (35, 65)}
    assert set(table["indicator"]) == {"preterm", "big2"}, "the others have too few cases in a stratum"
    assert "sga" in left_out
    assert checked_standard(table).rates["preterm"]["singleton"] == 0.0625


@pytest.mark.parametrize("few", [(9, 40), (40, 9)])
def test_a_stratum_with_fewer_than_ten_on_either_side_is_in_no_reference(few):
    with pytest.raises(BirthsError, match="too few births"):
        make_standard(births(*records(123, 1877), *records(*few, multiple=1)), CHART, "klein")


def test_a_reference_by_another_chart_is_refused():
    rates = {"sga": {"singleton": 0.1, "multiple": 0.3}}
    with pytest.raises(BirthsError, match="with the chart visser"):
        with_expected(summary(*records(80, 900)), Standard("oud", {"sga": "visser"}, rates))


GOOD = {
    "standard": ["a", "a"],
    "reference": ["none", "none"],
    "indicator": ["preterm", "preterm"],
    "population": ["singleton", "multiple"],
    "numerator": [60, 50],
    "denominator": [1000, 100],
}


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("standard", ["a", "b"], "exactly one name"),
        ("standard", ["a,b", "a,b"], "without commas"),
        ("indicator", ["preterm", "smoking"], "no indicator"),
        ("population", ["singleton", "singleton"], "one row for singleton"),
        ("population", ["singleton", "all"], "one row for singleton"),
        ("numerator", ["60", "x"], "as whole numbers"),
        ("numerator", [60, 0], "needs cases"),
        ("denominator", [1000, 50], "more births than cases"),
        ("reference", ["none", "other"], "one chart"),
    ],
)
def test_a_reference_that_cannot_be_is_refused(column, values, message):
    with pytest.raises(BirthsError, match=message):
        checked_standard(pl.DataFrame(GOOD | {column: values}))


def test_half_an_indicator_is_refused():
    with pytest.raises(BirthsError, match="preterm needs a row"):
        checked_standard(pl.DataFrame({name: values[:1] for name, values in GOOD.items()}))
