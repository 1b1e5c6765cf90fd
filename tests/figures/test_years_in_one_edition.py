"""A line over the years in the borders of one edition: what changed is re-expressed and says so, on every road."""

import csv
import io
import json
import re
import tempfile
from pathlib import Path

import pytest
from tests import prepared
from tests.figures.conftest import real_data
from tests.figures.test_area_page import figure
from tests.figures.test_reexpressed import gemeenten_of_2021
from typer.testing import CliRunner

from kansrijk.areas import queries as places
from kansrijk.cli.main import app
from kansrijk.figures import catalogue
from kansrijk.figures.commands import import_delivery
from kansrijk.figures.drawings import sparkline
from kansrijk.figures.pages import continued as pages
from kansrijk.figures.pages.course import course
from kansrijk.figures.pages.trend import trend
from kansrijk.figures.queries.reexpressed import ToldFigure
from kansrijk.figures.queries.told import told_of
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.commands import installation_actor

pytestmark = pytest.mark.django_db
AMSTERDAM, WEESP_AND_AMSTERDAM = "GM0363@2024", 873_338 + 20_445


def years_of_gemeenten() -> None:
    """2021 in its own edition, 2024 in its own, and what became of what in between."""
    gemeenten_of_2021()
    lines = (real_data() / "kwb/kwb2024_gemeente_wijk_buurt_85984NED_subset.csv").read_bytes().splitlines(keepends=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kwb2024_gemeente.csv"
        file.write_bytes(b"".join([lines[0], *(line for line in lines[1:] if line.startswith((b"gemeente", b"land")))]))
        assert not import_delivery(by=installation_actor(), source="cbs-kwb", file=file).is_refused


years = prepared.fixture(prepared.Prepared("years_of_gemeenten", years_of_gemeenten))


def _line(client, reference: str, indicator: str) -> str:
    page = client.get(f"/gebied/{reference}").content.decode()
    return re.search(rf'<li class="k-figure" id="{indicator}">.*?</li>', page, re.S)[0]


def test_amsterdam_goes_on_over_the_year_in_which_weesp_joined_it(client, years):
    line = _line(client, AMSTERDAM, "inwoners")
    assert "van 893.783 in 2021 naar 931.298 in 2024" in line
    assert WEESP_AND_AMSTERDAM == 893_783
    assert "2021 omgerekend naar de grenzen van 2024" in line
    assert 'class="k-spark__told"' in line
    assert "k-spark__break" not in line, "one line: all of it in the borders of 2024"
    assert "omgerekend naar de grenzen van 2024: opgeteld na samenvoeging (Amsterdam, Weesp)" in line
    assert "873.338" not in line


def test_a_gemeente_that_stayed_what_it_was_is_one_line_without_remark(client, years):
    line = _line(client, "GM0546@2024", "inwoners")
    assert "van 124.093 in 2021 naar 130.108 in 2024" in line
    assert "omgerekend" not in line
    assert "grenzen" not in line
    assert "k-spark__break" not in line


def test_what_does_not_add_up_stays_in_the_borders_of_then_and_the_line_breaks(client, years):
    """A percentage without its counts: 2021 is that of Amsterdam without Weesp, and says so."""
    line = _line(client, AMSTERDAM, "koopwoningen")
    assert "vanaf hier andere grenzen (2024)" in line
    assert "omgerekend" not in line


def test_interface_command_file_and_block_say_the_same(client, years, monkeypatch):
    told = client.get(f"/api/v1/observations?area={AMSTERDAM}&edition=2024&indicator=inwoners").json()["observations"]
    assert [(one["period"], one["value"], one.get("reexpressed_from"), one.get("how")) for one in told] == [
        ("2024", 931_298, None, None),
        ("2021", WEESP_AND_AMSTERDAM, 2021, "summed"),
    ]
    monkeypatch.setattr("kansrijk.cli.figures.prepare", lambda: None)
    asked = ["figures", "show", AMSTERDAM, "--indicator", "inwoners"]
    shown = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    (one,) = shown["reexpressed"]
    assert (one["value"], one["how"], [part["area"] for part in one["parts"]]) == (
        WEESP_AND_AMSTERDAM, "summed", ["GM0363", "GM0457"],
    )  # fmt: skip
    assert "893783.0  (borders of 2021: summed)" in CliRunner().invoke(app, asked).stdout
    rows = list(csv.DictReader(io.StringIO(client.get(f"/gebied/{AMSTERDAM}/cijfers.csv").content.decode())))
    of = [row for row in rows if row["indicator"] == "inwoners"]
    assert [(row["period"], row["edition"], row["value"], row["reexpressed_from"], row["how"]) for row in of] == [
        ("2024", "2024", "931298.0", "", ""),
        ("2021", "2024", "893783.0", "2021", "summed"),
    ]
    block = client.get("/insluiten/GM0363/inwoners?vorm=verloop").content.decode()
    assert "omgerekend naar de grenzen van 2024" in block
    assert "893.783" in block
    assert "k-chart__mark--ring" in block


def test_the_interface_tells_the_unchanged_years_too(years):
    (one,) = told_of(VISITOR, places.area(VISITOR, "GM0546@2024")).series["inwoners"]
    assert (one.how, one.from_edition, one.figure.value) == ("same", 2021, 124_093)


def _told(period: str, how: str, *, edition: int = 2020, bounds=None, **changes) -> ToldFigure:
    one = figure("vroeggeboorte", period=period, edition=2024, **changes)
    return ToldFigure(one, how, edition, (("A", "Oud", 0.4), ("B", "Ouder", 1.0)), bounds)


def test_hidden_parts_are_carried_as_an_interval_in_table_chart_and_words():
    own = [figure("vroeggeboorte", period=year, edition=2024, value=7.0, lower=None, upper=None) for year in ("2022",)]
    gone = _told("2020", "", bounds=(3.4, 6.4), value=None, lower=None, upper=None, status="hidden")
    line = pages.continued(own, [gone], frozenset(), 2024)
    assert [one.period for one in line.figures] == ["2020", "2022"]
    assert "3,4" in pages.value_words(line.figures[0], gone)
    assert "6,4" in pages.value_words(line.figures[0], gone)
    drawn = course(catalogue.indicators()["vroeggeboorte"], line, borders=True)
    assert "k-chart__span" in drawn.body
    assert drawn.body.count("k-chart__mark--") == 1, "no dot where nothing is shown"
    assert "verborgen, ergens van 3,4 tot 6,4" in drawn.description


def test_what_was_divided_is_flagged_as_an_estimate_and_never_tested_as_a_count():
    counts = {"value": 7.0, "lower": 6.0, "upper": 8.0, "numerator": 70.0, "denominator": 1000.0}
    own = [figure("vroeggeboorte", period=str(year), edition=2024, **counts) for year in range(2020, 2025)]
    assert trend(pages.Continued(tuple(own))).method == "Cochran-Armitage"
    guessed = _told("2021", "weighted", status="modelled", **counts)
    line = pages.continued([one for one in own if one.period != "2021"], [guessed], frozenset(), 2024)
    found = trend(line)
    assert found.method == ""
    assert [point.is_told for point in found.points] == [False, True, False, False, False]
    assert sparkline(found.points).count("k-spark__told") == 1
    assert pages.summary(line, 2024) == "2021 omgerekend naar de grenzen van 2024 (geschat: 2021)"
    assert "schatting, verdeeld naar adressen (Oud (40%), Ouder)" in pages.remark(guessed, 2024)


def test_a_year_of_its_own_borders_is_never_replaced():
    own = [figure("vroeggeboorte", period="2022", edition=2024, value=7.0)]
    line = pages.continued(own, [_told("2022", "summed", value=9.0)], frozenset(), 2024)
    assert [one.value for one in line.figures] == [7.0]
    assert not line.told
