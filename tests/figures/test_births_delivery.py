"""What births summarise wrote becomes a release of its own: one population, one meaning per chart, fixed windows."""

import pytest
from tests.figures.files import show_as_delivered

from kansrijk.figures import commands, queries
from kansrijk.figures.delivered import delivered_rows
from kansrijk.figures.models import Release

pytestmark = pytest.mark.django_db
HEAD = "area,period,population,indicator,numerator,denominator,unknown,reference\n"
HOFTIEZER = "hoftiezer_geboortegewicht"


def lines(*rows: str) -> str:
    return HEAD + "\n".join(rows) + "\n"


def year(period: str, area: str = "GM9901@2024", chart: str = HOFTIEZER, cases: int = 150) -> list[str]:
    return [
        f"{area},{period},all,preterm,70,1000,3,none",
        f"{area},{period},all,sga,100,995,8,{chart}",
        f"{area},{period},all,big2,{cases},990,13,{chart}",
        f"{area},{period},all,perinatal_mortality_24w_7d,12,1000,3,none",
        f"{area},{period},singleton,big2,{cases - 20},960,13,{chart}",
        f"{area},{period},multiple,big2,20,30,0,{chart}",
    ]


@pytest.fixture
def brought(beheer, coalition, write, made_up, person):
    def make(text: str, name: str = "geboorten.csv"):
        return commands.import_delivery(
            by=person("epidemioloog", coalition, number=len(name)),
            source="births",
            file=write(text, name),
            coalition=coalition.pk,
        )

    return make


def test_a_summary_becomes_figures_with_counts_interval_and_the_chart_by_name(brought, person, coalition):
    receipt = brought(lines(*year("2022"), *year("2023")))
    assert not receipt.is_refused, receipt.errors
    assert (receipt.read, receipt.stored) == (10, 10), "five figures a year: four counted, and what was unknown"
    release = Release.objects.get(pk=receipt.release)
    assert set(release.columns) == {
        "vroeggeboorte",
        "sga",
        "big2",
        "perinatale_sterfte_24w_7d",
        "geboorten_onbekend",
    }
    assert HOFTIEZER in release.citation
    assert release.definition_versions["big2"] == "hoftiezer-2019"
    assert set(release.interval_methods) == {"Wilson score"}
    reader = person("epidemioloog", coalition, number=77)
    show_as_delivered(receipt.release, reader)
    figures = {one.indicator.id: one for one in queries.figures_of(reader, "GM9901", 2024) if one.release}
    assert (figures["big2"].numerator, figures["big2"].denominator) == (150, 990)
    assert figures["big2"].value == pytest.approx(100 * 150 / 990)
    unknown = figures["geboorten_onbekend"]
    assert (unknown.numerator, unknown.denominator) == (13, 1003), "what was left out is counted and shown"


def test_the_old_chart_is_another_indicator(brought):
    receipt = brought(lines(*year("2017", chart="visser_referentie")))
    assert not receipt.is_refused, receipt.errors
    release = Release.objects.get(pk=receipt.release)
    assert {"big2_oude_curven", "sga_oude_curven"} < set(release.columns)
    assert not {"big2", "sga"} & set(release.columns)


@pytest.mark.parametrize("chart", ["mijn_curve", "verzonnen groeicurve van de fictieve regio"])
def test_a_chart_that_nobody_described_is_refused(brought, chart):
    from kansrijk.core.faults import BadInput

    with pytest.raises(BadInput, match="not described") as caught:
        brought(lines(*year("2022", chart=chart)))
    assert (caught.value.row, caught.value.column) == (3, "reference")
    assert Release.objects.count() == 0


def test_two_charts_are_two_deliveries(brought):
    from kansrijk.core.faults import BadInput

    with pytest.raises(BadInput, match="two charts"):
        brought(lines(*year("2022"), *year("2023", chart="visser")))


@pytest.mark.parametrize(
    ("area", "periods", "message"),
    [
        ("GM9901@2024", ["2021-2023"], "1 years, not 3"),
        ("WK990101@2024", ["2023"], "3 or 5 years, not 1"),
        ("WK990101@2024", ["2017-2021", "2022-2024"], "differ in length"),
        ("WK990101@2024", ["2019-2021", "2021-2023"], "overlap"),
    ],
)
def test_the_windows_of_a_level_are_fixed(brought, area, periods, message):
    receipt = brought(lines(*(row for period in periods for row in year(period, area))))
    assert receipt.is_refused
    assert message in " ".join(fault.message for fault in receipt.errors)


def test_yearly_gemeenten_and_pooled_wijken_go_together_and_a_next_year_may_follow(brought):
    first = brought(lines(*year("2021"), *year("2022"), *year("2021-2023", "WK990101@2024")))
    assert not first.is_refused, first.errors
    second = brought(lines(*year("2023")), "later.csv")
    assert not second.is_refused, "another year at gemeente level does not clash with the windows of wijken"
    third = brought(lines(*year("2022-2024", "WK990101@2024")), "rolling.csv")
    assert third.is_refused, "a rolling window beside a stored one is refused"
    assert "overlap" in third.errors[0].message


def test_births_without_a_place_or_a_date_are_no_figures_of_an_area(brought):
    receipt = brought(lines(*year("2022"), *year("2022", "unknown"), *year("unknown")))
    assert not receipt.is_refused
    assert receipt.read == 5


def test_what_summarise_writes_can_be_imported(brought, tmp_path):
    """From records to figures, through the file."""
    import polars as pl

    from kansrijk.core.births import summarise

    births = pl.DataFrame(
        {
            "sex": ["m", "f"] * 500,
            "ga_weeks": [40] * 900 + [35] * 100,
            "ga_days": [0] * 1000,
            "birthweight_g": [3500] * 800 + [2000] * 150 + [None] * 50,
            "outcome": ["live"] * 1000,
            "died_on_day": pl.Series([None] * 1000, dtype=pl.Int64),
            "multiple": [0] * 1000,
            "pc4": [2000] * 1000,
            "born_on": ["2022-03-01"] * 1000,
        }
    )
    chart = pl.DataFrame(
        [(sex, day, 10 * day) for sex in ("jongens", "meisjes") for day in range(161, 295)],
        schema=["geslacht", "zwangerschapsduur_dagen", "p10"],
        orient="row",
    )
    places = pl.DataFrame({"pc4": [2000], "gemeente": ["GM9901@2024"]})
    text = summarise(births, chart, "gemeente,year", places, reference=HOFTIEZER).write_csv()
    receipt = brought(text)
    assert not receipt.is_refused, receipt.errors
    release = Release.objects.get(pk=receipt.release)
    (row,) = delivered_rows(receipt.release)
    at = release.columns.index("big2")
    assert (row.numerator[at], row.denominator[at]) == (150, 950)
