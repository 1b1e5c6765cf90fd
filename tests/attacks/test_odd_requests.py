"""Odd requests to every address: what nobody can mean is refused, and is never an error of ours.

Each address of the register, those of later rooms too, with a strange object, and with strange values for every
parameter that any screen reads (WEB-13, WEB-14, WEB-36).
"""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from tests import drawn_land, prepared
from tests.access.objects import kwargs_of

import kansrijk
from kansrijk.trust.addresses import addresses

SOURCES = Path(kansrijk.__file__).parent
land = prepared.fixture(drawn_land.LAND)
# Digits that are none, numbers that fit in nothing, paths, lines of a header, code of other languages.
OBJECTS = ("GM9901@²²²²", "GM9901@99999999999999999999", "9" * 30, "a\x00b", "..%2f..%2fetc%2fpasswd")
VALUES = ("²²²²", "../../etc/passwd' or 1=1 --\r\nSet-Cookie: x=1")
NAMES = re.compile(r"GET\.get(?:list)?\(\s*\"(\w+)\"|Query\(alias=\"(\w+)\"")
MORE = {"q", "level", "edition", "postcode", "page", "period", "area", "country", "binnen", "bij", "deel", "naam"}


def parameters() -> list[str]:
    """Every name that a screen reads from an address."""
    found = {name for file in SOURCES.rglob("*.py") for pair in NAMES.findall(file.read_text("utf-8")) for name in pair}
    return sorted((found | MORE) - {""})


def asked() -> list[str]:
    return sorted({row.name for row in addresses().values() if row.method == "GET"})


@pytest.fixture
def client(land, settings) -> Client:
    settings.RATE_FACTOR = 10**6
    return Client(raise_request_exception=False)


def ask(client: Client, path: str, data: dict[str, str] | None = None) -> None:
    response = client.get(path, data)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code < 500, (path[:90], ascii(data)[:90])
    assert "x" not in response.cookies
    assert b"root:" not in body


@pytest.mark.req("WEB-13", "every address")
@pytest.mark.req("WEB-36", "every address")
def test_a_strange_object_is_not_found_and_breaks_nothing(client):
    for name in asked():
        base = kwargs_of(name)
        for odd in OBJECTS if base else ():
            try:
                path = reverse(name, kwargs=dict.fromkeys(base, odd))
            except NoReverseMatch:
                continue  # the address itself does not take it
            ask(client, path)


@pytest.mark.req("WEB-13", "every address")
@pytest.mark.req("WEB-14", "every address")
def test_a_strange_parameter_breaks_nothing(client):
    names = parameters()
    assert len(names) > 20
    for name in asked():
        path = reverse(name, kwargs=kwargs_of(name))
        for odd in VALUES:
            ask(client, path, dict.fromkeys(names, odd))
        ask(client, path, {"gebied": "GM9901@²²²²", "indicator": "big2"})


@pytest.mark.req("WEB-13", "trust.gate._holds_nul")
@pytest.mark.parametrize("path", ["/indicatoren/big2?land=%00", "/zoeken?q=%00", "/?plaats=a%00b", "/kaart?x=%00"])
def test_a_character_that_no_text_has_is_not_found(client, path):
    assert client.get(path).status_code == 404
