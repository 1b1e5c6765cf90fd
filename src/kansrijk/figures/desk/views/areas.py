"""Screens of areas: offer a file, look at what is in it, store it. Parse, call one command or query, draw."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.figures import commands
from kansrijk.figures.desk import areas as pages
from kansrijk.figures.desk.forms import AreasForm
from kansrijk.figures.desk.views.deliveries import errors_file, state_of
from kansrijk.figures.queries import area_uploads as queries
from kansrijk.figures.sentences import sentence
from kansrijk.trust.actors import Actor


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def areas(request: HttpRequest) -> HttpResponse:
    """Which areas there are, what was offered, and the form to offer a file."""
    form = AreasForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            number = commands.offer_areas(
                by=_actor(request),
                kind=told["kind"],
                name=told["file"].name or "",
                content=told["file"].chunks(),
                edition=told["edition"],
                leave_out_broken=told["leave_out_broken"],
                **{name: told[name] for name in ("level", "object_name", "code_field", "name_field")},
            )
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else "file", sentence(error.message))
        else:
            return redirect("desk_area_upload", number=number)
    values = {"page": pages.areas_page(_actor(request)), "form": form}
    return render(request, "figures/desk/areas.html", values, status=422 if form.errors else 200)


def _upload(request: HttpRequest, number: UUID) -> queries.AreaUploadCard:
    found = queries.area_upload(_actor(request), number)
    if found is None:
        raise Http404
    return found


def upload(request: HttpRequest, number: UUID) -> HttpResponse:
    """The preview: what was recognised, what is wrong, what would be stored."""
    return render(request, "figures/desk/area_upload.html", {"page": pages.upload_page(_upload(request, number))})


def upload_state(request: HttpRequest, number: UUID) -> HttpResponse:
    """How far the work is, for a page that asks again."""
    return state_of(request, _upload(request, number).work, reverse("desk_area_state", args=[number]))


def upload_errors(request: HttpRequest, number: UUID) -> HttpResponse:
    """Every error of a file as CSV: row, column, value, sentence."""
    return errors_file(pages.error_lines(_upload(request, number)))


def confirm(request: HttpRequest, number: UUID) -> HttpResponse:
    """Has the checked file stored; a second click is the first."""
    _upload(request, number)
    try:
        commands.confirm_areas(by=_actor(request), upload=number)
    except BadInput as error:
        messages.error(request, sentence(error.message))
    return redirect("desk_area_upload", number=number)


def discard(request: HttpRequest, number: UUID) -> HttpResponse:
    """Throws the offered file away."""
    _upload(request, number)
    try:
        commands.discard_areas(by=_actor(request), upload=number)
        messages.success(request, _("The file was thrown away. Nothing of it was stored."))
    except BadInput as error:
        messages.error(request, sentence(error.message))
    return redirect("desk_areas")
