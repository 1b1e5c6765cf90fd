"""Pages that belong to no room."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PUBLIC = ["about", "accessibility", "components", "search", "account_login", "account_reset_password"]


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_public_page_is_whole_in_both_languages(client, settings, name, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse(name))
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}">' in text
    assert len(re.findall("<h1", text)) == 1


@pytest.mark.req("WEB-08", "csp")
@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_holds_no_inline_script_or_style(client, name):
    text = client.get(reverse(name)).content.decode()
    assert not re.findall(r"\sstyle=|\son\w+=|<style|javascript:", text)
    scripts = re.findall(r"<script([^>]*)>", text)
    assert all("src=" in script or "application/json" in script for script in scripts)


def test_the_start_page_asks_who_you_are(client):
    answer = client.get(reverse("today"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_the_language_switch_goes_back_to_where_one_was(client):
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/over"})
    assert answer["Location"] == "/over"
    assert "About Kansrijk" in client.get("/over").content.decode()


@pytest.mark.req("WEB-38", "set_language.next")
@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_the_language_switch_never_leaves_the_site(client, target):
    answer = client.post(reverse("set_language"), {"language": "en", "next": target})
    assert "evil" not in answer["Location"]


@pytest.mark.req("WEB-62", "security_txt")
def test_security_txt_is_complete_and_fresh(client, monkeypatch):
    monkeypatch.setenv("KANSRIJK_SECURITY_CONTACT", "mailto:veilig@voorbeeld.invalid")
    answer = client.get(reverse("security_txt"))
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    expires = datetime.fromisoformat(lines["Expires"])
    now = datetime.now(UTC)
    assert answer["Content-Type"].startswith("text/plain")
    assert lines["Contact"] == "mailto:veilig@voorbeeld.invalid"
    assert now + timedelta(days=30) < expires < now + timedelta(days=365)
    assert lines["Preferred-Languages"] == "nl, en"
    assert lines["Canonical"].endswith("/.well-known/security.txt")


def test_what_was_searched_is_shown_harmlessly(client):
    text = client.get(reverse("search"), {"q": "<script>alert(1)</script>\0" + "x" * 200}).content.decode()
    assert "<script>alert" not in text
    assert "\0" not in text


def test_a_missing_page_says_what_to_do(client):
    answer = client.get("/bestaat-niet")
    assert answer.status_code == 404
    assert "Deze pagina is niet gevonden" in answer.content.decode()


def test_the_address_of_a_button_says_so_when_it_is_opened_as_a_page(client):
    """Django's own answer is empty: a browser then shows a failure of its own."""
    answer = client.get("/taal")
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "Dit adres is geen pagina" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "405.html", "429.html", "500.html", "503.html"])
def test_an_error_page_needs_nothing_from_the_request(name):
    from django.template.loader import render_to_string

    assert "<h1>" in render_to_string(name, {"seconds": 5})


def test_sign_in_pages_offer_no_open_registration(client):
    assert reverse("account_signup") not in client.get(reverse("account_login")).content.decode()


def test_a_failure_that_cannot_be_drawn_still_says_so(monkeypatch):
    """Templates or code that were replaced under a running server: the page of the failure fails as well."""
    from django.test import Client

    def broken(*_args, **_more):
        raise ImportError("half of the new version")

    monkeypatch.setattr("kansrijk.web.views.render", broken)
    answer = Client(raise_request_exception=False).get("/over")
    assert answer.status_code == 500
    assert "Er ging iets mis bij ons" in answer.content.decode()
    assert "half of the new version" not in answer.content.decode()
