"""Standardised ratios from a file of births to a release: made of what is shown, and of nothing else."""

import polars as pl
import pytest
from tests.figures.test_births_delivery import HOFTIEZER

from kansrijk.core.intervals import byar
from kansrijk.figures import commands, queries
from kansrijk.figures.delivered import delivered_rows
from kansrijk.figures.models import Release, Row
from kansrijk.figures.standardising import ratio_of_shown

pytestmark = pytest.mark.django_db
HEAD = "area,period,population,indicator,numerator,denominator,unknown,reference,standard,rate,expected\n"
NAME = "eigen regio 2014-2023"
RATES = {"singleton": 0.06, "multiple": 0.5}


def year(
    period: str, cases: int = 90, births: int = 1000, shared: int = 40, area: str = "GM9901@2024", rates=RATES
) -> list[str]:
    single = births - shared
    expected = rates["singleton"] * single + rates["multiple"] * shared
    few = min(cases, shared // 2)
    return [
        f"{area},{period},all,preterm,{cases},{births},3,none,{NAME},,{expected:.4f}",
        f"{area},{period},singleton,preterm,{cases - few},{single},3,none,{NAME},{rates['singleton']},",
        f"{area},{period},multiple,preterm,{few},{shared},0,none,{NAME},{rates['multiple']},",
    ]


def lines(*rows: str) -> str:
    return HEAD + "\n".join(rows) + "\n"


@pytest.fixture
def one(coalition, person):
    return person("epidemioloog", coalition)


@pytest.fixture
def other(coalition, person):
    return person("epidemioloog", coalition, number=2)


@pytest.fixture
def brought(coalition, write, made_up, one):
    def make(text: str, name: str = "geboorten.csv", source: str = "births"):
        return commands.import_delivery(by=one, source=source, file=write(text, name), coalition=coalition.pk)

    return make


@pytest.fixture
def released(brought, one, other):
    def make(*rows: str) -> Release:
        receipt = brought(lines(*rows))
        assert not receipt.is_refused, receipt.errors
        commands.propose_release(by=one, release=receipt.release)
        commands.publish_release(by=other, release=receipt.release)
        return Release.objects.get(pk=receipt.release)

    return make


def cell(release: Release, name: str, period: str) -> dict:
    row = Row.objects.get(release=release, period=period)
    at = release.columns.index(name)
    return {part: getattr(row, part)[at] for part in ("value", "lower", "upper", "numerator", "denominator", "status")}


def test_a_summary_with_a_reference_becomes_ratios_and_the_share_of_multiples(brought):
    receipt = brought(lines(*year("2022"), *year("2023", 60)))
    assert not receipt.is_refused, receipt.errors
    release = Release.objects.get(pk=receipt.release)
    assert release.columns == ["vroeggeboorte", "meerlingen", "vroeggeboorte_verhouding"]
    assert release.standards == {"name": NAME, "rates": {"vroeggeboorte_verhouding": RATES}}
    assert release.definition_versions["vroeggeboorte_verhouding"] == NAME, "another reference is another definition"
    assert NAME in release.citation
    method = release.interval_methods[2]
    assert method == "Byar, exact chi-square below 10, indirect standardisation"
    row = delivered_rows(receipt.release)[0]
    expected = 0.06 * 960 + 0.5 * 40
    assert (row.numerator[2], row.denominator[2]) == (90, pytest.approx(expected))
    assert row.value[2] == pytest.approx(100 * 90 / expected)
    assert row.lower[2] == pytest.approx(100 * float(byar(90).lower) / expected)


@pytest.mark.req("SDC-02", "a standardised ratio says no more than the counts that are shown")
def test_a_released_ratio_is_worked_out_from_what_is_shown(released):
    """A reader with the released counts and the reference gets the very figure; the exact births are in it nowhere."""
    release = released(*year("2021", 93, 1003, 41), *year("2022", 88, 998, 38))
    for period in ("2021", "2022"):
        early, shared = cell(release, "vroeggeboorte", period), cell(release, "meerlingen", period)
        found = cell(release, "vroeggeboorte_verhouding", period)
        part = shared["numerator"] / shared["denominator"]
        expected = round(early["denominator"] * ((1 - part) * 0.06 + part * 0.5), 1)
        assert (found["numerator"], found["denominator"]) == (early["numerator"], expected)
        assert found["value"] == round(100 * early["numerator"] / expected)
        limits = byar(early["numerator"])
        assert found["lower"] == pytest.approx(100 * float(limits.lower) / expected, abs=0.06)
        assert found["upper"] == pytest.approx(100 * float(limits.upper) / expected, abs=0.06)
    counts = {cell(release, name, "2021")["numerator"] for name in ("vroeggeboorte", "meerlingen")}
    assert counts == {95, 40}, "rounded to five, as everything that is one's own"


@pytest.mark.req("SDC-02", "a standardised ratio is hidden where one of its counts is")
@pytest.mark.parametrize(("cases", "births", "shared"), [(9, 1000, 40), (90, 1000, 9), (90, 95, 40)])
def test_a_ratio_is_hidden_where_one_of_its_counts_is(released, cases, births, shared):
    """Few cases, few multiples, few others: nothing of the ratio is left, and the other year stands."""
    release = released(*year("2021", cases, births, shared), *year("2022"))
    hidden = cell(release, "vroeggeboorte_verhouding", "2021")
    assert hidden.pop("status") == 2
    assert set(hidden.values()) == {None}
    assert cell(release, "vroeggeboorte_verhouding", "2022")["status"] == 0


def test_two_worlds_that_show_the_same_have_the_same_ratio(released, brought, one, other):
    """Hidden counts move within what is shown; the ratio does not."""
    first = released(*year("2021", 91, 1001, 39), *year("2022", 8, 500, 6))
    a = [cell(first, "vroeggeboorte_verhouding", period) for period in ("2021", "2022")]
    Release.objects.all().update(replaces=None)
    Row.objects.all().delete()
    Release.objects.all().delete()
    second = released(*year("2021", 89, 999, 41), *year("2022", 3, 500, 2))
    assert a == [cell(second, "vroeggeboorte_verhouding", period) for period in ("2021", "2022")]


@pytest.mark.req("SDC-02", "a ratio of one's own comes from birth records with a reference only")
def test_an_own_ratio_without_a_reference_is_refused(brought):
    """A table of one's own with a ratio in it says nothing about who is behind it."""
    receipt = brought(
        "gebied;periode;indicator;waarde;teller;noemer\nGM9901@2024;2022;vroeggeboorte_verhouding;120;6;5\n",
        "tabel.csv",
        source="tidy",
    )
    assert receipt.is_refused
    assert "births summarise --standard" in receipt.errors[0].message
    assert Release.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: [row.replace(NAME, "andere") for row in rows], "two references"),
        (
            lambda rows: [row.replace("none,eigen regio 2014-2023,0.06", f"none,{NAME},0.07") for row in rows],
            "one rate",
        ),
        (lambda rows: [row.replace(",0.5,", ",1.5,") for row in rows], "one rate"),
    ],
)
def test_two_references_and_impossible_rates_are_refused(brought, change, message):
    from kansrijk.core.faults import BadInput

    with pytest.raises(BadInput, match=message):
        brought(lines(*year("2021"), *change(year("2022"))))
    assert Release.objects.count() == 0


