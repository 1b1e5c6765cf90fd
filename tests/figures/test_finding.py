"""Home and search: a place is found as people type it, several are explained, nothing found says what to try."""

import pytest

from kansrijk.areas.commands import AreaRecord, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(beheer):
    """Made-up names under codes that no gemeente has."""
    records = [
        AreaRecord("NL00", "Nederland", "country"),
        AreaRecord("GM9801", "Oefendorp", "gemeente", "NL00"),
        AreaRecord("GM9802", "Proefstad", "gemeente", "NL00"),
        AreaRecord("WK980101", "Oefenwijk", "wijk"),
        AreaRecord("WK980201", "Oefenwijk", "wijk"),
        AreaRecord("BU98010101", "Oefenbuurt", "buurt"),
    ]
    assert not register(by=beheer, edition=2024, areas=records).errors


def test_one_hit_or_one_gemeente_of_that_name_is_opened_at_once(client, places):
    assert client.get("/?plaats=oefen dorp")["Location"] == "/gebied/GM9801-oefendorp"
    assert client.get("/?plaats=Proefstadt")["Location"] == "/gebied/GM9802-proefstad"
    assert client.get("/?plaats=GM9802@2024")["Location"] == "/gebied/GM9802-proefstad"


def test_several_hits_say_what_they_are_and_where_they_lie(client, places):
    text = client.get("/?plaats=oefenwijk").content.decode()
    assert "Kies de plek die u bedoelt" in text
    assert "wijk, Oefendorp" in text
    assert "wijk, Proefstad" in text
    assert "buurt, Oefenwijk, Oefendorp" in client.get("/zoeken?q=oefen").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("xyzzyx", "Kijk of u het goed schreef"), ("9999", "We kennen geen gebieden bij postcode 9999")],
)
def test_nothing_found_says_what_to_try(client, places, typed, said):
    text = client.get("/", {"plaats": typed}).content.decode()
    assert said in text
    assert 'href="/kaart"' in text


def test_gemeenten_are_suggested_without_script(client, places):
    text = client.get("/").content.decode()
    assert '<option value="Oefendorp">' in text
    assert 'list="gemeenten"' in text


def test_the_fictional_land_is_found_only_where_the_netherlands_has_nothing(client, places, made_up):
    def hits(text):
        """What was found; the demo names its own region further down the page."""
        page = client.get("/", {"plaats": text}).content.decode()
        return page.partition('id="gevonden"')[2].partition("</section>")[0]

    assert "fictief voorbeeld" in hits("verzonnen wijk")
    assert hits("oefen")
    assert "fictief voorbeeld" not in hits("oefen")


def test_search_finds_figures_and_pages_too_and_stays_harmless(client, places):
    text = client.get("/zoeken?q=geboorte").content.decode()
    assert 'href="/indicatoren/vroeggeboorte"' in text
    assert 'href="/kaart"' in client.get("/zoeken?q=kaart").content.decode()
    assert "Niets gevonden" in client.get("/zoeken?q=xyzzyx").content.decode()
    assert client.get("/zoeken", {"q": "%" * 300}).status_code == 200
    assert client.get("/zoeken", {"q": "\0" + "%" * 300}).status_code == 404, "a character that no text has"
    assert client.get("/", {"plaats": "\0'\"<b>"}).status_code == 404
    assert client.get("/", {"plaats": "'\"<b>"}).status_code == 200


def test_a_name_on_the_command_line_means_the_gemeente_also_without_its_brackets(beheer, places):
    """As Hengelo (O.): its name in use is also that of a small place elsewhere."""
    from kansrijk.core.faults import BadInput
    from kansrijk.figures.queries.area import area_of
    from kansrijk.trust.actors import VISITOR

    records = [
        AreaRecord("GM9803", "Dubbeldorp (O.)", "gemeente", "NL00"),
        AreaRecord("BU98010102", "Dubbeldorp", "buurt"),
        AreaRecord("BU98010103", "Dubbeldorp Noord (O.)", "buurt"),
    ]
    assert not register(by=beheer, edition=2024, areas=records).errors
    assert area_of(VISITOR, "dubbeldorp").code == "GM9803"
    assert area_of(VISITOR, "Dubbeldorp (O.)").code == "GM9803"
    another = [AreaRecord("GM9804", "Dubbeldorp (NH.)", "gemeente", "NL00")]
    assert not register(by=beheer, edition=2024, areas=another).errors
    with pytest.raises(BadInput, match="the name of 3 areas"):
        area_of(VISITOR, "dubbeldorp")
