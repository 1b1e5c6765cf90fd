"""Buttons on the page of an agreement: hang a path on it, take one off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kansrijk.coalition.queries import agreement
from kansrijk.core.faults import BadInput
from kansrijk.paths import commands_agreements as commands
from kansrijk.paths.queries import coalition_card


@require_POST
def hang(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """A path that the coalition has."""
    actor = request.actor  # type: ignore[attr-defined]
    agreement(actor, coalition_card(actor, slug).id, number)
    try:
        commands.hang_path(by=actor, agreement=number, slug=request.POST.get("pad", "")[:60])
    except BadInput:
        messages.error(request, _("Choose a path of the list."))
    else:
        messages.success(request, _("The path hangs on this agreement."))
    return redirect("coalition_agreement", slug=slug, number=number)


@require_POST
def take_off(request: HttpRequest, slug: str, number: UUID, path: str) -> HttpResponse:
    """It hangs there no more."""
    actor = request.actor  # type: ignore[attr-defined]
    agreement(actor, coalition_card(actor, slug).id, number)
    commands.take_off_path(by=actor, agreement=number, slug=path)
    messages.success(request, _("The path is taken off. It stays a path."))
    return redirect("coalition_agreement", slug=slug, number=number)
