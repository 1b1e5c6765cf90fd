"""Screens of the file or link beside an agreement or minutes: put, taken away, downloaded."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms_attachments import AttachmentForm
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.attachments import MOST_BYTES
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


def edit(request: HttpRequest, slug: str, number: UUID, item: str) -> HttpResponse:
    """What lies there, and a form for a file or a link."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", item, coalition=coalition.id)
    title = _title(actor, coalition.id, item, number)
    form = AttachmentForm(request.POST, request.FILES) if request.method == "POST" else AttachmentForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        offered = {"name": file.name or "-", "content": file.read(MOST_BYTES + 1)} if file else {}
        try:
            commands.attach(by=actor, item=item, key=number, link=form.cleaned_data["link"], **offered)
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect(f"coalition_{item}", slug=slug, number=number)
    there = queries.attachment(actor, coalition.id, item, number)
    values = {"form": form, "item": item, "number": number, "item_title": title, "there": there}
    values["is_signed"] = item == "agreement" and queries.agreement(actor, coalition.id, number).is_signed
    return page(request, "attachment.html", coalition, **values)


def remove(request: HttpRequest, slug: str, number: UUID, item: str) -> HttpResponse:
    """It goes, for good."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    _title(actor, coalition.id, item, number)
    commands.detach(by=actor, item=item, key=number)
    messages.success(request, _("The file or link is gone."))
    return redirect(f"coalition_{item}", slug=slug, number=number)


def download(request: HttpRequest, slug: str, number: UUID, item: str) -> HttpResponseBase:
    """The file, to be kept, never shown in a page (WEB-34); with `versie` that of an earlier version."""
    coalition = coalition_of(request, slug)
    asked = request.GET.get("versie", "")
    version = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    found = queries.attached_file(actor_of(request), coalition.id, item, number, version)
    headers = {
        "Content-Disposition": content_disposition_header(True, found.name) or "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(found.content, content_type=found.media, headers=headers)


def _title(actor: Actor, coalition: UUID, item: str, number: UUID) -> str:
    """What the item is called; one of another coalition is denied."""
    if item == "agreement":
        return queries.agreement(actor, coalition, number).title
    return queries.meeting(actor, coalition, number).title
