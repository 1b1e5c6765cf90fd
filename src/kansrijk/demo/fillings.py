"""What the demo puts in the places that other rooms name: the way into a region that no search of the country finds."""

from collections.abc import Mapping
from typing import Any

from kansrijk.areas import queries as places
from kansrijk.demo.naming import COUNTRY
from kansrijk.trust.actors import Actor
from kansrijk.web.slots import Filling, fill

XX = "XX"


def search(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Fictional areas by name or postcode, under a heading that says so."""
    text = str(context.get("q", "")).strip()[:80]
    found = _found(actor, text)
    return Filling("demo/found.html", {"fictional": found}) if found else None


def home(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """What was typed, found in the region; and the region itself, to begin with."""
    whole = places.area(actor, COUNTRY)
    text = str(context.get("q", "") or "").strip()[:80]
    found = _found(actor, text)
    begin = places.areas(actor, whole.edition, "gemeente", country=XX) if whole is not None else []
    return Filling("demo/home.html", {"fictional": found, "begin": begin, "whole": whole}) if whole else None


def _found(actor: Actor, text: str) -> list[places.AreaRef]:
    """Where the region is all there is, the search itself finds it."""
    return places.find(actor, text, country=XX) if text and places.home_country(actor) != XX else []


def register() -> None:
    """Called when the application starts, in the demo and the tests only."""
    fill("search", search, order=90)
    fill("home", home, order=10)
