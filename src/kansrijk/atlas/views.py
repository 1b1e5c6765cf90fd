"""Screens of the atlas: what it is and is not, and each run with how well it did."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from kansrijk.atlas import commands, pages, queries
from kansrijk.atlas.queries import RunCard
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import may


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _run(request: HttpRequest, number: UUID) -> RunCard:
    found = queries.run(_actor(request), number)
    if found is None:
        raise Http404
    return found


def index(request: HttpRequest) -> HttpResponse:
    """What the atlas is and is not, and its runs."""
    lines = [pages.line(one) for one in queries.runs(_actor(request))]
    return render(request, "atlas/index.html", {"lines": lines})


def run(request: HttpRequest, number: UUID) -> HttpResponse:
    """One run: what went in, how well it predicts what it did not see, and what it cannot do."""
    found = _run(request, number)
    may_stop = may(_actor(request), "withdraw", "release", coalition=found.coalition) == "allow"
    return render(request, "atlas/run.html", {"page": pages.run_page(found), "may_stop": may_stop})


def register(request: HttpRequest, number: UUID) -> HttpResponse:
    """The run as the Algoritmeregister asks it."""
    found = queries.register_entry(_actor(request), number, page=request.build_absolute_uri(f"/atlas/{number}"))
    if found is None:
        raise Http404
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})


def stop(request: HttpRequest, number: UUID) -> HttpResponse:
    """The kill-switch."""
    _run(request, number)
    try:
        commands.stop_run(by=_actor(request), run=number, because=request.POST.get("because", ""))
    except BadInput as error:
        messages.error(request, pages.sentence(error))
    return redirect("atlas_run", number=number)
