"""Screens of the reasoned choice: beside each other, one line of the menu, two texts that become one, as a file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries, words
from kansrijk.coalition.forms_plan import ChoiceForm
from kansrijk.coalition.pages import choices as pages
from kansrijk.coalition.pages.gaps import WORDS, parse_reference
from kansrijk.coalition.queries.choices import (
    ChoiceDetail,
    choice,
    choices,
    figure_options,
    figure_places,
    now_beside,
)
from kansrijk.coalition.tables import csv_response, xlsx_response
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.offer import menu
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, may, require_may


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Considered, chosen and rejected beside each other."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    names = queries.indicator_names(actor, words.language())
    shown = pages.choices_page(choices(actor, coalition.id), names)
    may_write = may(actor, "write", "choice", coalition=coalition.id) == "allow"
    return page(request, "choices.html", coalition, page=shown, may_write=may_write)


def _form(request: HttpRequest, actor: Actor, coalition: UUID, now: ChoiceDetail, code: str) -> ChoiceForm:
    """The form as this line of the menu stands now, with the figures of one place to tick."""
    names = queries.indicator_names(actor, words.language())
    kept = now.current.seen if now.current else ()
    known = pages.figure_choices(figure_options(actor, coalition, code) if code else [], kept, names)
    gap = request.GET.get("vlek", "")[:60]
    initial: dict[str, object] = {"based_on": 0, "gap": gap if parse_reference(gap) else ""}
    if now.current:
        held = now.current
        reference = f"{WORDS[held.gap[0]]}.{held.gap[1]}.{held.gap[2]}" if held.gap else initial["gap"]
        initial = {"verdict": held.verdict, "because": held.because, "gap": reference, "based_on": held.number}
        initial["figures"] = [one.key for one in kept]
    return ChoiceForm(request.POST or None, figures=known, has_kept=bool(kept), initial=initial)


def _place(request: HttpRequest, places: list[tuple[str, str]]) -> str:
    """Of which place the figures can be ticked: the one asked for, else the first."""
    codes = [code for code, _name in places]
    asked = request.GET.get("gebied", "")[:30]
    return asked if asked in codes else next(iter(codes), "")


def one(request: HttpRequest, slug: str, intervention: str) -> HttpResponse:
    """One line of the menu: what was decided, on which figures, and the form to decide again."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    if intervention not in menu.interventions():
        raise Denied("read", "choice")
    now = choice(actor, coalition.id, intervention)
    places = figure_places(actor, coalition.id)
    code = _place(request, places)
    may_write = may(actor, "write", "choice", coalition=coalition.id) == "allow"
    form = _form(request, actor, coalition.id, now, code)
    if request.method == "POST":
        require_may(actor, "write", "choice", coalition=coalition.id)
        if form.is_valid():
            held = {"coalition": coalition.id, "intervention": intervention, "based_on": form.cleaned_data["based_on"]}
            try:
                written = commands.write_choice(by=actor, reasons=form.reasons(), **held)
            except BadInput as fault:
                form.refuse(fault)
            else:
                if written.is_beside:
                    messages.warning(request, _("Somebody else wrote meanwhile. Both are kept; make one of them."))
                    version = str(written.number)
                    return redirect("coalition_choice_merge", slug=slug, intervention=intervention, version=version)
                messages.success(request, _("Stored."))
                return redirect("coalition_choice", slug=slug, intervention=intervention)
    names = queries.indicator_names(actor, words.language())
    beside = now_beside(actor, now.current.seen) if now.current else {}
    values = {
        "current": pages.choice_line(now.current, names, beside) if now.current else None,
        "beside": [pages.choice_line(card, names) for card in now.beside],
        "history": [pages.choice_line(card, names) for card in now.history],
        "name": pages.name_of(intervention),
        "intervention": intervention,
        "gap": pages.gap_words(parse_reference(str(form["gap"].value() or ""))),
        "places": places,
        "place": code,
        "form": form,
        "may_write": may_write,
    }
    return page(request, "choice.html", coalition, **values)


def merge(request: HttpRequest, slug: str, intervention: str, version: str) -> HttpResponse:
    """Two decisions side by side, and a form in which they become one."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "choice", coalition=coalition.id)
    now = choice(actor, coalition.id, intervention)
    beside = next((card for card in now.beside if str(card.number) == version), None)
    if beside is None and version in {str(one.number) for one in (now.current, *now.history) if one}:
        messages.info(request, _("These texts are one already. Nothing more was stored."))  # pressed twice, or back
        return redirect("coalition_choice", slug=slug, intervention=intervention)
    if beside is None or now.current is None:
        raise Denied("read", "choice")
    form = _form(request, actor, coalition.id, now, _place(request, figure_places(actor, coalition.id)))
    if form.is_valid():
        held = {"coalition": coalition.id, "intervention": intervention, "number": beside.number}
        try:
            commands.merge_choices(by=actor, reasons=form.reasons(), based_on=form.cleaned_data["based_on"], **held)
        except BadInput as fault:
            form.refuse(fault)
            form.data = {**form.data.dict(), "based_on": now.current.number}
        else:
            messages.success(request, _("The two are one now."))
            return redirect("coalition_choice", slug=slug, intervention=intervention)
    names = queries.indicator_names(actor, words.language())
    pair = [pages.choice_line(card, names) for card in (now.current, beside)]
    values = {"pair": pair, "name": pages.name_of(intervention), "intervention": intervention, "form": form}
    return page(request, "choice_merge.html", coalition, **values)


def download(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Every choice that holds, with its figures, as `csv` or `xlsx`."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    lines = pages.table(choices(actor, coalition.id), queries.indicator_names(actor, words.language()))
    if form == "xlsx":
        return xlsx_response(f"{slug}-keuzes", [("Keuzes", lines)])
    if form != "csv":
        raise Denied("read", "choice")
    return csv_response(f"{slug}-keuzes", lines)
