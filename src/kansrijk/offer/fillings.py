"""What offer puts in the places that other rooms' templates name."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.offer import queries
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where
from kansrijk.web.slots import Filling, fill


def home(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The ways to the offer, for a visitor too."""
    return Filling("offer/home.html")


def navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The directory, for whoever is of a coalition."""
    if not coalitions_where(actor, "read", "directory"):
        return None
    return Filling("web/nav_item.html", {"path": reverse("offer_index"), "word": _("Directory of help")})


def today(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """For a coordinator: how many entries are past their date."""
    own = coalitions_where(actor, "update", "directory")
    found = [
        (one, queries.freshness(actor, one.coalition)) for one in queries.directories(actor) if one.coalition in own
    ]
    lines = [(one, count) for one, count in found if count.stale]
    return Filling("offer/desk/today.html", {"lines": lines}) if lines else None


def register() -> None:
    """Called when the application starts."""
    fill("home", home, order=30)
    fill("navigation", navigation, order=40)
    fill("today", today, order=40)
