"""On the first page of a coalition: the doors to what it shows and learns."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import may
from kansrijk.web.slots import Filling, fill


def outward(actor: Actor, context: Mapping[str, Any]) -> Filling:
    """Each door with one line that says what is behind it. No query."""
    slug = context["coalition"].slug
    doors = [
        ("coalition_infographic", _("Infographic"), _("all actions and parties in one drawing")),
        ("coalition_trainings", _("Training"), _("who learned what, in numbers per profession")),
        ("coalition_embedding", _("Embedding scan"), _("does it last, on five lines")),
    ]
    if may(actor, "update", "public_page", coalition=context["coalition"].id) == "allow":
        doors.append(("coalition_public", _("Public page"), _("what everybody may see of you")))
    lines = [{"address": reverse(name, args=[slug]), "word": word, "told": told} for name, word, told in doors]
    return Filling("coalition/outward.html", {"doors": lines})


def register() -> None:
    """Called when the application starts."""
    fill("coalition.home", outward, order=90)
