"""The screen of a path that a host of the region publishes: take it, lay a newer version into ours, or leave it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.paths import commands_region as commands
from kansrijk.paths import queries
from kansrijk.paths.commands import SomebodyElse
from kansrijk.paths.comparing import Change
from kansrijk.paths.merging import SIDES, Point
from kansrijk.paths.views.own import field_word
from kansrijk.paths.views.shown import language
from kansrijk.trust.rules import Denied

CHOICE = "keuze-"


def path(request: HttpRequest, slug: str, host: str, path: str) -> HttpResponse:
    """What the host offers beside ours. By POST what is done with it; a refusal keeps every choice on the page."""
    actor = request.actor  # type: ignore[attr-defined]
    coalition = queries.coalition_card(actor, slug)
    chosen = _chosen(request)
    found = queries.upstream(actor, coalition.id, slug, host, path, chosen, language())
    fault, status = "", 200
    if request.method == "POST" and request.POST.get("doen") != "nakijken":
        try:
            return _act(request, slug, found)
        except SomebodyElse:
            fault, status = _("Somebody else changed this path meanwhile. Look at it and try again."), 409
        except BadInput as error:
            fault, status = _refused(error), 422
        found = queries.upstream(actor, coalition.id, slug, host, path, chosen, language())
    merged = found.merged
    context = {
        "coalition": coalition,
        "found": found,
        "fault": fault,
        "changes": [_change(one) for one in found.changes],
        "comes": [_change(one) for one in found.comes],
        "conflicts": [(one, _where(one), chosen.get(one.key, "")) for one in merged.conflicts] if merged else [],
        "kept": [(one, _where(one)) for one in merged.kept] if merged else [],
    }
    return render(request, "paths/region_path.html", context, status=status)


def _chosen(request: HttpRequest) -> dict[str, str]:
    sent = {key.removeprefix(CHOICE): value for key, value in request.POST.items() if key.startswith(CHOICE)}
    return {key: str(value) for key, value in sent.items() if value in SIDES}


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
        base, chosen = request.POST.get("basis", ""), _chosen(request)
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


def _change(one: Change) -> tuple[str, str, str, str]:
    return one.where, field_word(one.field), one.before, one.after


def _where(one: Point) -> str:
    """`Eerste contact: doet wat`."""
    word = field_word(one.field)
    return f"{one.where}: {word.lower()}" if one.where else word


def _refused(error: BadInput) -> str:
    return {
        "number": _("The host published another version meanwhile. It stands below."),
        "chosen": _("Choose a text wherever both changed the same. Nothing was stored yet."),
        "state": _("This version lies before the parties. Take it back first, then change it."),
        "id": _("You have a path of that name already. Compare the two, and take over by hand what fits."),
    }.get(error.field or "", _("Together this is no path that can be stored: %(why)s") % {"why": error.message})
