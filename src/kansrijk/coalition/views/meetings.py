"""Screens of the meetings: agenda, minutes, decisions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms import DecisionForm, MeetingForm, MinutesForm
from kansrijk.coalition.pages.meetings import meeting_page
from kansrijk.coalition.pages.minutes import pdf
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import may, require_may


def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes and what was; a form to plan one."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    form = MeetingForm(request.POST or None)
    may_write = may(actor, "write", "meeting", coalition=coalition.id) == "allow"
    if request.method == "POST":
        require_may(actor, "write", "meeting", coalition=coalition.id)
        if form.is_valid():
            try:
                key = commands.plan_meeting(by=actor, coalition=coalition.id, **form.values())
            except BadInput as fault:
                form.refuse(fault)
            else:
                messages.success(request, _("Stored."))
                return redirect("coalition_meeting", slug=slug, number=key)
    found = queries.meetings(actor, coalition.id)
    return page(request, "meetings.html", coalition, meetings=found, form=form, may_write=may_write)


def meeting(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """The agenda before, the minutes and decisions after."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    now = queries.meeting(actor, coalition.id, number)
    parties = [(one.id, one.name) for one in queries.parties(actor, coalition.id)]
    initial = {"minutes": now.minutes, "version": now.minutes_version, "present": [str(key) for key in now.present]}
    form = MinutesForm(request.POST or None, parties=parties, initial=initial)
    if request.method == "POST":
        require_may(actor, "write", "meeting", coalition=coalition.id)
        if form.is_valid():
            values = form.values()
            present = [UUID(key) for key in values.pop("present")]
            try:
                commands.write_minutes(by=actor, meeting=number, present=present, **values)
            except BadInput as fault:
                form.refuse(fault)
                form.data = form.data.copy()
                form.data["version"] = now.minutes_version
            else:
                messages.success(request, _("Stored."))
                return redirect("coalition_meeting", slug=slug, number=number)
    people = [(one.id, f"{one.name}, {one.party}") for one in queries.people(actor, coalition.id)]
    values = {
        "attached": queries.attachment(actor, coalition.id, "meeting", number),
        "page": meeting_page(now, dict(parties)),
        "form": form,
        "decision_form": DecisionForm(people=people),
        "may_write": may(actor, "write", "meeting", coalition=coalition.id) == "allow",
    }
    return page(request, "meeting.html", coalition, **values)


def as_pdf(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Agenda and minutes as a document to send. Its name says the day and nothing else."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    now = queries.meeting(actor, coalition.id, number)
    parties = {one.id: one.name for one in queries.parties(actor, coalition.id)}
    response = HttpResponse(pdf(meeting_page(now, parties), coalition.name), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="overleg-{now.held_on:%Y-%m-%d}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def decide(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Adds a decision, and the action that comes of it."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "meeting", coalition=coalition.id)
    now = queries.meeting(actor, coalition.id, number)
    people = [(one.id, f"{one.name}, {one.party}") for one in queries.people(actor, coalition.id)]
    form = DecisionForm(request.POST, people=people)
    if form.is_valid():
        try:
            commands.decide(by=actor, meeting=number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("The decision is written down."))
            return redirect("coalition_meeting", slug=slug, number=number)
    parties = {one.id: one.name for one in queries.parties(actor, coalition.id)}
    initial = {"minutes": now.minutes, "version": now.minutes_version, "present": [str(key) for key in now.present]}
    values = {
        "attached": queries.attachment(actor, coalition.id, "meeting", number),
        "page": meeting_page(now, parties),
        "form": MinutesForm(parties=list(parties.items()), initial=initial),
        "decision_form": form,
        "may_write": True,
    }
    response = page(request, "meeting.html", coalition, **values)
    response.status_code = 422
    return response
