"""A block in somebody else's site: framed by anybody, knowing nobody, and every other address by nobody."""

import pytest
from tests.figures.files import show_as_delivered

from kansrijk.trust.models import Account

pytestmark = pytest.mark.django_db
BLOCK = "/insluiten/GM9901/vroeggeboorte"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def policy(response) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip())


@pytest.mark.req("WEB-08", "figures.embedding.views.block")
def test_a_block_may_stand_anywhere_and_does_nothing_there(client, released):
    response = client.get(BLOCK)
    assert response.status_code == 200
    allowed = policy(response)
    assert allowed["frame-ancestors"] == "*"
    assert allowed["default-src"] == allowed["script-src"] == allowed["form-action"] == "'none'"
    assert "X-Frame-Options" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cache-Control"] == "public, max-age=600"
    assert "Set-Cookie" not in response
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()
    page = response.content.decode()
    assert "<script" not in page
    assert "<form" not in page
    assert " style=" not in page
    assert "13\u00a0%" in page
    assert "Bron: de coalitie zelf, 2023" in page
    assert 'href="/gebied/GM9901-verzonnen-gemeente"' in page
    assert "fictief voorbeeld" in page


def test_every_other_address_is_framed_by_nobody(client, released):
    for address in (
        "/",
        "/gebied/GM9901",
        "/vergelijk?gebied=GM9901",
        "/trechter",
        "/insluiten",
        "/indicatoren/sga",
        "/over",
        "/insluiten/GM9901/bestaat-niet",
        "/insluiten/GM0001/sga",
    ):
        assert policy(client.get(address))["frame-ancestors"] == "'none'", address


@pytest.mark.req("SEC-11", "web.middleware.embedded")
def test_a_block_is_the_same_for_those_who_are_signed_in_and_shows_released_figures_only(client, private):
    show_as_delivered(private[1], private[0])
    stranger = client.get(BLOCK).content
    client.force_login(Account.objects.get(email="epidemioloog1@example.org"), backend=BACKEND)
    assert "16" in client.get("/gebied/GM9901").content.decode()
    response = client.get(BLOCK)
    assert response.content == stranger
    assert b"geen gegevens" in stranger
    assert b"13" not in stranger.replace(b"GM9901", b"")
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=600"


def test_a_block_says_why_there_is_no_figure(client, released):
    page = client.get("/insluiten/BU99010101/vroeggeboorte").content.decode()
    assert "verborgen" in page
    assert "om mensen te beschermen" in page


def test_the_course_draws_a_line_and_says_it_in_a_table(client, released):
    page = client.get(f"{BLOCK}?vorm=verloop").content.decode()
    assert 'class="k-chart"' in page
    assert page.count('<th scope="row">20') == 2
    assert client.get(f"{BLOCK}?vorm=taart").status_code == 404


def test_the_page_gives_lines_to_copy_that_lead_to_the_block(client, released):
    page = client.get("/insluiten?gebied=GM9901&indicator=vroeggeboorte&vorm=verloop").content.decode()
    assert f'src="http://testserver{BLOCK}?vorm=verloop"'.replace('"', "&quot;") in page.replace('"', "&quot;")
    assert "&lt;iframe" in page
    assert client.get("/insluiten?gebied=GM0001").status_code == 404
    assert client.get("/insluiten?vorm=taart").status_code == 404


def test_a_block_that_names_a_year_stays_in_its_boundaries(client, released):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    older = [AreaRecord("GM9901", "Verzonnen gemeente", "gemeente", None, country="XX", is_fictional=True)]
    assert not register_unaudited(2019, older).errors
    here = client.get("/insluiten/GM9901@2024/vroeggeboorte").content.decode()
    assert "13\u00a0%" in here
    there = client.get("/insluiten/GM9901@2019/vroeggeboorte").content.decode()
    assert "13\u00a0%" not in there
    assert "geen gegevens" in there
