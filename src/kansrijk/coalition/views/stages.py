"""Screens of the stage checklist: what carries the stage that people chose."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kansrijk.coalition import commands
from kansrijk.coalition.forms_plan import EvidenceForm, StageItemForm
from kansrijk.coalition.pages import stages as pages
from kansrijk.coalition.queries.stages import stage_item, stage_list, things
from kansrijk.coalition.tables import csv_response
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import Denied, may, require_may


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The six stages, the one that people chose first in words."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    lines = pages.stage_lines(slug, stage_list(actor, coalition.id))
    form = StageItemForm(request.POST or None)
    if request.method == "POST":
        require_may(actor, "update", "coalition", coalition=coalition.id)
        if form.is_valid():
            try:
                commands.add_stage_item(by=actor, coalition=coalition.id, **form.values())
            except BadInput as fault:
                form.refuse(fault)
            else:
                messages.success(request, _("Stored."))
                return redirect("coalition_stages", slug=slug)
    may_write = may(actor, "write", "evidence", coalition=coalition.id) == "allow"
    here = next(line for line in lines if line.card.is_here)
    return page(request, "stages.html", coalition, lines=lines, here=here, form=form, may_write=may_write)


def item(request: HttpRequest, slug: str, item: str) -> HttpResponse:
    """One point: its evidence, and the form to add some."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "evidence", coalition=coalition.id)
    line = pages.item_line(slug, stage_item(actor, coalition.id, item))
    form = EvidenceForm(request.POST or None, things=pages.thing_choices(things(actor, coalition.id)))
    if form.is_valid():
        try:
            commands.add_evidence(by=actor, coalition=coalition.id, item=item, proof=form.proof())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_stages", slug=slug)
    return page(request, "stage_item.html", coalition, line=line, form=form)


def take_back(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Evidence that no longer counts."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    known = [one.id for stage in stage_list(actor, coalition.id) for point in stage.items for one in point.evidence]
    if number in known:
        commands.take_back_evidence(by=actor, evidence=number)
        messages.success(request, _("The evidence is taken back. That it was there stays in the history."))
    elif may(actor, "write", "evidence", coalition=coalition.id) != "allow":
        raise Denied("write", "evidence")
    return redirect("coalition_stages", slug=slug)


def end_item(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """A point of one's own that is asked for no longer."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    own = {one.code for stage in stage_list(actor, coalition.id) for one in stage.items if one.is_own}
    if str(number) in own:
        commands.end_stage_item(by=actor, item=number)
    return redirect("coalition_stages", slug=slug)


def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The list with its evidence, as CSV."""
    coalition = coalition_of(request, slug)
    return csv_response(f"{slug}-fasen", pages.table(slug, stage_list(actor_of(request), coalition.id)))
