"""Screens of the parties."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms import LeaveForm, PartyForm
from kansrijk.coalition.pages.parties import parties_page
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import require_may


def parties(request: HttpRequest, slug: str) -> HttpResponse:
    """Who takes part on which side, who is missing, and a form for the next one."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    places = queries.profile(actor, coalition.id).places
    form = PartyForm(request.POST or None, places=[(place.code, place.name) for place in places])
    if request.method == "POST":
        require_may(actor, "update", "coalition", coalition=coalition.id)
        if form.is_valid():
            try:
                commands.add_party(by=actor, coalition=coalition.id, **form.values())
            except BadInput as fault:
                form.refuse(fault)
            else:
                messages.success(request, _("The party takes part."))
                return redirect("coalition_parties", slug=slug)
    cards = queries.parties(actor, coalition.id)
    shown = parties_page(cards, queries.missing(actor, coalition.id, cards, places), places)
    return page(request, "parties.html", coalition, form=form, page=shown)


def leave(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Asks for the last day of a party."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    party = queries.party(actor, coalition.id, number)
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            commands.end_party(by=actor, party=number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("The party leaves. What it signed stays, with that day."))
            return redirect("coalition_parties", slug=slug)
    told = {"name": party.name, "back": "coalition_parties", "people": party.people, "accounts": party.accounts}
    return page(request, "leave.html", coalition, form=form, **told)
