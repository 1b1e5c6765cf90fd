"""Real figures of one year in the borders of another, through queries, map and interface."""

import re

import pytest
from tests import prepared
from tests.figures.conftest import real_data

from kansrijk.areas import commands as areas
from kansrijk.areas import queries as places
from kansrijk.figures import queries
from kansrijk.figures.commands import import_delivery
from kansrijk.figures.queries.told import told_of
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.commands import installation_actor

pytestmark = pytest.mark.django_db


def gemeenten_of_2021() -> None:
    """Figures of 2021 in their own edition; borders of 2024; what became of what."""
    data, by = real_data(), installation_actor()
    areas.import_areas(by=by, file=data / "boundaries/gemeente_2024_rd_dissolved.geojson", edition=2024)
    areas.import_successions(by=by, file=data / "crosswalk/grenswijziging_gemeente_2016_2024.csv")
    receipt = import_delivery(by=by, source="cbs-kwb", file=data / "kwb/kwb2021_gemeente_85039NED_nlstat.csv")
    assert not receipt.is_refused


def perinatal_of_amsterdam() -> None:
    """Perinatal figures in their own edition, about 2017; borders of 2024; what became of what."""
    data, by = real_data(), installation_actor()
    areas.import_areas(by=by, file=data / "boundaries/wijk_2024_wgs84_georef.geojson", edition=2024)
    areas.import_areas(by=by, file=data / "boundaries/gemeente_2024_rd_dissolved.geojson", edition=2024)
    areas.import_successions(by=by, file=data / "crosswalk/grenswijziging_wijk_2016_2024.csv")
    file = data / "perinatal/kco_perinatal_totals_by_area.csv"
    assert not import_delivery(by=by, source="perinatal", file=file).is_refused


gemeenten = prepared.fixture(prepared.Prepared("gemeenten_of_2021", gemeenten_of_2021))
perinatal = prepared.fixture(prepared.Prepared("perinatal_of_amsterdam", perinatal_of_amsterdam))


def _told(code, indicator):
    return told_of(VISITOR, places.area(VISITOR, code)).series.get(indicator, ())


def test_residents_of_2021_in_the_municipalities_of_2024_are_exact_sums(gemeenten):
    """The known answers of the data folder: merges of 2022 and 2023, and the national total."""
    (purmerend,) = _told("GM0439@2024", "inwoners")
    assert (purmerend.how, purmerend.figure.status, purmerend.from_edition) == ("summed", "measured", 2021)
    assert {code for code, *_ in purmerend.parts} == {"GM0370", "GM0439"}
    (amsterdam,) = _told("GM0363@2024", "inwoners")
    assert {code for code, *_ in amsterdam.parts} == {"GM0363", "GM0457"}
    (land,) = _told("GM1982@2024", "inwoners")
    assert len(land.parts) == 5
    whole = queries.told_column(VISITOR, "inwoners", "gemeente", 2024, country="NL")
    assert whole.column.value.sum() == pytest.approx(17_475_415)
    assert len(whole.column.codes) == 342


def test_a_percentage_without_denominator_is_not_told_for_a_merged_municipality(gemeenten):
    (merged,) = _told("GM0439@2024", "koopwoningen")
    assert (merged.figure.value, merged.figure.status, merged.how) == (None, "no_data", "")
    (same,) = _told("GM0546@2024", "koopwoningen")
    assert same.how == "same"
    assert same.figure.value is not None


def test_there_is_nothing_to_tell_where_no_list_connects_the_years(data, beheer):
    areas.import_areas(by=beheer, file=data / "boundaries/gemeente_2024_rd_dissolved.geojson", edition=2024)
    import_delivery(by=beheer, source="cbs-kwb", file=data / "kwb/kwb2021_gemeente_85039NED_nlstat.csv")
    assert _told("GM0439@2024", "inwoners") == ()
    assert queries.told_column(VISITOR, "inwoners", "gemeente", 2024) is None


def test_the_map_of_today_shows_older_figures_flagged(client, gemeenten):
    page = client.get("/kaart?indicator=inwoners&periode=2021").content.decode()
    assert "omgerekend" in page
    assert "in de grenzen van 2021" in page
    row = re.search(r'<tr data-code="GM0439">.*?</tr>', page, re.S)[0]
    assert "opgeteld na samenvoeging" in row
    assert "91.79" in row


