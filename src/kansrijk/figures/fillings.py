"""What figures puts in the places that other rooms' templates name."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.figures.pages.finding import find_indicators, find_pages, find_place
from kansrijk.trust.actors import Actor
from kansrijk.web.slots import Filling, fill


def search(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Areas by name or postcode, indicators by name or meaning, and our own pages."""
    text = str(context.get("q", "")).strip()[:80]
    if not text:
        return None
    places, known, pages = find_place(actor, text), find_indicators(text), find_pages(text)
    if not (places.hits or known or pages):
        return None
    return Filling("figures/found.html", {"places": places, "indicators": known, "pages": pages})


def navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The map."""
    return Filling("web/nav_item.html", {"path": reverse("map"), "word": _("Map")})


def register() -> None:
    """Called when the application starts."""
    fill("search", search, order=10)
    fill("navigation", navigation, order=20)
