"""Who receives what is sent to a service, on screen: one table for the whole directory."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.offer import commands, queries
from kansrijk.offer.queries import DeskLine
from kansrijk.offer.views import actor_of
from kansrijk.offer.views_desk import coalition_of
from kansrijk.offer.words import language
from kansrijk.trust.rules import Denied

FIELD = "balie_"


def desks(request: HttpRequest, slug: str) -> HttpResponse:
    """The table, and storing it as a whole."""
    coalition, actor = coalition_of(request, slug), actor_of(request)
    if not actor.has_families_in(coalition.id):
        raise Denied("update", "directory")
    lines = queries.desks(actor, coalition.id)
    status = 200
    if request.method == "POST":
        try:
            count = commands.set_desks(by=actor, coalition=coalition.id, desks=_sent(request))
        except BadInput:
            messages.error(
                request, _("One of these choices is not possible any more. Nothing was changed; look again.")
            )
            status = 422
        else:
            messages.success(request, _("Stored.") if count else _("Nothing was changed."))
            return redirect("offer_desks", slug=slug)
    values = {
        "coalition": coalition,
        "received": [_line(one) for one in lines if one.organisation],
        "others": _by_kind([one for one in lines if not one.organisation]),
        "organisations": queries.receiving_organisations(actor, coalition.id),
    }
    return render(request, "offer/desk/desks.html", values, status=status)


def _line(one: DeskLine) -> tuple[str, DeskLine]:
    return f"{FIELD}{one.service}", one


def _by_kind(lines: list[DeskLine]) -> list[tuple[str, list[tuple[str, DeskLine]]]]:
    """Kinds of help by name, each with its services."""
    found: dict[str, list[tuple[str, DeskLine]]] = {}
    for one in lines:
        found.setdefault(one.kind.name(language()), []).append(_line(one))
    return sorted(found.items())


def _sent(request: HttpRequest) -> dict[UUID, UUID | None]:
    """Raises `BadInput` for what is no key."""
    try:
        return {
            UUID(name.removeprefix(FIELD)): UUID(value) if value else None
            for name, value in request.POST.items()
            if isinstance(value, str) and name.startswith(FIELD)
        }
    except ValueError as error:
        raise BadInput("a service and an organisation are named by their keys", field="service") from error
