"""Screens of figures: home, search, an area, the map, the catalogue. Parse, ask, draw."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kansrijk.areas import queries as places
from kansrijk.areas.queries.named import addressed
from kansrijk.figures import catalogue, commands, queries
from kansrijk.figures.desk.pages import work_words
from kansrijk.figures.pages.area import area_page
from kansrijk.figures.pages.finding import find_place, suggestions
from kansrijk.figures.queries.desk import judging
from kansrijk.trust.actors import Actor


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _area(request: HttpRequest, reference: str) -> places.AreaRef:
    """`GM0546-leiden`, `GM0546`, `GM0546@2024`: the area, or not found."""
    found = addressed(_actor(request), reference)
    if found is None:
        raise Http404
    return found


def home(request: HttpRequest) -> HttpResponse:
    """How is it going where you live: type a place or postcode."""
    actor = _actor(request)
    found = find_place(actor, request.GET.get("plaats", ""))
    if found.only:
        return redirect(found.only)
    return render(request, "figures/home.html", {"found": found, "suggestions": suggestions(actor)})


def area(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of one area."""
    place = _area(request, reference)
    page = area_page(_actor(request), place)
    values = {"page": page, "work": _judging(request, place) if page.shown.is_waiting else None}
    return render(request, "figures/area.html", values)


def area_judged(request: HttpRequest, reference: str) -> HttpResponse:
    """How far the attacker is with an area, for its page that asks again."""
    place = _area(request, reference)
    work = judging(_actor(request), place)
    if work is None or not work.is_live:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    values = {"work": work_words(work), "ask": reverse("area_judged", args=[reference])}
    return render(request, "figures/desk/work.html", values)


def _judging(request: HttpRequest, place: places.AreaRef) -> dict[str, Any] | None:
    """Orders the attacker, and says where he is."""
    commands.order_judgement(by=_actor(request), area=place.id)
    return work_words(judging(_actor(request), place))


def indicators(request: HttpRequest) -> HttpResponse:
    """The catalogue, per phase."""
    return render(request, "figures/indicators.html", {"groups": catalogue_groups()})


def catalogue_groups() -> list[tuple[str, list[catalogue.Indicator]]]:
    """The indicators per phase, in the order of the page."""
    from kansrijk.figures.pages.area import PHASES

    every = list(catalogue.indicators().values())
    return [(str(title), [one for one in every if one.phase == phase]) for phase, title in PHASES]


def sources(request: HttpRequest) -> HttpResponse:
    """Where the figures come from: every release, what became of it, licence and citation."""
    values = {"releases": queries.releases(_actor(request)), "sources": queries.sources(_actor(request))}
    return render(request, "figures/sources.html", values)
