"""What the plan of a coalition puts in the places that other templates name."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from kansrijk.coalition.pages import choices as pages
from kansrijk.coalition.queries.choices import choices_to_look_at, verdicts
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import coalitions
from kansrijk.trust.rules import coalitions_where
from kansrijk.web.slots import Filling, fill


def intervention(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """On the page of a line of the menu: what one's own coalitions decided about it, and the way to decide."""
    where = coalitions_where(actor, "write", "choice")
    if not where or "intervention" not in context:
        return None
    code = context["intervention"].id
    decided = verdicts(actor, code)
    own = [
        pages.AtCoalition(one.id, one.slug, one.name, str(pages.VERDICTS[decided[one.id]]) if one.id in decided else "")
        for one in coalitions(actor)
        if one.id in where
    ]
    return Filling("coalition/menu_action.html", {"coalitions": own, "code": code})


def today(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Choices whose figures were withdrawn or replaced."""
    lines = [
        {
            "name": pages.name_of(card.intervention),
            "address": reverse("coalition_choice", kwargs={"slug": slug, "intervention": card.intervention}),
        }
        for slug, card in choices_to_look_at(actor)
    ]
    return Filling("coalition/plan_today.html", {"lines": lines}) if lines else None


def register() -> None:
    """Called when the application starts."""
    fill("intervention.actions", intervention, order=10)
    fill("today", today, order=25)
