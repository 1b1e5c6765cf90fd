"""Screens for the people of a coalition: how fresh the directory is, add, edit, confirm, withdraw, settings."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.offer import commands, faults, pages, queries
from kansrijk.offer.commands import BadDraft, StaleEdit
from kansrijk.offer.drafts import FIELDS, Draft
from kansrijk.offer.forms import DirectoryForm, ServiceForm, WithdrawForm
from kansrijk.offer.queries import Record
from kansrijk.offer.views import actor_of
from kansrijk.trust.queries import CoalitionCard, coalitions
from kansrijk.trust.rules import Denied, may, require_may


def coalition_of(request: HttpRequest, slug: str) -> CoalitionCard:
    """The coalition of this address; one of others is denied as one that does not exist is."""
    found = next((card for card in coalitions(actor_of(request)) if card.slug == slug), None)
    if found is None:
        raise Denied("read", "directory")
    return found


def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """How fresh the directory is, and every entry with who answers for it."""
    coalition, actor = coalition_of(request, slug), actor_of(request)
    found = queries.directory(actor, slug)
    rights = {
        f"may_{verb}": may(actor, verb, "service", coalition=coalition.id) == "allow"
        for verb in ("create", "confirm", "import")
    }
    rights["has_families"] = actor.has_families_in(coalition.id)
    rights["may_settle"] = may(actor, "update", "directory", coalition=coalition.id) == "allow"
    may_bring_back = may(actor, "update", "service", coalition=coalition.id) == "allow"
    values = {
        "coalition": coalition,
        "page": pages.list_page(actor, found, request.GET) if found else None,
        "withdrawn": queries.withdrawn(actor, coalition.id) if may_bring_back else [],
    }
    return render(request, "offer/desk/desk.html", values | rights)


def settle(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the coalition works, whether the public may read the directory, after how long entries are asked again."""
    coalition, actor = coalition_of(request, slug), actor_of(request)
    require_may(actor, "update", "directory", coalition=coalition.id)
    found = queries.directory(actor, slug)
    initial = (
        {"areas": ", ".join(found.areas), "is_public": found.is_public, "review_months": found.review_months}
        if found
        else {}
    )
    form = DirectoryForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            commands.open_directory(by=actor, coalition=coalition.id, **form.values())
        except BadInput as error:
            form.add_error(error.field, _("We do not know this area. Give codes, such as GM9901, parted by commas."))
        else:
            messages.success(request, _("The directory has been settled."))
            return redirect("offer_desk", slug=slug)
    values = {"coalition": coalition, "form": form}
    return render(request, "offer/desk/settle.html", values, status=422 if form.errors else 200)


def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new entry."""
    coalition, actor = coalition_of(request, slug), actor_of(request)
    require_may(actor, "create", "service", coalition=coalition.id)
    form = ServiceForm(request.POST or None, factors=queries.factors(actor, coalition.id))
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.add_service(by=actor, coalition=coalition.id, draft=form.draft())
        except BadInput as error:
            show(form, error)
        else:
            messages.success(request, _("This help now stands in the directory."))
            return redirect("offer_service", directory=slug, service=made)
    return _form(request, coalition, form, None)


def edit(request: HttpRequest, slug: str, service: str) -> HttpResponse:
    """Changes an entry. When somebody else was first, both texts are shown and nothing is stored."""
    coalition, actor = coalition_of(request, slug), actor_of(request)
    require_may(actor, "update", "service", coalition=coalition.id)
    record = _record(request, coalition.id, service)
    stored = stored_draft(record)
    form = ServiceForm(
        request.POST or None,
        factors=queries.factors(actor, coalition.id),
        initial=ServiceForm.initial_of(stored, record.version),
    )
    if request.method == "POST" and form.is_valid():
        try:
            commands.edit_service(
                by=actor,
                coalition=coalition.id,
                service=service,
                draft=form.draft(),
                version=form.cleaned_data["version"],
            )
        except StaleEdit as stale:
            form = form.beside(stored, stale.version)
        except BadInput as error:
            show(form, error)
        else:
            messages.success(request, _("Changed, and marked as checked today."))
            return redirect("offer_service", directory=slug, service=service)
    return _form(request, coalition, form, record)


def _form(request: HttpRequest, coalition: CoalitionCard, form: ServiceForm, record: Record | None) -> HttpResponse:
    values = {"coalition": coalition, "form": form, "record": record, "withdraw": WithdrawForm()}
    return render(request, "offer/desk/form.html", values, status=422 if form.errors else 200)


def show(form: ServiceForm, error: BadInput) -> None:
    """Puts every fault at its field."""
    if not isinstance(error, BadDraft):
        form.add_error(None, _("First say where the coalition works: in the settings of the directory."))
        return
    for fault in error.faults:
        form.add_error(fault.field if fault.field in form.fields else None, faults.words(fault))


def _record(request: HttpRequest, coalition: UUID, service: str) -> Record:
    found = queries.record(actor_of(request), coalition, service)
    if found is None:
        raise Denied("read", "directory")
    return found


def stored_draft(record: Record) -> Draft:
    """What the form of a stored entry begins with."""
    here = {name: getattr(record.card, name) for name in FIELDS if hasattr(record.card, name)}
    own = {name: getattr(record, name) for name in ("owner_name", "owner_email", "checked_by", "review_months")}
    return replace(Draft("", "", "", ()), **here, **own)


def confirm(request: HttpRequest, slug: str, service: str) -> HttpResponse:
    """Says that an entry is right today."""
    coalition = coalition_of(request, slug)
    commands.confirm_service(by=actor_of(request), coalition=coalition.id, service=service)
    messages.success(request, _("Thank you. This entry counts as checked today."))
    return redirect("offer_service", directory=slug, service=service)


def withdraw(request: HttpRequest, slug: str, service: str) -> HttpResponse:
    """Takes an entry out of the directory."""
    coalition = coalition_of(request, slug)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        because = form.cleaned_data["because"]
        commands.withdraw_service(by=actor_of(request), coalition=coalition.id, service=service, because=because)
        messages.success(request, _("This help no longer stands in the directory."))
        return redirect("offer_desk", slug=slug)
    messages.error(request, _("Say why this help is no longer there."))
    return redirect("offer_edit", slug=slug, service=service)
