"""What families puts in the places that other rooms' templates name: one line of the navigation, and no content."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import has_task_in_families
from kansrijk.web.slots import Filling, fill


def navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Families, for who has a task in them in a coalition where that is switched on. No query: the ties say it."""
    if not has_task_in_families(actor):
        return None
    return Filling("web/nav_item.html", {"path": reverse("families"), "word": _("Families")})


def register() -> None:
    """Called when the application starts."""
    fill("navigation", navigation, order=18)
