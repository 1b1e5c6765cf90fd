"""Screens of regional mode: hosts and coalitions, templates, and an upstream change beside one's own words."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kansrijk.coalition import commands
from kansrijk.coalition.commands import ChangedMeanwhile
from kansrijk.coalition.forms_plan import DecideForm, JoinForm, TemplateForm
from kansrijk.coalition.pages import region as pages
from kansrijk.coalition.queries.region import beside, region, template
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import CoalitionCard
from kansrijk.trust.rules import may, require_may


def _overview(
    request: HttpRequest, actor: Actor, coalition: CoalitionCard, form: JoinForm, code: str = ""
) -> HttpResponse:
    found = region(actor, coalition.id)
    rights = {
        f"may_{verb}": may(actor, verb, "template", coalition=coalition.id) == "allow" for verb in ("write", "take")
    }
    values = {
        "found": found,
        "offers": pages.offer_lines(found.offers),
        "templates": [pages.template_line(one) for one in found.templates],
        "form": form,
        "code": code,
    }
    return page(request, "region.html", coalition, **values, **rights)


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Who serves us, whom we serve, and what is on offer. By POST: join a host by its code."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    form = JoinForm(request.POST or None)
    if request.method == "POST":
        require_may(actor, "take", "template", coalition=coalition.id)
        if form.is_valid():
            try:
                commands.join_region(by=actor, coalition=coalition.id, **form.values())
            except BadInput as fault:
                form.refuse(fault)
            else:
                messages.success(request, _("You take part. What the host offers stands below."))
                return redirect("coalition_region", slug=slug)
    return _overview(request, actor, coalition, form)


def make_code(request: HttpRequest, slug: str) -> HttpResponse:
    """A code for coalitions that want to join; shown once."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    code = commands.make_join_code(by=actor, coalition=coalition.id)
    return _overview(request, actor, coalition, JoinForm(), code)


def leave(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Host or coalition stops."""
    coalition = coalition_of(request, slug)
    commands.leave_region(by=actor_of(request), coalition=coalition.id, tie=number)
    messages.success(request, _("This has ended. What was taken over stays."))
    return redirect("coalition_region", slug=slug)


def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new template."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "template", coalition=coalition.id)
    form = TemplateForm(request.POST or None, initial={"based_on": 0})
    if form.is_valid():
        try:
            commands.publish_template(
                by=actor, coalition=coalition.id, kind=form.cleaned_data["kind"], offer=form.offer()
            )
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_region", slug=slug)
    return page(request, "template.html", coalition, form=form)


def change(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """The next version of a template; where somebody wrote one meanwhile both are shown."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "template", coalition=coalition.id)
    now = template(actor, coalition.id, number)
    initial = {"title": now.title, "text": now.text, "place": now.place, "based_on": now.number}
    form = TemplateForm(request.POST or None, kind=now.kind, initial=initial)
    theirs: list[tuple[str, str]] = []
    if form.is_valid():
        based_on = form.cleaned_data["based_on"]
        try:
            commands.change_template(by=actor, template=number, offer=form.offer(), based_on=based_on)
        except ChangedMeanwhile as fault:
            form.refuse(fault)
            form.data = {**form.data.dict(), "based_on": now.number}
            theirs = [(_("Title"), now.title), (_("Text"), now.text or "–"), (_("Who wrote it"), now.written_name)]
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored. Who took an earlier version sees what changed."))
            return redirect("coalition_region", slug=slug)
    return page(request, "template.html", coalition, form=form, now=pages.template_line(now), theirs=theirs)


def withdraw(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """A template that is offered no longer."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "template", coalition=coalition.id)
    if any(one.id == number for one in region(actor, coalition.id).templates):
        commands.withdraw_template(by=actor, template=number)
        messages.success(request, _("It is offered no longer. What others took over stays theirs."))
    return redirect("coalition_region", slug=slug)


def decide(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """A template beside one's own: take it over, or leave it."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    shown = pages.beside_page(slug, beside(actor, coalition.id, number))
    newest = shown.found.offer.template.number
    form = DecideForm(request.POST or None, initial={"number": newest})
    if form.is_valid():
        held = {"coalition": coalition.id, "template": number, "number": form.cleaned_data["number"]}
        try:
            if request.POST.get("event") == "take":
                commands.take_template(by=actor, **held)
                messages.success(request, _("Taken over. You can change it here as you like."))
            else:
                commands.leave_template(by=actor, **held)
                messages.success(request, _("Left as it is. A next version is offered again."))
        except BadInput as fault:
            form.refuse(fault)
            form.data = {**form.data.dict(), "number": newest}
        else:
            return redirect("coalition_region", slug=slug)
    return page(request, "offer.html", coalition, page=shown, form=form)
