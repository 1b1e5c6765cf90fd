"""What every screen of a coalition begins with."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kansrijk.coalition.forms import Plain
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import CoalitionCard, coalitions
from kansrijk.trust.rules import Denied, may


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def coalition_of(request: HttpRequest, slug: str, kind: str = "coalition") -> CoalitionCard:
    """The coalition of this address; one of others is denied as one that does not exist is. `kind`: what of it is
    read there, where that is not its workspace."""
    found = next((card for card in coalitions(actor_of(request), kind) if card.slug == slug), None)
    if found is None:
        raise Denied("read", kind)
    return found


def page(request: HttpRequest, template: str, coalition: CoalitionCard, **values: Any) -> HttpResponse:
    """A page of a coalition; with a form that was refused its status says so."""
    form = values.get("form")
    is_refused = isinstance(form, Plain) and form.is_bound and bool(form.errors)
    context = {
        "coalition": coalition,
        "may_see_working_areas": may(actor_of(request), "read", "working_area", coalition=coalition.id) == "allow",
        "may_read": may(actor_of(request), "read", "coalition", coalition=coalition.id) == "allow",
        "may_update": may(actor_of(request), "update", "coalition", coalition=coalition.id) == "allow",
        **values,
    }
    return render(request, f"coalition/{template}", context, status=422 if is_refused else 200)
