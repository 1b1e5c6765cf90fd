"""Screens of what a coalition is about: profile, stage, goals and pillars."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries, words
from kansrijk.coalition.forms import GoalForm, PillarForm, ProfileForm
from kansrijk.coalition.pages.goals import goals_page
from kansrijk.coalition.queries.seeing import began_all
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import Denied, require_may


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Ambition, area, for which children, since when."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    now = queries.profile(actor, coalition.id)
    initial = {
        "ambition": now.ambition,
        "areas": "\n".join(f"{place.code}" for place in now.places),
        "end_age": now.end_age,
        "began_on": now.began_on,
    }
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            commands.set_profile(by=actor, coalition=coalition.id, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_home", slug=slug)
    return page(request, "profile.html", coalition, form=form, places=now.places)


def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """One stage forward or back."""
    coalition = coalition_of(request, slug)
    try:
        commands.move_stage(by=actor_of(request), coalition=coalition.id, event=request.POST.get("event", ""))
    except BadInput as fault:
        messages.error(request, fault.message)
    return redirect("coalition_home", slug=slug)


def goals(request: HttpRequest, slug: str) -> HttpResponse:
    """The six national goals, and under each what this coalition wants."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    pillars = queries.pillars(actor, coalition.id)
    form = GoalForm(request.POST or None, pillars=pillars)
    if request.method == "POST":
        require_may(actor, "update", "coalition", coalition=coalition.id)
        if form.is_valid():
            try:
                commands.add_goal(by=actor, coalition=coalition.id, **form.values())
            except BadInput as fault:
                form.refuse(fault)
            else:
                messages.success(request, _("The goal is added."))
                return redirect("coalition_goals", slug=slug)
    found = queries.goals(actor, coalition.id)
    began = began_all(actor, {one.id: one.seen for one in found})
    shown = goals_page(found, pillars, queries.indicator_names(actor, words.language()), began)
    return page(request, "goals.html", coalition, form=form, page=shown, pillar_form=PillarForm())


def pillar(request: HttpRequest, slug: str) -> HttpResponse:
    """Adds a pillar."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    try:
        commands.add_pillar(by=actor, coalition=coalition.id, name=request.POST.get("name", ""))
    except BadInput as fault:
        messages.error(request, fault.message)
    return redirect("coalition_goals", slug=slug)


def end_goal(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """A goal is no longer worked on."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    if number not in {one.id for one in queries.goals(actor, coalition.id)}:
        raise Denied("update", "coalition")
    commands.end_goal(by=actor, goal=number, on=timezone.localdate())
    messages.success(request, _("The goal is closed. It stays to be read."))
    return redirect("coalition_goals", slug=slug)
