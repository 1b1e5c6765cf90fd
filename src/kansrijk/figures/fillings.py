"""What figures puts in the places that other rooms' templates name."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.figures.desk import waiting
from kansrijk.figures.desk.readings import by_indicator
from kansrijk.figures.pages.finding import find_indicators, find_pages, find_place
from kansrijk.figures.queries.readings import readings_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where
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


def desk_navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The deliveries, for those who read them."""
    if not coalitions_where(actor, "read", "delivery"):
        return None
    return Filling("web/nav_item.html", {"path": reverse("desk"), "word": _("Deliveries")})


def today(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Proposals for a second person, files with errors, readings to look at: by date, nothing else."""
    lines = waiting.lines(actor)
    return Filling("figures/desk/today.html", {"lines": lines}) if lines else None


def area_readings(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """What people who know the place say about its figures. One query."""
    area = context.get("area")
    if area is None:
        return None
    found = readings_of(actor, area.code)
    values = {"area": area, "groups": by_indicator(found), "count": len(found)}
    return Filling("figures/readings/section.html", values)


def area_actions(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """What one can do with the figures of an area."""
    return Filling("figures/area_actions.html") if "area" in context else None


def home(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Ways to hold figures against one another."""
    return Filling("figures/home_more.html")


def register() -> None:
    """Called when the application starts."""
    fill("search", search, order=10)
    fill("navigation", navigation, order=20)
    fill("navigation", desk_navigation, order=25)
    fill("today", today, order=30)
    fill("area.readings", area_readings, order=10)
    fill("area.actions", area_actions, order=20)
    fill("home", home, order=5)