def test_the_amsterdam_wijken_of_2017_stand_on_the_map_of_2024_only_re_expressed(client, perinatal):
    told = queries.told_column(VISITOR, "vroeggeboorte", "wijk", 2024, country="NL")
    assert told.from_edition == 2017
    at = told.column.codes.index("WK0363AD")
    assert (told.how[at], told.column.value[at]) == ("renamed", 6.4)
    amsterdam = [code for code in told.column.codes if code.startswith("WK0363")]
    assert len(amsterdam) >= 60
    page = client.get("/kaart?indicator=vroeggeboorte&gebied=GM0363@2024&niveau=wijk").content.decode()
    assert "in de grenzen van 2017" in page
    assert "zelfde gebied, andere code" in page
    assert "geen gegevens" in page
    assert page.count("k-neighbour") > 5, "the neighbours stand around it in grey"
    (one,) = _told("WK0363AD@2024", "vroeggeboorte")
    assert (one.figure.value, one.figure.numerator) == (6.4, None)
    assert one.parts == (("WK036301", "Burgwallen-Nieuwe Zijde", 1.0),)


def test_no_figure_of_a_wijk_stands_in_for_its_neighbour_or_parent(client, perinatal):
    page = client.get("/kaart?indicator=vroeggeboorte&gebied=GM0546@2024&niveau=wijk").content.decode()
    assert "Hier zijn geen cijfers" in page


def test_the_interface_says_what_was_re_expressed(client, perinatal):
    address = "/api/v1/observations?indicator=vroeggeboorte&level=wijk&edition=2024"
    found = client.get(f"{address}&_format=columns").json()
    assert (found["edition"], found["reexpressed_from"]) == (2024, 2017)
    assert len(found["how"]) == len(found["area"]) == len(found["value"])
    one = next(o for o in client.get(address).json()["observations"] if o["area"] == "WK0363AD")
    assert (one["value"], one["how"], one["numerator"]) == (6.4, "renamed", None)
    own = client.get("/api/v1/observations?indicator=vroeggeboorte&level=wijk&edition=2017&_format=columns").json()
    assert "reexpressed_from" not in own
    assert client.get("/api/v1/observations?indicator=vroeggeboorte&level=wijk&edition=1999").json() == {
        "observations": []
    }


def _page(client, code):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"/gebied/{code}")
    assert response.status_code == 200
    asked = [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return response.content.decode(), len(asked)


def test_the_page_of_a_wijk_tells_figures_of_older_borders_and_says_how(client, perinatal):
    from kansrijk.figures.pages import area as pages

    pages._kept.clear()
    _page(client, "WK0363AE@2024")
    text, asked = _page(client, "WK0363AD@2024")
    assert asked <= 10, "another page of the same year finds the lists of changes ready"
    assert _page(client, "WK0363AD@2024")[1] < asked
    told = text[text.index('id="omgerekend"') :]
    assert "gepubliceerd in de grenzen van 2017" in told
    assert "Hier staan ze in die van 2024" in told
    line = re.search(r'<li class="k-figure" id="omgerekend-vroeggeboorte">.*?</li>', told, re.S)[0]
    assert "<strong>6,4" in line
    assert "zelfde gebied, andere code" in line
    assert "Burgwallen-Nieuwe Zijde" in line
    assert "Nog geen cijfers" not in text
    leiden, _asked = _page(client, "WK054600@2024")
    assert 'id="omgerekend"' not in leiden, "no figure of another place stands in"


def test_the_page_of_a_merged_municipality_tells_the_sum_and_what_cannot_be_told(client, gemeenten):
    text, _asked = _page(client, "GM0439@2024")
    told = text[text.index('id="omgerekend"') :]
    line = re.search(r'<li class="k-figure" id="omgerekend-inwoners">.*?</li>', told, re.S)[0]
    assert "<strong>91.79" in line
    assert "opgeteld na samenvoeging" in line
    assert "Samengesteld uit: GM0370, Purmerend." in line
    mean = re.search(r'<li class="k-figure" id="omgerekend-koopwoningen">.*?</li>', told, re.S)[0]
    assert "kan hier niet worden verteld" in mean
    assert "<strong>" not in mean
    whole, _asked = _page(client, "GM0546@2024")
    assert 'id="omgerekend-inwoners"' not in whole, "what stayed what it was stands among the figures already"


def test_the_page_says_when_no_list_connects_the_years(client, data, beheer):
    areas.import_areas(by=beheer, file=data / "boundaries/gemeente_2024_rd_dissolved.geojson", edition=2024)
    import_delivery(by=beheer, source="cbs-kwb", file=data / "kwb/kwb2021_gemeente_85039NED_nlstat.csv")
    text, _asked = _page(client, "GM0439@2024")
    assert "Geen lijst zegt welke van die gebieden hier liggen" in text
