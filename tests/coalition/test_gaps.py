"""Gaps on screen, as a file and in the interface: what is there, what could come, a fixed number of queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.coalition.conftest import SLUG, client_of

from kansrijk.coalition.models import CoalitionArea
from kansrijk.coalition.queries.gaps import gaps, keys
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
HOME = f"/coalitie/{SLUG}/witte-vlekken"
TODAY = date.today()
MONEY = ("during", "material", "vulnerable")
MONEY_PAGE = f"{HOME}/tijdens/material/vulnerable"


@pytest.fixture
def area(coalition, places):
    """Proefdam, which has one wijk, is where the coalition works."""
    CoalitionArea.objects.create(coalition=coalition, code="GM9901", name="Proefdam", level="gemeente", edition=2024)


@pytest.fixture
def door(coalition, area):
    """Adds an entry to the directory."""
    from kansrijk.offer.models import Directory, Provider, Service

    Directory.objects.create(coalition=coalition, areas=["GM9901"])
    provider = Provider.objects.create(coalition=coalition, name="Schuldhulp Proef", name_key="schuldhulp proef")

    def make(slug: str, *, checked: int | None = 10, **own):
        values = {"kind": "debt_help", "phases": ["during"], "areas": ["GM9901"], **own}
        if checked is not None:
            values |= {
                "checked_on": TODAY - timedelta(days=checked),
                "review_on": TODAY + timedelta(days=180 - checked),
            }
        return Service.objects.create(
            coalition=coalition,
            provider=provider,
            slug=slug,
            name=own.pop("name", f"Hulp {slug}"),
            name_key=slug,
            **{key: value for key, value in values.items() if key != "name"},
        )

    return make


def state(coordinator, coalition, key=MONEY, **limits):
    return gaps(coordinator, coalition.pk, **limits).cells[key].state


def test_a_piece_goes_from_empty_by_stale_and_thin_to_covered(coordinator, coalition, door):
    assert state(coordinator, coalition) == "empty"
    door("oud", checked=181)
    assert state(coordinator, coalition) == "stale"
    door("vol", takes_new=False)
    assert state(coordinator, coalition) == "thin"
    door("een")
    assert state(coordinator, coalition) == "thin"
    assert state(coordinator, coalition, enough=1) == "covered"
    door("traag", waiting_weeks=8)
    assert state(coordinator, coalition) == "thin"
    assert state(coordinator, coalition, longest_wait=8) == "covered"
    assert state(coordinator, coalition, ("before", "material", "vulnerable")) == "empty"


def test_an_entry_that_names_levels_counts_for_those_only_and_by_its_own_factors(coordinator, coalition, door):
    door("licht", levels=["self_reliant"])
    door("taal", factors=["RS10"])
    found = gaps(coordinator, coalition.pk).cells
    assert [one.slug for one in found["during", "material", "self_reliant"].there] == ["licht"]
    assert found[MONEY].there == ()
    assert [one.slug for one in found["during", "social", "vulnerable"].there] == ["taal"]


def test_over_more_places_the_worst_is_told_and_each_is_named(coordinator, coalition, door):
    CoalitionArea.objects.create(coalition=coalition, code="GM9902", name="Proefmeer", level="gemeente", edition=2024)
    door("een")
    door("twee")
    cell = gaps(coordinator, coalition.pk).cells[MONEY]
    assert (cell.state, cell.by_spot) == ("empty", {"WK990101": "covered", "GM9902": "empty"})
    page = client_of(coordinator).get(MONEY_PAGE).content.decode()
    assert "Proefwijk Oost: gedekt" in page
    assert "Proefmeer: leeg" in page


def test_wijken_and_postcodes_count_where_they_lie(coordinator, coalition, door):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited
    from kansrijk.areas.models import PostcodeLink

    wijken = [("WK990101", "Proefwijk Oost"), ("WK990102", "Proefwijk West")]
    records = [AreaRecord(c, n, "wijk", "GM9901", country="XX", is_fictional=True) for c, n in wijken]
    records.append(AreaRecord("GM9901", "Proefdam", "gemeente", "XX00", country="XX", is_fictional=True))
    records.append(AreaRecord("XX00", "Verzonnen land", "country", None, country="XX", is_fictional=True))
    assert not register_unaudited(2025, records).errors
    for level, code in (("gemeente", "GM9901"), ("wijk", "WK990102")):
        PostcodeLink.objects.create(postcode="9901", level=level, code=code, edition=2025, addresses=10)
    door("oost", areas=["WK990101"])
    door("overal")
    door("west", areas=["9901"])
    cell = gaps(coordinator, coalition.pk).cells[MONEY]
    assert cell.by_spot == {"WK990101": "covered", "WK990102": "covered"}
    door("west-vol", areas=["9901"], takes_new=False)
    assert gaps(coordinator, coalition.pk, enough=3).cells[MONEY].state == "thin"


def test_the_table_leads_to_the_piece_the_directory_and_the_menu(coordinator, coalition, door):
    door("geld", name="Geldspreekuur")
    door("ander", kind="language_house", name="Taalhuis")
    browser = client_of(coordinator)
    table = browser.get(HOME).content.decode()
    assert f'href="{MONEY_PAGE}"' in table
    assert "84 stukken" in table
    assert len(keys()) == 84
    page = browser.get(MONEY_PAGE).content.decode()
    assert "Geldspreekuur" in page
    assert "Taalhuis" not in page
    assert "/menukaart/babystartpakket" in page
    assert f"/coalitie/{SLUG}/keuzes/babystartpakket?vlek=tijdens.material.vulnerable" in page
    filtered = browser.get(f"/sociale-kaart/{SLUG}?fase=tijdens&domein=material&situatie=vulnerable").content.decode()
    assert "Geldspreekuur" in filtered
    assert "Taalhuis" not in filtered


def test_the_address_holds_the_limits_and_nonsense_asks_for_the_usual_ones(coordinator, coalition, door):
    door("een")
    browser = client_of(coordinator)
    page = browser.get(f"{HOME}?deuren=1&weken=0").content.decode()
    assert f'href="{MONEY_PAGE}?deuren=1&amp;weken=0"' in page
    assert "Gedekt: 0." not in page
    nonsense = browser.get(f"{HOME}?deuren=x&weken=-1").content.decode()
    assert f'href="{MONEY_PAGE}"' in nonsense, "the usual limits"
    for path in (f"{HOME}/straks/material/vulnerable", f"{HOME}/tijdens/geld/vulnerable", f"{HOME}/tijdens/material/x"):
        assert browser.get(path).status_code == 404


def test_without_a_directory_the_page_says_what_to_do(coordinator, coalition):
    page = client_of(coordinator).get(HOME).content.decode()
    assert "Er staat nog geen hulp in de sociale kaart" in page


def test_the_number_of_queries_is_fixed(coordinator, coalition, door):
    browser = client_of(coordinator)
    door("een", areas=["GM9901", "9901"])
    browser.get(HOME)
    with CaptureQueriesContext(connection) as few:
        browser.get(HOME)
    for number in range(49):
        door(f"meer-{number}", areas=["GM9901", "9901"])
    with CaptureQueriesContext(connection) as many:
        browser.get(HOME)
    assert len(many) == len(few)


def test_html_in_a_name_is_text(coordinator, coalition, door):
    door("scherp", name="<script>alert(1)</script>")
    assert "<script>alert" not in client_of(coordinator).get(MONEY_PAGE).content.decode()


def test_as_a_file_and_in_the_interface(coordinator, coalition, door):
    door("een")
    browser = client_of(coordinator)
    text = browser.get(f"{HOME}.csv").content.decode("utf-8-sig")
    assert "tijdens;geld, werk en wonen;kwetsbare situatie;Proefwijk Oost;dun;1" in text
    answer = browser.get(f"/api/v1/coalitions/{SLUG}/gaps?enough=1").json()
    found = {(one["phase"], one["domain"], one["level"]): one for one in answer["gaps"]}
    assert found[MONEY]["state"] == "covered"
    assert found[MONEY]["services"] == ["een"]
    assert browser.get(f"/api/v1/coalitions/{SLUG}/gaps?genoeg=1").status_code == 400


def test_another_coalition_sees_nothing(coordinator, coalition, other, person, door):
    stranger = person("coordinator", other)
    with pytest.raises(Denied):
        gaps(stranger, coalition.pk)
    for path in (HOME, MONEY_PAGE, f"{HOME}.csv", f"/api/v1/coalitions/{SLUG}/gaps"):
        assert client_of(stranger).get(path).status_code == 404, path
