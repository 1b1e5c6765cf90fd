"""Screens of the agreements: what holds, what expires, two texts that become one, who signed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms import AgreementForm, SignForm, TextForm
from kansrijk.coalition.pages import agreements as pages
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.coalition.views.figures import began, figures_at, place_of
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, may, require_may


def _goals(actor: Actor, coalition: UUID) -> list[tuple[UUID, str]]:
    return [(one.id, one.text[:80]) for one in queries.goals(actor, coalition) if one.ended_on is None]


def _rights(actor: Actor, coalition: UUID) -> dict[str, bool]:
    return {f"may_{verb}": may(actor, verb, "agreement", coalition=coalition) == "allow" for verb in ("write", "sign")}


def agreements(request: HttpRequest, slug: str) -> HttpResponse:
    """By level, what asks attention first."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    shown = pages.list_page(queries.agreements(actor, coalition.id))
    return page(request, "agreements.html", coalition, page=shown, **_rights(actor, coalition.id))


def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new one; with `gebied` it begins at one of the figures of that place."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "agreement", coalition=coalition.id)
    place = place_of(request)
    known = figures_at(actor, place) if place else []
    initial = {"indicator": request.GET.get("indicator", "")[:80]}
    form = AgreementForm(
        request.POST or None, goals=_goals(actor, coalition.id), is_new=True, figures=known, initial=initial
    )
    if form.is_valid():
        level, text = form.cleaned_data["level"], form.cleaned_data["text"]
        about = form.about(str(place) if known else "")
        try:
            key = commands.make_agreement(by=actor, coalition=coalition.id, level=level, text=text, about=about)
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_agreement", slug=slug, number=key)
    return page(request, "agreement_form.html", coalition, form=form, place=place, has_figures=bool(known))


def change(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Dates, measure and what it covers."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "agreement", coalition=coalition.id)
    now = queries.agreement(actor, coalition.id, number)
    names = ("title", "measure", "valid_from", "valid_until", "review_on", "goal", "covers")
    initial = {name: getattr(now, name) for name in names}
    form = AgreementForm(request.POST or None, goals=_goals(actor, coalition.id), is_new=False, initial=initial)
    if form.is_valid():
        try:
            commands.change_agreement(by=actor, agreement=number, about=form.about())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_agreement", slug=slug, number=number)
    return page(request, "agreement_form.html", coalition, form=form, agreement=now)


def agreement(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """One agreement: its text, who signed, its history."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    now = queries.agreement(actor, coalition.id, number)
    known = [(one.id, one.name) for one in queries.parties(actor, coalition.id)]
    form = SignForm(request.POST or None, parties=known)
    if request.method == "POST":
        require_may(actor, "sign", "agreement", coalition=coalition.id)
        if form.is_valid():
            party, day = UUID(form.cleaned_data["party"]), form.cleaned_data["signed_on"]
            try:
                commands.sign(by=actor, agreement=number, party=party, signed_on=day)
            except BadInput as fault:
                form.refuse(fault)
            else:
                messages.success(request, _("The signature is written down."))
                return redirect("coalition_agreement", slug=slug, number=number)
    attached = queries.attachment(actor, coalition.id, "agreement", number)
    values = {"page": pages.detail_page(now), "form": form, "attached": attached, **_rights(actor, coalition.id)}
    values["earlier_files"] = queries.earlier_attachments(actor, coalition.id, number)
    values["began"] = began(actor, coalition.id, "agreement", number)
    return page(request, "agreement.html", coalition, **values)


def write(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """The next version; where somebody else wrote meanwhile, on to the two texts."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "agreement", coalition=coalition.id)
    now = queries.agreement(actor, coalition.id, number)
    initial = {"text": now.current.text, "based_on": now.current.number}
    form = TextForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            written = commands.write_text(by=actor, agreement=number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            if written.is_beside:
                messages.warning(request, _("Somebody else wrote meanwhile. Both texts are kept; make one of them."))
                return redirect("coalition_merge", slug=slug, number=number, version=written.number)
            messages.success(request, _("Stored."))
            return redirect("coalition_agreement", slug=slug, number=number)
    return page(request, "agreement_write.html", coalition, form=form, agreement=now)


def merge(request: HttpRequest, slug: str, number: UUID, version: str) -> HttpResponse:
    """Two texts side by side, and a field in which they become one."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "agreement", coalition=coalition.id)
    now = queries.agreement(actor, coalition.id, number)
    beside = next((one for one in now.beside if str(one.number) == version), None)
    if beside is None and version in {str(one.number) for one in (now.current, *now.history)}:
        messages.info(request, _("These texts are one already. Nothing more was stored."))  # pressed twice, or back
        return redirect("coalition_agreement", slug=slug, number=number)
    if beside is None:
        raise Denied("read", "agreement")
    form = TextForm(request.POST or None, initial={"text": now.current.text, "based_on": now.current.number})
    if form.is_valid():
        try:
            commands.merge_texts(by=actor, agreement=number, number=beside.number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
            form.data = {**form.data.dict(), "based_on": now.current.number}
        else:
            messages.success(request, _("The two texts are one now."))
            return redirect("coalition_agreement", slug=slug, number=number)
    lines = queries.difference(now.current.text, beside.text)
    return page(request, "agreement_merge.html", coalition, form=form, agreement=now, beside=beside, lines=lines)


def end(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """It holds no longer."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    queries.agreement(actor, coalition.id, number)
    commands.end_agreement(by=actor, agreement=number, on=timezone.localdate())
    messages.success(request, _("The agreement is closed. It stays to be read."))
    return redirect("coalition_agreement", slug=slug, number=number)


def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    """The 14 actions and the 16 points: what covers them, and where nothing does."""
    coalition = coalition_of(request, slug)
    shown = pages.coverage_page(queries.coverage(actor_of(request), coalition.id, pages.CODES))
    may_write = may(actor_of(request), "write", "action", coalition=coalition.id) == "allow"
    return page(request, "coverage.html", coalition, page=shown, may_write=may_write)