def test_by_the_old_chart_there_is_no_ratio_of_the_new_definition(brought):
    rows = [
        f"GM9901@2024,2017,{population},sga,{cases},{births},3,visser,{NAME},{rate},"
        for population, cases, births, rate in (
            ("all", 110, 1000, ""),
            ("singleton", 100, 960, 0.1),
            ("multiple", 10, 40, 0.3),
        )
    ]
    receipt = brought(lines(*rows))
    assert not receipt.is_refused, receipt.errors
    assert Release.objects.get(pk=receipt.release).columns == ["sga_oude_curven"]


def test_what_summarise_writes_with_a_reference_can_be_imported_and_read(brought, one, other, tmp_path):
    """From records by the commands to the figure of a reader."""
    from typer.testing import CliRunner

    from kansrijk.cli.main import app

    size = 2_000
    pl.DataFrame(
        {
            "sex": ["m", "f"] * (size // 2),
            "ga_weeks": [40] * 1840 + [35] * 160,
            "ga_days": [0] * size,
            "birthweight_g": [3500] * size,
            "outcome": ["live"] * size,
            "died_on_day": [""] * size,
            "multiple": [0] * 1800 + [1] * 40 + [1] * 40 + [0] * 120,
            "pc4": [2000] * size,
            "born_on": ["2022-03-01", "2021-03-01"] * (size // 2),
        }
    ).write_csv(tmp_path / "records.csv")
    pl.DataFrame(
        [(sex, day, 10 * day) for sex in ("jongens", "meisjes") for day in range(161, 295)],
        schema=["geslacht", "zwangerschapsduur_dagen", "p10"],
        orient="row",
    ).write_csv(tmp_path / f"{HOFTIEZER}.csv")
    (tmp_path / "places.csv").write_text("pc4,gemeente\n2000,GM9901@2024\n")
    common = [str(tmp_path / "records.csv"), "--reference", str(tmp_path / f"{HOFTIEZER}.csv")]
    runner = CliRunner()
    made = runner.invoke(app, ["births", "standard", *common, "--name", NAME, "--out", str(tmp_path / "standard.csv")])
    assert made.exit_code == 0, made.output
    places = ["--by", "gemeente,year", "--postcodes", str(tmp_path / "places.csv")]
    standard = ["--standard", str(tmp_path / "standard.csv"), "--out", str(tmp_path / "out.csv")]
    told = runner.invoke(app, ["births", "summarise", *common, *places, *standard])
    assert told.exit_code == 0, told.output
    receipt = brought((tmp_path / "out.csv").read_text())
    assert not receipt.is_refused, receipt.errors
    commands.propose_release(by=one, release=receipt.release)
    commands.publish_release(by=other, release=receipt.release)
    (figure,) = queries.figures_of(one, "GM9901", 2024, ["vroeggeboorte_verhouding"])
    assert figure.value == 100, "half the births of the reference, with its twins: as expected"
    assert figure.lower is not None
    assert figure.upper is not None
    assert figure.lower < 100 < figure.upper
    assert figure.definition_version == NAME


def test_nothing_shown_is_no_ratio():
    assert ratio_of_shown(None, 100, 10, 100, RATES) is None
    assert ratio_of_shown(10, 100, None, 100, RATES) is None
    assert ratio_of_shown(10, 100, 10, None, RATES) is None
