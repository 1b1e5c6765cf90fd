"""Screens on working in a colleague's place: letting somebody, ending that, and beginning and ending to do it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.core.faults import BadInput
from kansrijk.trust import commands_mandate
from kansrijk.trust.forms import MandateForm
from kansrijk.trust.queries_mandate import MANDATE, mandates
from kansrijk.trust.rules import Denied
from kansrijk.trust.views import coalition_of_people

FAULTS = {
    "deputy": gettext_lazy("Choose a colleague of your own organisation."),
    "starts_on": gettext_lazy("It begins today or later."),
    "ends_on": gettext_lazy("It ends on or after its first day, and within a year."),
}


def deputies(request: HttpRequest, slug: str) -> HttpResponse:
    """Who works in one's place, in whose place one may work, and letting a colleague."""
    coalition = coalition_of_people(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    found = mandates(actor, coalition.id)
    form = MandateForm(request.POST or None, colleagues=found.colleagues)
    if request.method == "POST" and not found.may_give:
        raise Denied("create", "mandate")
    if form.is_valid():
        try:
            commands_mandate.give_mandate(by=actor, coalition=coalition.id, **form.chosen())
        except BadInput as fault:
            form.add_error(fault.field, FAULTS[fault.field or ""])
        else:
            messages.success(request, _("Your colleague can work on your behalf. You can end that on any day."))
            return redirect("deputies", slug=slug)
    context = {"coalition": coalition, "found": found, "form": form}
    return render(request, "trust/deputies.html", context, status=400 if form.errors else 200)


def end_mandate(request: HttpRequest, slug: str, mandate: UUID) -> HttpResponse:
    """Ends it at once."""
    coalition_of_people(request, slug)
    commands_mandate.end_mandate(by=request.actor, mandate=mandate)  # type: ignore[attr-defined]
    messages.success(request, _("Ended. It holds no longer."))
    return redirect("deputies", slug=slug)


def act_for(request: HttpRequest, slug: str, mandate: UUID) -> HttpResponse:
    """From now on this browser works in the colleague's place, until that is stopped or one signs out."""
    coalition = coalition_of_people(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    request.session[MANDATE] = commands_mandate.act_for(by=actor, coalition=coalition.id, mandate=mandate)
    return redirect("deputies", slug=slug)


def act_for_nobody(request: HttpRequest) -> HttpResponse:
    """One works as oneself again."""
    request.session.pop(MANDATE, None)
    messages.success(request, _("You work as yourself again."))
    return redirect("today")
