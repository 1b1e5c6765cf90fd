"""Screens of the directory that anybody may open where a coalition made it public."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kansrijk.offer import pages, queries
from kansrijk.offer.queries import DirectoryCard
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import may


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _directory(request: HttpRequest, slug: str) -> DirectoryCard:
    found = queries.directory(actor_of(request), slug)
    if found is None:
        raise Http404
    return found


def index(request: HttpRequest) -> HttpResponse:
    """The directories that one may read."""
    return render(request, "offer/index.html", {"directories": queries.directories(actor_of(request))})


def directory(request: HttpRequest, directory: str) -> HttpResponse:
    """The help of one coalition: search and filter."""
    found = _directory(request, directory)
    page = pages.list_page(actor_of(request), found, request.GET)
    return render(request, "offer/directory.html", {"page": page})


def service(request: HttpRequest, directory: str, service: str) -> HttpResponse:
    """One entry: whom to call, how fast, for whom, and when this was checked."""
    actor, found = actor_of(request), _directory(request, directory)
    card = queries.service(actor, found.coalition, service)
    if card is None:
        raise Http404
    rights = {
        f"may_{verb}": may(actor, verb, "service", coalition=found.coalition) == "allow"
        for verb in ("update", "confirm")
    }
    values = {"directory": found, "line": pages.line(card), "facts": pages.facts(actor, card), **rights}
    return render(request, "offer/service.html", values)
