"""What reading along puts in the places that other templates name."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.coalition.queries.voices import voices_waiting
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import coalitions
from kansrijk.trust.rules import coalitions_where
from kansrijk.web.slots import Filling, fill


def navigation(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """The texts to read, for who takes part as a reader only. One query for such a person, none for others."""
    where = coalitions_where(actor, "read", "voice") - coalitions_where(actor, "read", "coalition")
    own = [card for card in coalitions(actor, "voice") if card.id in where] if where else []
    if not own:
        return None
    return Filling(
        "web/nav_item.html", {"path": reverse("coalition_voices", args=[own[0].slug]), "word": _("Read along")}
    )


def today(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Texts to read, and comments that wait for an answer."""
    told = {"read": _("to read"), "answer": _("comments without an answer")}
    lines = [
        {
            "title": one.title,
            "what": told[one.what],
            "until": one.until,
            "address": reverse("coalition_voice", kwargs={"slug": one.slug, "number": one.key}),
        }
        for one in voices_waiting(actor)
    ]
    return Filling("coalition/voices_today.html", {"lines": lines}) if lines else None


def register() -> None:
    """Called when the application starts."""
    fill("navigation", navigation, order=16)
    fill("today", today, order=22)
