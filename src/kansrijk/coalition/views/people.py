"""Screens of who is who, and of asking everybody at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms import LeaveForm, PersonForm
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import may, require_may


def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Role, expertise and how to reach, with a search over them."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:80]
    found = queries.people(actor, coalition.id, text)
    unasked = sum(1 for one in found if one.email and one.confirmed_at is None)
    may_ask = may(actor, "create", "membership", coalition=coalition.id) == "allow"
    return page(
        request,
        "people.html",
        coalition,
        people=found,
        q=text,
        unasked=unasked,
        may_ask=may_ask,
        myself=queries.is_shown_myself(actor, coalition.id),
    )


def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody new."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    known = [(one.id, one.name) for one in queries.parties(actor, coalition.id) if one.is_in_force]
    form = PersonForm(request.POST or None, parties=known, initial={"party": request.GET.get("partij", "")[:36]})
    if form.is_valid():
        values = form.values()
        try:
            commands.add_person(by=actor, coalition=coalition.id, **{**values, "party": UUID(values["party"])})
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_people", slug=slug)
    return page(request, "person.html", coalition, form=form, has_parties=bool(known))


def change(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Other words about somebody."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    person = queries.person(actor, coalition.id, number)
    fields = ("name", "role", "expertise", "email", "phone", "is_driver")
    form = PersonForm(request.POST or None, parties=None, initial={name: getattr(person, name) for name in fields})
    if form.is_valid():
        try:
            commands.change_person(by=actor, person=number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_people", slug=slug)
    return page(request, "person.html", coalition, form=form, person=person, has_parties=True)


def leave(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Asks for the last day of somebody."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    person = queries.person(actor, coalition.id, number)
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        try:
            commands.end_person(by=actor, person=number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Address and number are erased."))
            return redirect("coalition_people", slug=slug)
    told = {"name": person.name, "back": "coalition_people", "people": 0, "accounts": int(person.has_account)}
    return page(request, "leave.html", coalition, form=form, **told)


def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """One press, and everybody who did not confirm gets a mail."""
    coalition = coalition_of(request, slug)
    asked = commands.ask_people(
        by=actor_of(request), coalition=coalition.id, site=f"{request.scheme}://{request.get_host()}"
    )
    sent = ngettext("%(count)s message is on its way.", "%(count)s messages are on their way.", asked.sent)
    messages.success(request, sent % {"count": asked.sent})
    if asked.not_sent:
        messages.error(request, _("%(count)s could not be sent. Try those again later.") % {"count": asked.not_sent})
    if asked.waiting:
        messages.info(request, _("%(count)s were asked less than a day ago.") % {"count": asked.waiting})
    return redirect("coalition_people", slug=slug)
