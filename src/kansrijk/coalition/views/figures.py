"""From a figure to a goal: chosen on the page of an area, written down with what was seen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kansrijk.areas.codes import parse
from kansrijk.areas.queries import area as find_area
from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms import FigureGoalForm
from kansrijk.coalition.pages.goals import figure_choices
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.figures.queries import figures_of
from kansrijk.trust.rules import Denied, require_may


def goal_from_figure(request: HttpRequest, slug: str) -> HttpResponse:
    """`gebied` names the area; the form asks which of its figures, and what you want with it."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    at = parse(request.GET.get("gebied", "").replace("\0", "")[:40])
    place = find_area(actor, at.code, at.edition) if at else None
    if place is None:
        raise Denied("read", "area")
    known = figure_choices(figures_of(actor, place.code, place.edition))
    initial = {"indicator": request.GET.get("indicator", "")[:80]}
    pillars = queries.pillars(actor, coalition.id)
    form = FigureGoalForm(request.POST or None, figures=known, pillars=pillars, initial=initial)
    if form.is_valid():
        try:
            commands.add_goal(by=actor, coalition=coalition.id, area=str(place), **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("The goal is added."))
            return redirect("coalition_goals", slug=slug)
    return page(request, "goal_from_figure.html", coalition, form=form, place=place)
