"""One or two organisations that supply nearly everything: judged at the import, hidden at the proposal, never kept."""

import polars as pl
import pytest
from django.db import connection

from kansrijk.core.births import summarise
from kansrijk.figures import commands, queries
from kansrijk.figures.delivered import delivered_rows, dominated_cells
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db
HEAD = "gebied;periode;indicator;teller;noemer;waarde;status;per_organisatie\n"
# security.md 2.1: two organisations with more than 85 %, or the rest under 10 % of the largest.
COUNTS = {
    "GM9901": (300, 2400, "120|100|80"),
    "WK990101": (100, 800, "60|30|10"),
    "WK990102": (100, 800, "40|30|30"),
    "WK990103": (100, 800, "40|35|25"),
}


def _file(write, counts=COUNTS):
    return write(HEAD + "".join(f"{code}@2024;2023;big2;{n};{d};;;{few}\n" for code, (n, d, few) in counts.items()))


@pytest.fixture
def imported(person, coalition, made_up, write):
    who = person("epidemioloog", coalition)
    receipt = commands.import_delivery(by=who, source="tidy", file=_file(write), coalition=coalition.pk)
    assert not receipt.is_refused, receipt.as_json()
    return who, receipt.release


@pytest.mark.req("SDC-02", "dominance by one organisation, from a delivery to the page")
def test_a_cell_that_two_organisations_supply_is_hidden_and_cannot_be_recomputed(imported, person, coalition):
    who, release = imported
    assert dominated_cells(release) == {("WK990101", "2023", 0)}
    commands.propose_release(by=who, release=release)
    commands.publish_release(by=person("coordinator", coalition), release=release)
    shown = {code: queries.figures_of(VISITOR, code, 2024, ["big2"])[0] for code in COUNTS}
    assert shown["WK990101"].status == "hidden"
    assert shown["WK990101"].numerator is None
    assert [code for code in ("WK990102", "WK990103", "GM9901") if shown[code].status == "hidden"], "and one with it"
    assert queries.audit_released(VISITOR).recoverable == ()


def test_without_the_column_the_same_counts_are_shown(person, coalition, made_up, write):
    who = person("epidemioloog", coalition)
    file = write(
        "gebied;periode;indicator;teller;noemer;waarde;status\n"
        + "".join(f"{code}@2024;2023;big2;{n};{d};;\n" for code, (n, d, _) in COUNTS.items())
    )
    release = commands.import_delivery(by=who, source="tidy", file=file, coalition=coalition.pk).release
    commands.propose_release(by=who, release=release)
    assert {queries.figures_of(who, code, 2024, ["big2"])[0].status for code in COUNTS} == {"measured"}


def test_counts_per_organisation_are_in_no_table_and_gone_with_the_proposal(imported):
    who, release = imported
    assert [row.numerator for row in delivered_rows(release)] == [[300.0], [100.0], [100.0], [100.0]]
    with connection.cursor() as cursor:
        cursor.execute("select array_agg(dominated) from delivered.of_release(%s)", [release])
        assert cursor.fetchone()[0] == [[False], [True], [False], [False]], "one bit a cell is all that is kept"
    commands.propose_release(by=who, release=release)
    assert dominated_cells(release) == set()


@pytest.mark.parametrize(
    ("few", "sentence"),
    [("60|30", "do not add up"), ("60|veel|10", "whole counts"), ("60|30|-10", "whole counts"), ("60;30", None)],
)
def test_organisations_that_do_not_fit_the_count_are_refused_without_repeating_them(
    person, coalition, made_up, write, few, sentence
):
    who = person("epidemioloog", coalition)
    counts = {**COUNTS, "WK990101": (100, 800, few)}
    if sentence is None:
        from kansrijk.core.faults import BadInput

        with pytest.raises(BadInput):
            commands.import_delivery(by=who, source="tidy", file=_file(write, counts), coalition=coalition.pk)
        return
    receipt = commands.import_delivery(by=who, source="tidy", file=_file(write, counts), coalition=coalition.pk)
    assert receipt.is_refused
    assert sentence in receipt.errors[0].message
    assert few not in str(receipt.as_json())


def _births(organisations: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    size = len(organisations)
    births = pl.DataFrame(
        {
            "sex": ["m", "f"] * (size // 2),
            "ga_weeks": [35] * size,
            "ga_days": [0] * size,
            "birthweight_g": [3500] * size,
            "outcome": ["live"] * size,
            "died_on_day": pl.Series([None] * size, dtype=pl.Int64),
            "multiple": [0] * size,
            "pc4": [2000] * size,
            "born_on": ["2022-03-01"] * size,
            "organisation": organisations,
        }
    )
    chart = pl.DataFrame(
        [(sex, day, 10 * day) for sex in ("jongens", "meisjes") for day in range(161, 295)],
        schema=["geslacht", "zwangerschapsduur_dagen", "p10"],
        orient="row",
    )
    return births, chart


def test_birth_records_with_organisations_are_counted_per_organisation_without_a_name(
    person, coalition, made_up, tmp_path
):
    births, chart = _births(["Praktijk Noord"] * 60 + ["Praktijk Zuid"] * 30 + ["Ziekenhuis"] * 10)
    places = pl.DataFrame({"pc4": [2000], "gemeente": ["GM9901@2024"]})
    told = summarise(births, chart, "gemeente,year", places, reference="Hoftiezer 2019")
    preterm = told.filter((pl.col("population") == "all") & (pl.col("indicator") == "preterm")).row(0, named=True)
    assert (preterm["numerator"], preterm["per_organisation"]) == (100, "60|30|10")
    assert "Praktijk" not in told.write_csv()
    plain = summarise(births.drop("organisation"), chart, "gemeente,year", places, reference="Hoftiezer 2019")
    assert plain.equals(told.drop("per_organisation"))
    file = tmp_path / "geteld.csv"
    told.write_csv(file)
    who = person("epidemioloog", coalition)
    receipt = commands.import_delivery(by=who, source="births", file=file, coalition=coalition.pk)
    assert not receipt.is_refused, receipt.as_json()
    assert ("GM9901", "2022") in {cell[:2] for cell in dominated_cells(receipt.release)}
