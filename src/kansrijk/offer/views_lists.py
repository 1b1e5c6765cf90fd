"""Screens of lists: the template, reading a list in with a preview, and taking the directory along as a file."""

import json
import re
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.core.tables import csv_of
from kansrijk.offer import commands, pages, queries
from kansrijk.offer.commands.lists import words_of
from kansrijk.offer.forms import ListForm
from kansrijk.offer.lists import writing, writing_open
from kansrijk.offer.queries import DirectoryCard, ServiceCard
from kansrijk.offer.views import actor_of
from kansrijk.offer.views_desk import coalition_of
from kansrijk.trust.queries import CoalitionCard
from kansrijk.trust.rules import Denied, require_may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
"""Faults on one page; the file has the rest after these are mended."""


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def template(request: HttpRequest) -> HttpResponse:
    """The empty list with an example and everything that may be chosen."""
    return _download(writing.xlsx_of(queries.template_lines()), XLSX, "sociale-kaart-sjabloon.xlsx")


def read_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a file; it is looked at and nothing is stored yet."""
    coalition, actor = coalition_of(request, slug), actor_of(request)
    require_may(actor, "import", "service", coalition=coalition.id)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            number = commands.offer_list(by=actor, coalition=coalition.id, name=file.name, content=file.read())
        except BadInput as error:
            form.add_error("file", _refusal(error))
        else:
            return redirect("offer_list", slug=slug, number=number)
    values = {"coalition": coalition, "form": form}
    return render(request, "offer/desk/read_in.html", values, status=422 if form.errors else 200)


def _json_place(error: BadInput) -> str:
    """Line and character from which a file is no JSON."""
    line, character = re.findall(r"\d+", error.message)[:2]
    return _("it goes wrong in line %(line)s, at character %(character)s") % {"line": line, "character": character}


def _refusal(error: BadInput) -> str:
    """Why a whole file cannot be read, in words of the page."""
    known: list[tuple[str, Callable[[], str]]] = [
        ("larger than", lambda: _("This file is too large. Ten megabytes is the most.")),
        ("longer than", lambda: _("This list is too long. Split it into lists of at most 20,000 rows.")),
        ("no line names", lambda: _("We see no line with the names of the columns. Use the template.")),
        ("is missing", lambda: _("The column “%(column)s” is missing. Use the template.") % {"column": error.column}),
        ("more than we read", lambda: _("This file holds more than we read. Split it into smaller files.")),
        ("not written in UTF-8", lambda: _("This JSON is not in UTF-8. Save it as UTF-8 and try again.")),
        ("is no JSON from", lambda: _("This is no JSON: %(place)s.") % {"place": _json_place(error)}),
        (
            "in one group",
            lambda: _("A name stands twice in one group of this JSON. We cannot tell which counts."),
        ),
        ("too deep", lambda: _("The parts of this JSON lie too deep in one another.")),
        ("a number in this JSON", lambda: _("There is a number in this JSON that is none.")),
        ("half a character", lambda: _("There is half a character in this JSON.")),
        ("no service in this JSON", lambda: _("We find no help in this JSON, neither as HSDS nor as schema.org.")),
        ("twice", lambda: _("The column “%(column)s” stands there twice.") % {"column": error.column}),
        ("older or a locked", lambda: _("Save this workbook as .xlsx, without a password, and try again.")),
        ("first say", lambda: _("First say where the coalition works: in the settings of the directory.")),
    ]
    found = next((words() for part, words in known if part in error.message), "")
    return found or _("This cannot be read as a list. Give a CSV, XLSX or JSON file.")


def preview(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """What was read, what is wrong per cell, what would be stored."""
    coalition, actor = coalition_of(request, slug), actor_of(request)
    try:
        name, receipt = commands.preview_list(by=actor, coalition=coalition.id, number=number)
    except Denied:
        return _gone(request, coalition)
    errors = [(one.row, one.column, one.value, words_of(one)) for one in receipt.errors[:SHOWN]]
    values = {
        "coalition": coalition,
        "number": number,
        "name": name,
        "receipt": receipt,
        "errors": errors,
        "more": max(0, len(receipt.errors) - SHOWN),
    }
    return render(request, "offer/desk/list.html", values)


def _gone(request: HttpRequest, coalition: CoalitionCard) -> HttpResponse:
    """For who reads lists in: this one was stored or thrown away, by a second press or before going back, or is old.

    To anybody else it never was there.
    """
    require_may(actor_of(request), "import", "service", coalition=coalition.id)
    return render(request, "offer/desk/list_gone.html", {"coalition": coalition}, status=404)


def store(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Stores the list that was looked at."""
    coalition = coalition_of(request, slug)
    try:
        receipt = commands.store_list(by=actor_of(request), coalition=coalition.id, number=number)
    except Denied:
        return _gone(request, coalition)
    if receipt.is_refused:
        messages.error(request, _("Something changed in the meantime, so nothing was stored. Look once more."))
        return redirect("offer_list", slug=slug, number=number)
    counts = {"added": receipt.added, "changed": receipt.changed, "unchanged": receipt.unchanged}
    messages.success(request, _("Stored: %(added)s new, %(changed)s changed, %(unchanged)s as they were.") % counts)
    return redirect("offer_desk", slug=slug)


def discard(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Throws the list away."""
    coalition = coalition_of(request, slug)
    try:
        commands.discard_list(by=actor_of(request), coalition=coalition.id, number=number)
    except Denied:
        return _gone(request, coalition)
    messages.success(request, _("The file was thrown away. Nothing was stored."))
    return redirect("offer_desk", slug=slug)


def whole_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The directory with who answers for what, as a workbook that can be read in again; for the coalition alone."""
    coalition, actor = coalition_of(request, slug), actor_of(request)
    records = queries.records(actor, coalition.id)
    lines = writing.table([one.card for one in records.values()], records)
    return _download(writing.xlsx_of(lines), XLSX, f"sociale-kaart-{slug}.xlsx")


def _public(request: HttpRequest, slug: str) -> tuple[DirectoryCard, tuple[ServiceCard, ...]]:
    found = queries.directory(actor_of(request), slug)
    if found is None:
        raise Http404
    page = queries.services(actor_of(request), found.coalition, page_size=20_000)
    return found, page.services


def csv(request: HttpRequest, directory: str) -> HttpResponse:
    """The public part as CSV."""
    _found, cards = _public(request, directory)
    name = f"sociale-kaart-{directory}.csv"
    return _download(csv_of(writing.table(cards)), "text/csv; charset=utf-8", name)


def xlsx(request: HttpRequest, directory: str) -> HttpResponse:
    """The public part as a workbook."""
    _found, cards = _public(request, directory)
    return _download(writing.xlsx_of(writing.table(cards)), XLSX, f"sociale-kaart-{directory}.xlsx")


def _json(value: object, kind: str) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False), content_type=kind)


def hsds(request: HttpRequest, directory: str) -> HttpResponse:
    """The public part as Open Referral HSDS."""
    _found, cards = _public(request, directory)
    return _json(writing_open.hsds(cards, _names(request, cards)), "application/json")


def schema_org(request: HttpRequest, directory: str) -> HttpResponse:
    """The public part as linked data of schema.org."""
    _found, cards = _public(request, directory)
    return _json(writing_open.schema_org(cards, _names(request, cards)), "application/ld+json")


def _names(request: HttpRequest, cards: tuple[ServiceCard, ...]) -> dict[str, str]:
    return pages.names_of(actor_of(request), {code for card in cards for code in card.areas})
