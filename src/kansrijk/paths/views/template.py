"""The screen of a path whose template changed: lay the template as it is now into ours, or leave it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.paths import commands, queries
from kansrijk.paths.views.merging import chosen_in, refused, shown
from kansrijk.paths.views.shown import language
from kansrijk.trust.rules import Denied


def template(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """The template beside ours. By POST what is done with it; a refusal keeps every choice on the page."""
    actor = request.actor  # type: ignore[attr-defined]
    coalition = queries.coalition_card(actor, slug)
    chosen = chosen_in(request)
    found = queries.renewal(actor, coalition.id, slug, path, chosen, language())
    fault, status = "", 200
    if request.method == "POST" and request.POST.get("doen") != "nakijken":
        try:
            _act(request, found, chosen)
            return redirect("own_path", slug=slug, path=path)
        except commands.SomebodyElse:
            fault, status = _("Somebody else changed this path meanwhile. Look at it and try again."), 409
        except BadInput as error:
            fault, status = refused(error), 422
        found = queries.renewal(actor, coalition.id, slug, path, chosen, language())
    context = {"coalition": coalition, "found": found, "page": found.page, "fault": fault}
    return render(request, "paths/renewal.html", {**context, **shown(found.beside, chosen)}, status=status)


def _act(request: HttpRequest, found: queries.Renewal, chosen: dict[str, str]) -> None:
    """Merge or leave. Raises BadInput, SomebodyElse; `Denied` for anything else that was sent."""
    actor, event, page = request.actor, request.POST.get("doen", ""), found.page  # type: ignore[attr-defined]
    where = {"by": actor, "coalition": page.coalition, "slug": page.definition.id}
    if event == "samenvoegen":
        commands.take_template(**where, base=request.POST.get("basis", ""), chosen=chosen)
        messages.success(request, _("The new template is in your concept. Your names and time limits stayed."))
    elif event == "laten":
        commands.leave_template(**where, mark=request.POST.get("nummer", ""))
        messages.success(request, _("Your path stays as it is. A next version of the template is offered again."))
    else:
        raise Denied("write", "path_draft")
