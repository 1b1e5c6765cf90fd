"""What a map opens with, and what it says where there is nothing to draw."""

import re

import pytest
from tests import drawn_land, prepared
from tests.figures.conftest import real_data
from tests.figures.test_compare import read

from kansrijk.areas import queries as places
from kansrijk.figures.commands import import_delivery
from kansrijk.figures.pages.choosing import choice
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.commands import installation_actor

pytestmark = pytest.mark.django_db
loaded = prepared.fixture(drawn_land.LAND)
EMPTY = "/kaart?indicator=big2&gebied=GM9901@2023&niveau=buurt"


def amsterdam() -> None:
    """People of Amsterdam's wijken in 2024, births of its wijken of about 2017, and what those became."""
    from kansrijk.areas import commands as areas

    data, by = real_data(), installation_actor()
    areas.import_successions(by=by, file=data / "crosswalk/grenswijziging_wijk_2016_2024.csv")
    for source, file in (
        ("cbs-kwb", "kwb/kwb2024_gemeente_wijk_buurt_85984NED_subset.csv"),
        ("perinatal", "perinatal/kco_perinatal_totals_by_area.csv"),
    ):
        assert not import_delivery(by=by, source=source, file=data / file).is_refused


real = prepared.fixture(prepared.Prepared("births_of_amsterdam", amsterdam))


def test_an_empty_map_says_of_which_areas_there_are_figures_and_leads_there(client, loaded):
    page = client.get(EMPTY)
    assert page.status_code == 200
    text = page.content.decode()
    assert "niemand leverde cijfers van buurten" in read(client, EMPTY)
    assert '<svg class="k-map__drawing' not in text
    (link,) = re.findall(r'<a href="(/kaart\?[^"]*niveau=wijk)">wijken</a>', text)
    assert "Verzonnen wijk 10" in client.get(link.replace("&amp;", "&")).content.decode()


def test_an_empty_period_leads_to_the_periods_that_there_are(client, loaded):
    address = "/kaart?indicator=big2&gebied=GM9901@2023&niveau=wijk&periode=1999"
    assert "van deze periode zijn er geen cijfers" in read(client, address)
    (link,) = re.findall(r'<a href="(/kaart\?[^"]*periode=2023)">', client.get(address).content.decode())
    assert "Verzonnen wijk 10" in client.get(link.replace("&amp;", "&")).content.decode()


def test_where_nothing_is_below_an_area_the_country_is_offered_and_else_who_has_it(client, loaded):
    text = client.get("/kaart?indicator=big2&gebied=WK990100@2023&niveau=buurt").content.decode()
    assert re.search(r'<a href="/kaart\?[^"]*gebied=XX00&amp;niveau=gemeente">', text)
    nobody = client.get("/kaart?indicator=roken_in_zwangerschap&gebied=GM9901@2023").content.decode()
    assert "van geen enkel gebied cijfers om te tekenen" in nobody
    assert 'href="/indicatoren/roken_in_zwangerschap"' in nobody


def test_a_map_begins_with_how_children_begin(loaded):
    area = places.area(VISITOR, "GM9901@2023".partition("@")[0], 2023)
    found = choice(VISITOR, area)
    assert (found.first.id, found.level) == ("big2", "wijk")


def test_the_wijken_of_amsterdam_begin_with_births_and_those_of_leiden_not_with_houses(client, real):
    """Births of Amsterdam are re-expressed, and it says so; Leiden has none and borrows none."""
    found = choice(VISITOR, places.area(VISITOR, "GM0363", 2024))
    assert (found.first.id, found.level) == ("vroeggeboorte", "wijk")
    assert "omgerekend" in read(client, "/kaart?gebied=GM0363@2024")
    leiden = choice(VISITOR, places.area(VISITOR, "GM0546", 2024))
    assert leiden.first.theme != "housing"
    assert leiden.first.id not in {"vroeggeboorte", "sga", "big2"}
    national = choice(VISITOR, None)
    assert national.first.id not in {"vroeggeboorte", "sga", "big2"}, "a country of gaps is no beginning"
    assert national.first.theme != "housing"
