"""The screen of a path that a host of the region publishes: take it, lay a newer version into ours, or leave it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.paths import commands_region as commands
from kansrijk.paths import queries
from kansrijk.paths.commands import SomebodyElse
from kansrijk.paths.views.merging import chosen_in, refused, shown
from kansrijk.paths.views.shown import language
from kansrijk.trust.rules import Denied


def path(request: HttpRequest, slug: str, host: str, path: str) -> HttpResponse:
    """What the host offers beside ours. By POST what is done with it; a refusal keeps every choice on the page."""
    actor = request.actor  # type: ignore[attr-defined]
    coalition = queries.coalition_card(actor, slug)
    chosen = chosen_in(request)
    found = queries.upstream(actor, coalition.id, slug, host, path, chosen, language())
    fault, status = "", 200
    if request.method == "POST" and request.POST.get("doen") != "nakijken":
        try:
            return _act(request, slug, found)
        except SomebodyElse:
            fault, status = _("Somebody else changed this path meanwhile. Look at it and try again."), 409
        except BadInput as error:
            fault, status = refused(error), 422
        found = queries.upstream(actor, coalition.id, slug, host, path, chosen, language())
    context = {"coalition": coalition, "found": found, "page": found.page, "fault": fault}
    return render(request, "paths/region_path.html", {**context, **shown(found.beside, chosen)}, status=status)


def _act(request: HttpRequest, slug: str, found: queries.Upstream) -> HttpResponse:
    """Take, merge or leave. Raises BadInput, SomebodyElse; `Denied` for anything else that was sent."""
    actor, event = request.actor, request.POST.get("doen", "")  # type: ignore[attr-defined]
    coalition = queries.coalition_card(actor, slug).id
    sent, host, name = request.POST.get("nummer", ""), found.host.host, found.host.slug
    number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else 0
    if event == "overnemen":
        commands.take_path(by=actor, coalition=coalition, host=host, slug=name, number=number)
        messages.success(request, _("The path of the host is yours now, as a concept. Fill in names and time limits."))
        return redirect("own_path_edit", slug=slug, path=name)
    if event == "samenvoegen":
        base, chosen = request.POST.get("basis", ""), chosen_in(request)
        commands.merge_path(
            by=actor, coalition=coalition, host=host, slug=name, number=number, base=base, chosen=chosen
        )
        messages.success(request, _("The version of the host is in your concept. Your names and time limits stayed."))
        return redirect("own_path", slug=slug, path=name)
    if event != "laten":
        raise Denied("write", "path_draft")
    commands.leave_path(by=actor, coalition=coalition, host=host, slug=name, number=number)
    messages.success(request, _("Your path stays as it is. A next version of the host is offered again."))
    return redirect("own_path", slug=slug, path=name)
