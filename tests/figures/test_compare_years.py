"""Areas beside one another through the years, all in the borders of one edition: page, drawing, files."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests import prepared
from tests.figures.conftest import real_data
from tests.figures.files import show_as_delivered
from tests.figures.test_area_page import figure
from tests.figures.test_compare import read
from tests.figures.test_years_in_one_edition import WEESP_AND_AMSTERDAM, years_of_gemeenten

from kansrijk.areas import commands as area_commands
from kansrijk.areas import queries as places
from kansrijk.figures import catalogue, charts
from kansrijk.figures.commands import import_delivery
from kansrijk.figures.models import Release
from kansrijk.figures.pages.asked import areas
from kansrijk.figures.pages.compare_years import compare_years
from kansrijk.figures.pages.continued import Continued
from kansrijk.figures.queries.reexpressed import ToldFigure
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.commands import installation_actor

pytestmark = pytest.mark.django_db
TWO = "gebied=GM0363&gebied=GM0546"
PEOPLE = f"/vergelijk?{TWO}&indicator=inwoners&vorm=verloop"
SVG = "{http://www.w3.org/2000/svg}"
years = prepared.fixture(prepared.Prepared("years_of_gemeenten", years_of_gemeenten))


def gemeenten_before_the_splits() -> None:
    """People of 2016 in gemeenten of 2016, told by hand; borders of 2024; what became of what."""
    data, by = real_data(), installation_actor()
    area_commands.import_areas(by=by, file=data / "boundaries/gemeente_2024_rd_dissolved.geojson", edition=2024)
    area_commands.import_successions(by=by, file=data / "crosswalk/grenswijziging_gemeente_2016_2024.csv")


splits = prepared.fixture(prepared.Prepared("gemeenten_before_the_splits", gemeenten_before_the_splits))


def test_amsterdam_with_weesp_stands_beside_leiden_over_the_merger(client, years):
    text = read(client, PEOPLE)
    assert "Alle gebieden staan in de grenzen van 2024." in text
    assert "Amsterdam: van 893.783 in 2021 naar 931.298 in 2024." in text
    assert "Leiden: van 124.093 in 2021 naar 130.108 in 2024." in text
    assert WEESP_AND_AMSTERDAM == 893_783
    assert "Amsterdam 2021: omgerekend naar de grenzen van 2024: opgeteld na samenvoeging (Amsterdam, Weesp)." in text
    assert "873.338" not in text, "Amsterdam without Weesp is of other borders"
    assert "Leiden 2021" not in text, "what stayed as it was has no remark"
    page = client.get(PEOPLE).content.decode()
    assert page.index("<table") < page.index('class="k-chart"'), "the table comes first"
    assert page.count("k-chart__mark--open") == 1
    assert page.count('data-label="Amsterdam"') == 2
    assert " style=" not in page


def test_an_area_that_is_gone_is_named_and_a_percentage_without_counts_left_out(client, years):
    text = read(client, f"/vergelijk?{TWO}&gebied=GM0457&indicator=koopwoningen&vorm=verloop")
    assert "In de grenzen van 2024 bestaat Weesp niet" in text
    assert "Weggelaten bij Amsterdam: 2021." in text
    page = compare_years(VISITOR, areas(VISITOR, ["GM0363", "GM0546", "GM0457"]), ["koopwoningen"])
    (block,) = page.blocks
    assert page.edition == 2024
    assert [column.area.code for column in block.columns] == ["GM0363", "GM0546"]
    assert {one.edition for column in block.columns for one in column.run.figures} == {2024}
    assert [one.period for one in block.columns[0].run.figures] == ["2024"]
    assert [one.period for one in block.columns[1].run.figures] == ["2021", "2024"]


def test_the_drawing_that_leaves_the_page_says_which_years_were_re_expressed(client, years):
    address = f"/vergelijk/beeld.{{}}?{TWO}&indicator=inwoners&vorm=verloop"
    root = ET.fromstring(client.get(address.format("svg")).content)
    told = " ".join(one.text or "" for one in root.iter(f"{SVG}text"))
    assert "omgerekend naar de grenzen van 2024" in told
    assert "Weesp" in told
    assert "Amsterdam" in told
    assert "Leiden" in told
    assert "Grenzen van 2024." in told
    assert client.get(address.format("png")).content[:4] == b"\x89PNG"
    assert client.get(address.format("gif")).status_code == 404


def test_the_files_give_the_same_cells_with_how_they_came_there(client, years):
    address = f"/vergelijk/cijfers.csv?{TWO}&indicator=inwoners&vorm=verloop"
    rows = list(csv.DictReader(io.StringIO(client.get(address).content.decode())))
    assert [(r["area_code"], r["period"], r["edition"], r["value"], r["reexpressed_from"], r["how"]) for r in rows] == [
        ("GM0363", "2021", "2024", "893783.0", "2021", "summed"),
        ("GM0363", "2024", "2024", "931298.0", "", ""),
        ("GM0546", "2021", "2024", "124093.0", "", ""),
        ("GM0546", "2024", "2024", "130108.0", "", ""),
    ]
    book = load_workbook(io.BytesIO(client.get(address.replace(".csv", ".xlsx")).content))
    cells = list(book.worksheets[1].iter_rows(values_only=True))
    assert 893783 in cells[1]
    assert "summed" in cells[1]
    about = client.get(address.replace("cijfers.csv", "cijfers.csv-metadata.json")).json()
    named = {one["name"] for one in about["tableSchema"]["columns"]}
    assert {"reexpressed_from", "how", "bound_lower", "bound_upper"} <= named
    assert "vorm=verloop" in about["url"]
    assert client.get(f"/vergelijk/datapackage.json?{TWO}&indicator=inwoners&vorm=verloop").status_code == 200


@pytest.mark.parametrize("road", ["", "/cijfers.csv", "/beeld.svg"])
def test_another_form_of_comparison_does_not_exist(client, years, road):
    assert client.get(f"/vergelijk{road}?{TWO}&indicator=inwoners&vorm=taart").status_code == 404


def test_the_real_traps_of_the_data_folder(years):
    """Merged gemeenten are exact; Vijfheerenlanden, which changed province in 2019, is one line of itself."""
    asked = areas(VISITOR, ["GM0439", "GM1982", "GM1961", "GM0014"])
    (block,) = compare_years(VISITOR, asked, ["inwoners"]).blocks
    by_code = {column.area.code: column for column in block.columns}
    purmerend = by_code["GM0439"].at("2021")
    assert by_code["GM0439"].run.told["2021"].how == "summed"
    assert purmerend.value == 81_683 + 10_110, "Purmerend and Beemster"
    assert len(by_code["GM1982"].run.told["2021"].parts) == 5, "Land van Cuijk"
    assert [one.period for one in by_code["GM1961"].run.figures] == ["2021", "2024"]
    assert not by_code["GM1961"].run.is_touched(by_code["GM1961"].at("2021")), "Vijfheerenlanden is what it was"


SPLIT = {"GM0053": "Winsum", "GM0788": "Haaren"}
NEW = {"Winsum": ("GM1966", "GM1969"), "Haaren": ("GM0855", "GM0757", "GM0824", "GM0865")}


@pytest.fixture
def people_of_2016(splits, beheer):
    """10,000 people in each old gemeente, made up; which gemeente went where is as it was."""
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited
    from kansrijk.areas.models import Succession

    moved = Succession.objects.filter(level="gemeente", from_edition=2016, to_edition=2024)
    old = sorted(set(moved.values_list("from_code", flat=True)))
    names = {ref.code: ref.name for ref in (places.area(VISITOR, code, 2024) for code in old) if ref is not None}
    records = [AreaRecord(code, SPLIT.get(code) or names.get(code) or f"Was {code}", "gemeente", None) for code in old]
    assert not register_unaudited(2016, records).errors
    return old


@pytest.mark.parametrize("old", sorted(NEW))
def test_a_gemeente_that_was_split_is_divided_and_flagged_as_an_estimate(client, people_of_2016, beheer, tmp_path, old):
    """Winsum went to Het Hogeland and Westerkwartier (2019), Haaren to four others (2021): an estimate, no count."""
    file = tmp_path / "eigen.csv"
    rows = "".join(f"{code}@2016;2016;inwoners;10000;;\n" for code in people_of_2016)
    file.write_text(f"gebied;periode;indicator;waarde;noemer;status\n{rows}", "utf-8")
    receipt = import_delivery(by=beheer, source="tidy", file=file)
    assert not receipt.is_refused, receipt.errors[:3]
    show_as_delivered(receipt.release, beheer)
    with pgtrigger.ignore("figures.Release:stays_whose_it_is"):  # made up as if a publisher had delivered it
        Release.objects.filter(pk=receipt.release).update(policy="published_at_source")
    (block,) = compare_years(beheer, areas(beheer, NEW[old]), ["inwoners"]).blocks
    for column in block.columns:
        told = column.run.told["2016"]
        assert told.how == "weighted", column.area
        assert column.at("2016").status == "modelled"
        assert old in {name for _code, name, share in told.parts if share < 1}
    assert sum("schatting, verdeeld naar adressen" in cell.how for cell in block.rows[0][1]) == len(NEW[old])
    assert all("schatting" in note for note in block.notes)
    assert block.drawing.body.count("k-chart__mark--open") + block.drawing.body.count("k-chart__here--open") == len(
        NEW[old]
    )


def _told(code: str, period: str, how: str, *, bounds=None, **changes) -> ToldFigure:
    one = figure("vroeggeboorte", period=period, edition=2024, area_code=code, **changes)
    return ToldFigure(one, how, 2020, (("A", "Oud", 0.4), ("B", "Ouder", 1.0)), bounds)


def test_hidden_parts_are_an_interval_without_a_point_in_table_words_drawing_and_file(released, monkeypatch):
    from kansrijk.figures.downloads import of_years, text
    from kansrijk.figures.pages import compare_years as pages
    from kansrijk.figures.queries.told import Told

    hidden = _told("GM9901", "2020", "", bounds=(3.4, 6.4), value=None, lower=None, upper=None, status="hidden")
    monkeypatch.setattr(pages, "told_of", lambda *_, **__: Told({"vroeggeboorte": (hidden,)}, ()))
    asked = areas(VISITOR, ["GM9901"])
    (block,) = compare_years(VISITOR, asked, ["vroeggeboorte"]).blocks
    cell = next(cells[0] for period, cells in block.rows if period == "2020")
    assert cell.value == "verborgen, ergens van 3,4 tot 6,4"
    assert "verborgen, ergens van 3,4 tot 6,4" in block.drawing.description
    assert block.drawing.body.count("k-chart__span") == 1
    row = next(
        row
        for row in csv.DictReader(io.StringIO(text(of_years(VISITOR, asked, ["vroeggeboorte"]))))
        if row["period"] == "2020"
    )
    assert (row["value"], row["status"], row["bound_lower"], row["bound_upper"]) == ("", "hidden", "3.4", "6.4")


def test_own_figures_in_other_borders_wait_for_the_attacker_on_page_and_file(client, released, monkeypatch):
    from kansrijk.figures.models import Work
    from kansrijk.figures.pages import compare_years as pages
    from kansrijk.figures.queries.told import Told

    monkeypatch.setattr(pages, "told_of", lambda *_, **__: Told({}, (), is_waiting=True))
    monkeypatch.setattr("kansrijk.figures.commands.working.in_background", lambda *_: None, raising=False)
    address = "/vergelijk{}?gebied=GM9901&gebied=GM9902&indicator=vroeggeboorte&vorm=verloop"
    assert "Eigen cijfers van Verzonnen gemeente en Andere gemeente 2 uit andere grenzen" in read(
        client, address.format("")
    )
    assert Work.objects.filter(kind="judge").count() == 2
    waiting = client.get(address.format("/cijfers.csv"))
    assert (waiting.status_code, waiting["Retry-After"]) == (503, "5")


def test_the_fictional_region_goes_through_the_years_side_by_side(client, released):
    page = client.get("/vergelijk?gebied=GM9901&gebied=GM9902&gebied=GM9903&indicator=vroeggeboorte").content.decode()
    assert (
        'href="/vergelijk?gebied=GM9901&amp;gebied=GM9902&amp;gebied=GM9903&amp;indicator=vroeggeboorte&amp;vorm=verloop"'
        in page
    )
    text = read(client, "/vergelijk?gebied=GM9901&gebied=GM9902&indicator=vroeggeboorte&vorm=verloop")
    assert "fictief voorbeeld" in text
    assert "Het fictieve land" in text
    moved = client.get("/vergelijk?gebied=GM9901&indicator=vroeggeboorte&vorm=verloop&erbij=Andere gemeente 2")
    assert moved["Location"].endswith("vorm=verloop")


def test_a_further_area_costs_a_few_queries_and_a_further_indicator_none(client, released):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len([one for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    one = asked("/vergelijk?gebied=GM9901&indicator=vroeggeboorte&vorm=verloop")
    three = asked("/vergelijk?gebied=GM9901&gebied=GM9902&gebied=GM9903&indicator=vroeggeboorte&vorm=verloop")
    more = asked("/vergelijk?gebied=GM9901&indicator=vroeggeboorte&indicator=sga&vorm=verloop")
    assert three - one <= 2 * 10
    assert more <= one


def test_six_lines_have_six_shapes_and_a_gap_is_not_bridged():
    steps = [charts.Step(year, str(year), value, None, None, "1/0/0") for year, value in ((2018, 3.0), (2019, 4.0))]
    hole = [charts.Step(2020, "2020", None, None, None, "1/0/0"), charts.Step(2021, "2021", 5.0, None, None, "1/0/0")]
    runs = [charts.Run(f"Gebied <{at}>", [*steps, *hole]) for at in range(6)]
    drawn = charts.lines(charts.Lines("T", "D", runs, None, [(2021, "1")], lambda value, decimals: f"{value:.1f}"))
    root = ET.fromstring(drawn.inline())
    shapes = set(re.findall(r"k-chart__(?:mark|here)--([a-z]+)", drawn.body)) - {"open"}
    assert len(shapes) == 6
    assert len({one.get("stroke-dasharray") for one in root.iter(f"{SVG}polyline")}) == 6
    assert drawn.body.count("k-chart__break") == 1
    lines = [one.get("points").split() for one in root.iter(f"{SVG}polyline")]
    assert {len(points) for points in lines} == {2}, "the year without a figure parts the line"
    assert "<0>" not in drawn.body


def test_another_definition_is_another_line_here_too():
    from kansrijk.figures.pages.compare_years import Column, _step

    known = catalogue.indicators()["afstand_huisarts"]
    year = int(known.breaks[0].from_period)
    figures = tuple(figure("afstand_huisarts", period=str(at)) for at in (year - 1, year))
    column = Column(None, Continued(figures), ())
    assert len({_step(known, column, one).group for one in figures}) == 2


def test_a_column_has_as_many_decimals_everywhere_as_its_least_certain_figure_allows():
    from dataclasses import replace

    from kansrijk.figures.pages import compare_years as pages

    one = figure("vroeggeboorte", "2022", 6.04, 5.6, 6.5)
    other = figure("vroeggeboorte", "2023", 8.0, 5.0, 11.0)
    area = SimpleNamespace(code="XX00", name="Land", level="country")
    column = pages.Column(area, Continued((one, other)), ())
    assert [pages._cell(column, year).value for year in ("2022", "2023")] == [
        "6\N{NO-BREAK SPACE}%",
        "8\N{NO-BREAK SPACE}%",
    ]
    alone = replace(column, run=Continued((one,)))
    assert pages._cell(alone, "2022").value == "6,0\N{NO-BREAK SPACE}%"


def test_every_field_of_the_form_has_its_label_above_it(client, released):
    page = client.get("/vergelijk?gebied=GM9901&indicator=vroeggeboorte").content.decode()
    form = page.partition('id="kiezen"')[2]
    for name in ("erbij", "indicator"):
        assert re.search(rf'<p><label for="{name}">[^<]*</label>\s*<(input|select)[^>]*id="{name}"', form), name
