"""What figures puts in the places that other rooms' templates name."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.areas import queries as places
from kansrijk.trust.actors import Actor
from kansrijk.web.slots import Filling, fill


def search(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Areas by name or postcode."""
    text = str(context.get("q", "")).strip()[:80]
    found = places.find(actor, text) if text else []
    return Filling("figures/found.html", {"found": found}) if found else None


def navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The map."""
    return Filling("web/nav_item.html", {"path": reverse("map"), "word": _("Map")})


def register() -> None:
    """Called when the application starts."""
    fill("search", search, order=10)
    fill("navigation", navigation, order=20)
