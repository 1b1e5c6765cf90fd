"""Screens of deliveries and releases. Parse, call one command or query, draw."""

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.figures import commands, queries
from kansrijk.figures.desk import pages
from kansrijk.figures.desk.forms import OfferForm, ReasonForm
from kansrijk.figures.downloads.tables import harmless
from kansrijk.figures.queries import desk
from kansrijk.figures.sentences import sentence
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import coalitions
from kansrijk.trust.rules import coalitions_where

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _language() -> str:
    return "en" if get_language() == "en" else "nl"


def deliveries(request: HttpRequest) -> HttpResponse:
    """What waits, what was offered, and every release with what became of it."""
    actor = _actor(request)
    desk.desk_coalitions(actor)
    return render(request, "figures/desk/deliveries.html", {"page": pages.deliveries_page(actor)})


def offer(request: HttpRequest) -> HttpResponse:
    """Choose a source and a file; the file is checked and nothing is stored yet."""
    actor = _actor(request)
    desk.desk_coalitions(actor)
    may_import = coalitions_where(actor, "import", "delivery")
    own = [(card.id, card.name) for card in coalitions(actor) if card.id in may_import]
    importable = [one for one in queries.sources(actor) if not one.only_by]
    known = sorted(importable, key=lambda one: (one.policy != "own", one.code != "tidy"))
    form = OfferForm(request.POST or None, request.FILES or None, known=known, coalitions=own, language=_language())
    if request.method == "POST" and form.is_valid():
        try:
            number = commands.offer_delivery(
                by=actor,
                coalition=UUID(form.cleaned_data["coalition"]),
                source=form.cleaned_data["source"],
                name=request.FILES["file"].name or "",
                content=request.FILES["file"].chunks(),
                period=form.cleaned_data["period"].strip(),
                delivery=form.cleaned_data["delivery"],
            )
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else "file", sentence(error.message))
        else:
            return redirect("desk_upload", number=number)
    values = {"form": form, "sources": known, "may_import": bool(own), "language": _language()}
    return render(request, "figures/desk/offer.html", values, status=422 if form.errors else 200)


def template_csv(request: HttpRequest) -> HttpResponse:
    """The empty table as CSV."""
    response = HttpResponse(commands.tidy_template(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="kansrijk-sjabloon.csv"'
    return response


def template_xlsx(request: HttpRequest) -> HttpResponse:
    """The empty table as a workbook, with the list of indicators."""
    response = HttpResponse(commands.tidy_workbook(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="kansrijk-sjabloon.xlsx"'
    return response


def _upload(request: HttpRequest, number: UUID) -> desk.UploadCard:
    found = desk.upload(_actor(request), number)
    if found is None:
        raise Http404
    return found


def upload(request: HttpRequest, number: UUID) -> HttpResponse:
    """The preview: what was recognised, what is wrong, what would be stored."""
    found = _upload(request, number)
    return render(request, "figures/desk/upload.html", {"page": pages.upload_page(_actor(request), found)})


def upload_state(request: HttpRequest, number: UUID) -> HttpResponse:
    """How far the work is, for a page that asks again; says `HX-Refresh` when there is something else to see."""
    return state_of(request, _upload(request, number).work, reverse("desk_upload_state", args=[number]))


def release_state(request: HttpRequest, number: UUID) -> HttpResponse:
    """The same for a release."""
    return state_of(request, _release(request, number).work, reverse("desk_release_state", args=[number]))


def state_of(request: HttpRequest, work: desk.WorkCard | None, address: str) -> HttpResponse:
    """The part of a page that shows work; `HX-Refresh` once it ended."""
    if work is None or not work.is_live:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "figures/desk/work.html", {"work": pages.work_words(work), "ask": address})


def upload_errors(request: HttpRequest, number: UUID) -> HttpResponse:
    """Every error of a file as CSV: row, column, value, sentence."""
    return errors_file(pages.error_lines(_upload(request, number)))


def errors_file(lines: list[pages.ErrorLine]) -> HttpResponse:
    """Errors as a CSV that is harmless in a spreadsheet."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([_("row"), _("column"), _("value"), _("what is wrong")])
    for line in lines:
        writer.writerow([harmless(str(text)) for text in (line.row, line.column, line.value, line.sentence)])
    response = HttpResponse("\ufeff" + stream.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="fouten.csv"'
    return response


def _said(request: HttpRequest, error: BadInput) -> None:
    messages.error(request, sentence(error.message))


def confirm(request: HttpRequest, number: UUID) -> HttpResponse:
    """Has the checked file stored; a second click is the first."""
    _upload(request, number)
    try:
        commands.confirm_delivery(by=_actor(request), upload=number)
    except BadInput as error:
        _said(request, error)
    return redirect("desk_upload", number=number)


def discard(request: HttpRequest, number: UUID) -> HttpResponse:
    """Throws the offered file away."""
    _upload(request, number)
    try:
        commands.discard_delivery(by=_actor(request), upload=number)
        messages.success(request, _("The file was thrown away. Nothing of it was stored."))
    except BadInput as error:
        _said(request, error)
    return redirect("desk")


def _release(request: HttpRequest, number: UUID) -> desk.DeskRelease:
    actor = _actor(request)
    desk.desk_coalitions(actor)
    found = desk.desk_release(actor, number)
    if found is None:
        raise Http404
    return found


def release(request: HttpRequest, number: UUID) -> HttpResponse:
    """One release: what it holds and hides, the attacker's report, and the next step."""
    found = _release(request, number)
    values = {"page": pages.release_page(_actor(request), found), "form": ReasonForm()}
    return render(request, "figures/desk/release.html", values)


def propose(request: HttpRequest, number: UUID) -> HttpResponse:
    """Asks a second person to publish; the attacker goes over it first."""
    _release(request, number)
    try:
        commands.order_proposal(by=_actor(request), release=number)
    except BadInput as error:
        _said(request, error)
    return redirect("desk_release", number=number)


def publish(request: HttpRequest, number: UUID) -> HttpResponse:
    """Publishes what somebody else proposed."""
    _release(request, number)
    try:
        commands.order_publication(by=_actor(request), release=number)
    except BadInput as error:
        _said(request, error)
    return redirect("desk_release", number=number)


def withdraw(request: HttpRequest, number: UUID) -> HttpResponse:
    """Takes a release back, with a reason that everybody may read."""
    found = _release(request, number)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            commands.withdraw_release(by=_actor(request), release=number, because=form.cleaned_data["because"])
        except BadInput as error:
            _said(request, error)
        return redirect("desk_release", number=number)
    values = {"page": pages.release_page(_actor(request), found), "form": form}
    return render(request, "figures/desk/release.html", values, status=422)


def raw_file(request: HttpRequest, number: UUID) -> FileResponse:
    """The file as it was delivered."""
    found = desk.raw_file(_actor(request), number)
    if found is None:
        raise Http404
    return FileResponse(
        found.path.open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
