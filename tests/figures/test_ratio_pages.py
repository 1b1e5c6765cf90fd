"""A standardised ratio on every page and road: held against 100 and never against another area's."""

import csv
import io

import pytest
from tests.figures.test_compare import read
from tests.figures.test_standardised import NAME, lines, year

from kansrijk.core.funnels import ratio_limits
from kansrijk.figures import commands
from kansrijk.figures.pages.fixed import RATIO_EDGES

pytestmark = pytest.mark.django_db
RATIO = "vroeggeboorte_verhouding"


@pytest.fixture
def three(coalition, write, made_up, person):
    """Three gemeenten: far more than expected, as expected, hidden."""
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    more = [
        AreaRecord(f"GM990{n}", f"Andere gemeente {n}", "gemeente", "XX00", country="XX", is_fictional=True)
        for n in (2, 3)
    ]
    assert not register_unaudited(2024, more).errors
    one, other = (person("epidemioloog", coalition, number=number) for number in (1, 2))
    rows = [
        *year("2022", 160, 1000, 40, "GM9901@2024"),
        *year("2022", 80, 1000, 40, "GM9902@2024"),
        *year("2022", 6, 300, 12, "GM9903@2024"),
    ]
    receipt = commands.import_delivery(
        by=one, source="births", file=write(lines(*rows), "g.csv"), coalition=coalition.pk
    )
    assert not receipt.is_refused, receipt.errors
    commands.propose_release(by=one, release=receipt.release)
    commands.publish_release(by=other, release=receipt.release)


def test_the_page_of_an_area_says_observed_expected_reference_and_method(client, three):
    text = read(client, "/gebied/GM9901")
    assert "Vroeggeboorte: verwacht is 100" in text
    assert "meer dan verwacht" in text
    assert f"Werkelijk 160, verwacht 77,6. Referentie: {NAME}, naar eenling en meerling." in text
    assert "Byar (exact onder de 10), indirecte standaardisatie, 95 %" in text
    assert "160 van 78" not in text, "observed is no part of expected"
    told = read(client, "/gebied/GM9902")
    assert "het verschil met wat verwacht was, kan toeval zijn" in told


def test_the_page_of_the_indicator_names_reference_strata_and_method(client, three):
    text = read(client, f"/indicatoren/{RATIO}?land=XX")
    assert f"{NAME}, naar eenling en meerling" in text
    assert "verhouding: 100 is als verwacht" in text
    assert "Vergelijk elk gebied met 100, en niet het ene gebied met het andere." in text
    assert "verborgen" in text


def test_a_comparison_is_with_what_was_expected_and_not_between_areas(client, three):
    text = read(client, f"/vergelijk?gebied=GM9901&gebied=GM9902&gebied=GM9903&indicator={RATIO}")
    assert "Meer dan verwacht: Verzonnen gemeente." in text
    assert "Het verschil met wat verwacht was, kan toeval zijn: Andere gemeente 2." in text
    assert "Naast wat verwacht was" in text
    assert "2 keer met wat verwacht was" in text, "two were compared, the third is hidden"
    assert "overlappen" not in text.partition("De vergelijking aanpassen")[0].partition("Vergelijk elk gebied")[2]
    assert "fictieve land" not in text.partition("De vergelijking aanpassen")[0], "nor with the country's own ratio"


def test_the_funnel_stands_around_a_hundred_with_limits_by_what_was_expected(client, three):
    text = read(client, f"/trechter?indicator={RATIO}&binnen=XX00")
    assert "rond 100 (zoals verwacht volgens de referentie)" in text
    assert "Grenzen: exact volgens Poisson" in text
    assert "Verwacht aantal" in text
    limits = ratio_limits(77.6, 0.998)
    assert f"{100 * float(limits.lower):.0f} tot {100 * float(limits.upper):.0f}" in text
    assert "buiten de trechter" in text
    assert "Binnen de trechter rond 100 (zoals verwacht volgens de referentie): 1 van de 2 gebieden." in text, (
        "the hidden one has no place in it"
    )


def test_interface_and_file_give_observed_expected_limits_method_and_reference(client, three):
    found = client.get(f"/api/v1/observations?indicator={RATIO}&level=gemeente&country=XX").json()["observations"]
    by_area = {one["area"]: one for one in found}
    shown, hidden = by_area["GM9901"], by_area["GM9903"]
    assert (shown["value"], shown["numerator"], shown["denominator"], shown["unit"]) == (206, 160, 77.6, "index")
    assert shown["interval_method"] == "Byar, exact chi-square below 10, indirect standardisation"
    assert shown["definition_version"] == NAME
    assert hidden["status"] == "hidden"
    assert {hidden[part] for part in ("value", "lower", "upper", "numerator", "denominator")} == {None}
    text = client.get(f"/indicatoren/{RATIO}/cijfers.csv?land=XX&niveau=gemeente").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
    row = next(one for one in rows if "GM9901" in one.values())
    assert {"206", NAME} <= {value.removesuffix(".0").removesuffix(",0") for value in row.values()}


def test_the_classes_of_a_map_lie_around_a_hundred_and_are_the_same_everywhere(client, three):
    text = read(client, f"/kaart?indicator={RATIO}&gebied=XX00")
    edges = [str(edge) for edge in RATIO_EDGES]
    assert f"minder dan {edges[0]}" in text
    assert f"{edges[1]} tot {edges[2]}" in text, "as expected lies inside a class"
    assert f"{edges[-1]} of meer" in text


def test_the_workbook_gives_observed_expected_limits_method_and_reference(client, three):
    from openpyxl import load_workbook

    answer = client.get(f"/indicatoren/{RATIO}/cijfers.xlsx?land=XX&niveau=gemeente")
    book = load_workbook(io.BytesIO(answer.content), read_only=False)
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    (figures,) = (rows for rows in sheets.values() if any("GM9901" in row for row in rows))
    shown = next(row for row in figures if "GM9901" in row)
    hidden = next(row for row in figures if "GM9903" in row)
    formats = {cell.value: cell.number_format for sheet in book for row in sheet.iter_rows() for cell in row}
    assert (formats[160], formats[77.6]) == ("#,##0", "#,##0.0"), "expected is no whole number"
    assert {206, 160, 77.6} <= set(shown)
    assert NAME in shown
    assert any(isinstance(cell, str) and "Byar" in cell for cell in shown)
    numbers = [cell for cell in hidden if isinstance(cell, (int, float)) and cell not in (2022, 2024)]
    assert not numbers, "of a hidden one no count, value or limit"
    assert any("verborgen" in str(cell) for cell in hidden)
    cover = " ".join(str(cell) for cell in next(iter(sheets.values())) for cell in cell)
    assert "XX" in cover or "fictief" in cover.lower()
