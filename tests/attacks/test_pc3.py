"""Figures of three-digit postcodes: sums of released parts, attacked first; or delivered and protected with them."""

import pytest
from django.test import Client
from tests.attacks.test_derived import _told
from tests.attacks.test_releases_attacked import _open, _recoverable
from tests.attacks.test_releases_attacked import house as house
from tests.figures.test_desk import work_off

from kansrijk.areas.commands import AreaRecord
from kansrijk.areas.commands.postal import make_pc3
from kansrijk.areas.commands.registering import register_unaudited
from kansrijk.figures import deriving, queries
from kansrijk.figures.models import Work
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db
FOURS = ("0011", "0012", "0013", "0021", "0022")
SHOWN = {"0011": (60, 400), "0012": (40, 400), "0013": (30, 300)}
COUNTS = SHOWN | {"0021": (4, 150), "0022": (59, 255)}


@pytest.fixture
def postcodes(made_up):
    records = [AreaRecord(code, code, "pc4", country="XX", is_fictional=True) for code in FOURS]
    assert not register_unaudited(2024, records).errors
    make_pc3(2024, "XX")


def status(code: str) -> str:
    return queries.figures_of(VISITOR, code, 2024, ["big2"])[0].status


@pytest.mark.req("SDC-08", "figures.queries.told._judged, of postcodes together")
def test_a_sum_of_postcodes_is_attacked_before_anybody_reads_it(house, postcodes, monkeypatch):
    house(COUNTS)
    visitor = Client()
    with monkeypatch.context() as in_a_request:
        in_a_request.setattr(deriving, "recoverable", lambda *given: pytest.fail("attacked inside a request"))
        page = visitor.get("/gebied/001X@2024").content.decode()
        assert "We rekenen de eigen cijfers van dit gebied na" in page
        assert "omgerekend-big2" not in page
        assert visitor.get("/api/v1/observations?area=001X@2024&indicator=big2").status_code == 503
    assert Work.objects.filter(kind="judge").count() == 1
    work_off()
    told = _told(visitor, "001X")
    assert "<strong>12" in told, "130 of 1,100, from what was released"
    page = visitor.get("/gebied/001X@2024").content.decode()
    assert "Cijfers van de postcodes samen" in page
    assert "De postcodes in dit gebied" in page
    answer = visitor.get("/api/v1/observations?area=001X@2024&indicator=big2").json()["observations"]
    assert [(one["value"], one["numerator"], one["how"]) for one in answer if one["status"] == "measured"] == [
        (12.0, 130.0, "summed")
    ]


def test_a_sum_with_a_hidden_part_is_hidden(house, postcodes):
    house(COUNTS)
    assert status("0021") == "hidden"
    told = _told(Client(), "002X")
    assert "verborgen" in told
    assert "<strong>" not in told


def test_the_map_and_columns_show_no_sum_that_nobody_attacked(house, postcodes):
    house(COUNTS)
    assert Client().get("/api/v1/observations?indicator=big2&level=pc3&country=XX").json()["observations"] == []


@pytest.mark.req("SDC-02", "postcodes of four digits are tied to those of three")
def test_a_delivered_total_gives_no_hidden_part_away(house, postcodes):
    """The publisher's own three-digit figure beside its parts: one more hidden cell, and the attacker knows the sum."""
    counts = COUNTS | {"002X": (63, 405)}
    release = house(counts)
    shown = {code: status(code) for code in counts}
    assert shown["0021"] == "hidden"
    assert [shown["002X"], shown["0022"]].count("hidden") >= 1
    assert _recoverable() == []
    _open(release, "002X", 65, 405)
    _open(release, "0022", 60, 255)
    assert any("0021" in cell for cell in _recoverable())


def test_a_delivered_figure_is_on_the_page_the_map_and_the_list(house, postcodes):
    house(SHOWN | {"001X": (130, 1100), "002X": (63, 405)})
    visitor = Client()
    cells = visitor.get("/api/v1/observations?indicator=big2&level=pc3&country=XX").json()["observations"]
    assert {one["area"]: one["value"] for one in cells} == {"001X": 12.0, "002X": 16.0}
    page = visitor.get("/kaart?indicator=big2&gebied=XX00&niveau=pc3").content.decode()
    assert "Postcodegebied 001" in page
    assert "Gebieden zonder grens, alleen in de tabel: 2" in page
    below = visitor.get("/kaart?indicator=big2&gebied=001X@2024&niveau=pc4").content.decode()
    assert "0012" in below
    listed = visitor.get("/indicatoren/big2?land=XX&niveau=pc3").content.decode()
    assert "postcodegebieden van drie cijfers" in listed
    assert "Postcodegebied 002" in listed
