"""From a figure to a goal, agreement or action: chosen on the page of an area, written down with what was seen."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kansrijk.areas.codes import parse
from kansrijk.areas.queries import area as find_area
from kansrijk.areas.queries.values import AreaRef
from kansrijk.coalition import commands, queries, words
from kansrijk.coalition.forms import FigureGoalForm
from kansrijk.coalition.pages.choices import FigureLine, figure_lines
from kansrijk.coalition.pages.goals import figure_choices
from kansrijk.coalition.queries.seeing import began_at, now_beside
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.figures.queries import figures_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


def place_of(request: HttpRequest) -> AreaRef | None:
    """The area that `gebied` names; None where the address names none. One that does not exist is denied."""
    named = request.GET.get("gebied", "").replace("\0", "")[:40]
    if not named:
        return None
    at = parse(named)
    place = find_area(actor_of(request), at.code, at.edition) if at else None
    if place is None:
        raise Denied("read", "area")
    return place


def figures_at(actor: Actor, place: AreaRef) -> list[tuple[str, str]]:
    """The figures of a place that something can begin at."""
    return figure_choices(figures_of(actor, place.code, place.edition))


def began(actor: Actor, coalition: UUID, item: str, number: UUID) -> FigureLine | None:
    """The figure that an agreement or action began at, then and now."""
    seen = began_at(actor, coalition, item, number)
    if seen is None:
        return None
    return figure_lines([seen], queries.indicator_names(actor, words.language()), now_beside(actor, [seen]))[0]


def see_again(request: HttpRequest, slug: str, number: UUID, item: str) -> HttpResponse:
    """The figure behind a goal, agreement or action is kept as it is today."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    _known(actor, coalition.id, item, number)
    try:
        commands.see_again(by=actor, item=item, key=number)
    except BadInput as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("The figure is kept as it is today."))
    if item == "goal":
        return redirect("coalition_goals", slug=slug)
    return redirect(f"coalition_{item}", slug=slug, number=number)


def _known(actor: Actor, coalition: UUID, item: str, number: UUID) -> None:
    """Denied where it is another coalition's."""
    if item == "goal" and number not in {one.id for one in queries.goals(actor, coalition)}:
        raise Denied("update", "coalition")
    if item != "goal":
        began_at(actor, coalition, item, number)


def goal_from_figure(request: HttpRequest, slug: str) -> HttpResponse:
    """`gebied` names the area; the form asks which of its figures, and what you want with it."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    place = place_of(request)
    if place is None:
        raise Denied("read", "area")
    known = figures_at(actor, place)
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
