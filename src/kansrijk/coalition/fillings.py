"""What the coalition puts in the places that other rooms' templates name."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where
from kansrijk.web.slots import Filling, fill


def navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The coalition, for those who take part in one. No query: the ties of the actor say it."""
    if not coalitions_where(actor, "read", "coalition"):
        return None
    return Filling("web/nav_item.html", {"path": reverse("coalitions"), "word": _("Coalition")})


def register() -> None:
    """Called when the application starts."""
    fill("navigation", navigation, order=15)
