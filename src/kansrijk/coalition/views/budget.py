"""Screens of the budget: a year, a grant, an activity, the account for SiSa and the council, and files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kansrijk.coalition import commands
from kansrijk.coalition.commands import ChangedMeanwhile
from kansrijk.coalition.forms_plan import BudgetLineForm, GrantForm
from kansrijk.coalition.funding import funding_lines
from kansrijk.coalition.pages import budget as pages
from kansrijk.coalition.queries.budget import Budget, budget, budget_line, grant
from kansrijk.coalition.tables import csv_response, text_response, xlsx_response
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.core.ledger import euros
from kansrijk.trust.rules import Denied, may, require_may


def _year(request: HttpRequest, found: Budget) -> int:
    """The year that the address asks for; else this year where something stands in it, else the newest."""
    asked = request.GET.get("jaar", "")
    this = timezone.localdate().year
    if asked.isascii() and asked.isdecimal() and len(asked) == 4:
        return int(asked)
    return this if this in found.years or not found.years else found.years[0]


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """`jaar` asks for a year."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    found = budget(actor, coalition.id)
    values = {
        "page": pages.budget_page(slug, found, _year(request, found)),
        "sources": pages.sources(),
        "may_write": may(actor, "write", "budget", coalition=coalition.id) == "allow",
    }
    return page(request, "budget.html", coalition, **values)


def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new activity."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "budget", coalition=coalition.id)
    year = _year(request, budget(actor, coalition.id))
    form = BudgetLineForm(request.POST or None, funding=pages.funding_choices(), initial={"year": year, "version": 0})
    if form.is_valid():
        try:
            commands.add_budget_line(by=actor, coalition=coalition.id, spending=form.spending())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect(f"{reverse('coalition_budget', args=[slug])}?jaar={form.cleaned_data['year']}")
    return page(request, "budget_line.html", coalition, form=form)


def _renewed(form: GrantForm | BudgetLineForm, version: int) -> None:
    """The form as it was typed, now written from the version that stands above it."""
    form.data = {**form.data.dict(), "version": version}  # type: ignore[attr-defined]


def change(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """One activity; where somebody stored other amounts both are shown."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "budget", coalition=coalition.id)
    now = budget_line(actor, coalition.id, number)
    initial = {name: getattr(now, name) for name in BudgetLineForm.base_fields}
    form = BudgetLineForm(request.POST or None, funding=pages.funding_choices(), initial=initial)
    theirs: list[tuple[str, str]] = []
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            commands.change_budget_line(by=actor, line=number, spending=form.spending(), version=version)
        except ChangedMeanwhile as fault:
            form.refuse(fault)
            _renewed(form, now.version)
            amounts = (now.planned_cents, now.committed_cents, now.spent_cents)
            words = (_("Planned"), _("Committed"), _("Spent"))
            theirs = [(word, euros(amount)) for word, amount in zip(words, amounts, strict=True)]
            theirs += [(_("Activity"), now.activity), (_("Evidence"), now.evidence or "–")]
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect(f"{reverse('coalition_budget', args=[slug])}?jaar={form.cleaned_data['year']}")
    return page(request, "budget_line.html", coalition, form=form, line=now, theirs=theirs)


def remove(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """An activity on which nothing was committed or spent."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "budget", coalition=coalition.id)
    try:
        budget_line(actor, coalition.id, number)
    except Denied:
        return redirect("coalition_budget", slug=slug)  # pressed twice, or taken out by another
    try:
        commands.remove_budget_line(by=actor, line=number)
    except BadInput as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("The line is taken out."))
    return redirect("coalition_budget", slug=slug)


def set_grant(request: HttpRequest, slug: str, year: str, funding: str) -> HttpResponse:
    """What a funding line gave for a year and what goes on."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "budget", coalition=coalition.id)
    if funding not in funding_lines() or not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Denied("write", "budget")
    now = grant(actor, coalition.id, funding, int(year))
    names = ("granted_cents", "carried_out_cents", "source", "version")
    initial: dict[str, Any] = {name: getattr(now, name) for name in names} if now else {"version": 0}
    form = GrantForm(request.POST or None, initial=initial)
    theirs: list[tuple[str, str]] = []
    if form.is_valid():
        values = form.values()
        try:
            commands.set_grant(by=actor, coalition=coalition.id, funding=funding, year=int(year), **values)
        except ChangedMeanwhile as fault:
            form.refuse(fault)
            now = grant(actor, coalition.id, funding, int(year))
            _renewed(form, now.version if now else 0)
            if now:
                theirs = [(_("Granted"), euros(now.granted_cents)), (_("Goes on"), euros(now.carried_out_cents))]
                theirs.append((_("Decision"), now.source or "–"))
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect(f"{reverse('coalition_budget', args=[slug])}?jaar={year}")
    shown = {"form": form, "now": now, "year": year, "name": pages.name_of(funding), "theirs": theirs}
    return page(request, "grant.html", coalition, line=funding_lines()[funding], **shown)


def begin_grant(request: HttpRequest, slug: str) -> HttpResponse:
    """From a choice of funding line and year to its page."""
    coalition = coalition_of(request, slug)
    require_may(actor_of(request), "write", "budget", coalition=coalition.id)
    funding, year = request.GET.get("geldstroom", ""), request.GET.get("jaar", "")
    if funding in funding_lines() and year.isascii() and year.isdecimal() and len(year) == 4:
        return redirect("coalition_grant", slug=slug, year=year, funding=funding)
    return redirect("coalition_budget", slug=slug)


def account(request: HttpRequest, slug: str) -> HttpResponse:
    """The table for the SiSa annex and the paragraph for the council, in Dutch whatever the reader's language."""
    coalition = coalition_of(request, slug)
    found = budget(actor_of(request), coalition.id)
    with override("nl"):
        shown = pages.account_page(found, _year(request, found), coalition.name)
    return page(request, "account.html", coalition, page=shown)


def download(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """`csv`: every activity. `xlsx`: activities, parts with their sums, and the account. `txt`: the paragraph."""
    coalition = coalition_of(request, slug)
    found = budget(actor_of(request), coalition.id)
    year = _year(request, found)
    with override("nl"):
        if form == "csv":
            return csv_response(f"{slug}-begroting", pages.lines_table(found))
        if form == "txt":
            return text_response(f"{slug}-raad-{year}", pages.council(found, year, coalition.name).text)
        if form == "xlsx":
            sheets = [
                ("Begroting", pages.lines_table(found)),
                ("Onderdelen", pages.parts_table(found)),
                (f"Verantwoording {year}", pages.account_table(found, year)),
            ]
            return xlsx_response(f"{slug}-begroting", sheets)
    raise Denied("read", "budget")
