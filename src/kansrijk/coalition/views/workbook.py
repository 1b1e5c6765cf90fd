"""Screens of the workbook: the template, offering a filled one, looking, storing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms import WorkbookForm
from kansrijk.coalition.pages.intake import intake_page
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.coalition.workbook.reading import MOST_BYTES
from kansrijk.coalition.workbook.template import template
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import require_may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(request: HttpRequest, slug: str) -> HttpResponse:
    """What the workbook is, and offering one."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(MOST_BYTES + 1)
        try:
            key = commands.offer_workbook(by=actor, coalition=coalition.id, name=file.name or "", content=content)
        except BadInput as fault:
            form.refuse(fault)
        else:
            return redirect("coalition_intake", slug=slug, number=key)
    return page(request, "workbook.html", coalition, form=form)


def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty workbook."""
    coalition = coalition_of(request, slug)
    require_may(actor_of(request), "update", "coalition", coalition=coalition.id)
    response = HttpResponse(template(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="werkmap-coalitie.xlsx"'
    return response


def intake(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """What was read, what is wrong, and the button that stores it."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    now = queries.intake(actor, coalition.id, number)
    if request.method == "POST":
        try:
            commands.store_workbook(by=actor, intake=number)
        except BadInput as fault:
            messages.error(request, str(fault))
            return redirect("coalition_intake", slug=slug, number=number)
        messages.success(request, _("Everything is stored. You can ask your members now whether it is right."))
        return redirect("coalition_people", slug=slug)
    return page(request, "intake.html", coalition, page=intake_page(now))
