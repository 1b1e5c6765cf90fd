"""Screens of the actions: list, board, calendar, the calendar link, and nudging."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries, words
from kansrijk.coalition.forms import ActionForm
from kansrijk.coalition.pages import actions as pages
from kansrijk.coalition.pages.calendars import ical
from kansrijk.coalition.queries.budget import budget_line_choices
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.coalition.views.figures import began, figures_at, place_of
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import may, require_may


def lists_of(actor: Actor, coalition: UUID) -> dict[str, Sequence[tuple[object, str]]]:
    """What an action can hang on."""
    return {
        "owner": [(one.id, f"{one.name}, {one.party}") for one in queries.people(actor, coalition)],
        "party": [(one.id, one.name) for one in queries.parties(actor, coalition) if one.is_in_force],
        "goal": [(one.id, one.text[:80]) for one in queries.goals(actor, coalition) if one.ended_on is None],
        "pillar": queries.pillars(actor, coalition),
        "agreement": [(one.id, one.title) for one in queries.agreements(actor, coalition)],
        "budget_line": budget_line_choices(actor, coalition),
        "indicator": sorted(queries.indicator_names(actor, words.language()).items(), key=lambda pair: pair[1]),
    }


def actions(request: HttpRequest, slug: str) -> HttpResponse:
    """`weergave`: lijst, bord or agenda; `wie`: the name of a party."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    view = request.GET.get("weergave", "")
    party = request.GET.get("partij", "").replace("\0", "")[:200]
    shown = pages.actions_page(queries.actions(actor, coalition.id), view, party)
    values = {
        "page": shown,
        "may_write": may(actor, "write", "action", coalition=coalition.id) == "allow",
        "may_nudge": may(actor, "nudge", "action", coalition=coalition.id) == "allow",
        "has_feed": queries.has_feed(actor, coalition.id),
    }
    return page(request, "actions.html", coalition, **values)


def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new action; with `gebied` it begins at one of the figures of that place."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "action", coalition=coalition.id)
    place = place_of(request)
    known = figures_at(actor, place) if place else []
    initial = {"indicator": request.GET.get("indicator", "")[:80]}
    form = ActionForm(request.POST or None, lists=lists_of(actor, coalition.id), figures=known, initial=initial)
    if form.is_valid():
        try:
            commands.make_action(by=actor, coalition=coalition.id, task=form.task(str(place) if known else ""))
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_actions", slug=slug)
    return page(request, "action.html", coalition, form=form, place=place, has_figures=bool(known))


def change(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """One action: its words, and the moves that it can make."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "action", coalition=coalition.id)
    now = queries.action(actor, coalition.id, number)
    keys = {name: str(key) if key else "" for name, key in now.keys.items()}
    initial = {"title": now.title, "note": now.note, "phase": now.phase, "due_on": now.due_on, **keys}
    initial["indicator"] = now.indicator
    lists = lists_of(actor, coalition.id)
    form = ActionForm(request.POST or None, lists=lists, initial={**initial, "covers": now.covers})
    if form.is_valid():
        try:
            commands.change_action(by=actor, action=number, task=form.task())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_actions", slug=slug)
    seen = began(actor, coalition.id, "action", number)
    return page(request, "action.html", coalition, form=form, line=pages.line_of(now), began=seen)


def move(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """A button of the list, the board or the page of an action."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    queries.action(actor, coalition.id, number)
    try:
        commands.move_action(by=actor, action=number, event=request.POST.get("event", ""))
    except BadInput as fault:
        messages.error(request, fault.message)
    view = request.POST.get("weergave", "")
    return redirect(f"{reverse('coalition_actions', args=[slug])}{f'?weergave={view}' if view in pages.VIEWS else ''}")


def nudge(request: HttpRequest, slug: str) -> HttpResponse:
    """One mail to each person with late actions."""
    coalition = coalition_of(request, slug)
    site = f"{request.scheme}://{request.get_host()}"
    sent = commands.nudge_people(by=actor_of(request), coalition=coalition.id, site=site)
    messages.success(request, _("People who got a mail: %(count)s.") % {"count": sent})
    return redirect("coalition_actions", slug=slug)


def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Makes a calendar link, or withdraws it."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    if request.POST.get("withdraw"):
        commands.withdraw_feed(by=actor, coalition=coalition.id)
        messages.success(request, _("The calendar link works no longer."))
        return redirect("coalition_actions", slug=slug)
    secret = commands.make_feed(by=actor, coalition=coalition.id)
    link = request.build_absolute_uri(reverse("coalition_calendar", args=[secret]))
    return page(request, "feed.html", coalition, link=link)


def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """What a calendar programme asks for, by its link alone."""
    found = queries.calendar(actor_of(request), secret)
    text = ical(found, f"{request.scheme}://{request.get_host()}")
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="coalitie.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
