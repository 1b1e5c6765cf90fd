"""What families puts in the places that other rooms' templates name: one line of the navigation, that something
is to be judged, and no content."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import to_judge
from kansrijk.trust.queries_mandate import offered
from kansrijk.trust.rules import coalitions_where, has_task_in_families
from kansrijk.web.slots import Filling, fill


def navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Families, for who has a task in them in a coalition where that is switched on. No query: the ties say it."""
    if not has_task_in_families(actor):
        return None
    return Filling("web/nav_item.html", {"path": reverse("families"), "word": _("Families")})


def today(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """For who judges: that a file was opened in an emergency. Asked of compartment A, which knows no more than that."""
    found = to_judge(actor)
    return Filling("families/today.html", {"coalitions": found}) if found else None


def deputies(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """For whoever has no task in families but in a colleague's place: in whose. Whoever has one is asked nothing."""
    ties = [tie.coalition for tie in actor.ties if tie.has_families]
    if has_task_in_families(actor) or not coalitions_where(actor, "use", "mandate") & set(ties):
        return None
    found = offered(actor)
    return Filling("families/today_deputies.html", {"offered": found}) if found else None


def register() -> None:
    """Called when the application starts."""
    fill("navigation", navigation, order=18)
    fill("today", today, order=10)
    fill("today", deputies, order=11)
