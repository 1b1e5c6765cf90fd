"""Screens of the atlas: what it is and is not, and each run with how well it did."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from kansrijk.areas import queries as places
from kansrijk.atlas import commands, comparing, pages, queries
from kansrijk.atlas import composite as compositing
from kansrijk.atlas.queries import RunCard
from kansrijk.core.faults import BadInput
from kansrijk.figures.catalogue import Indicator
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


def compare(request: HttpRequest) -> HttpResponse:
    """Two runs of one indicator, per area: more, less, or a difference that can be chance."""
    offered, asked = comparing.choices(_actor(request)), request.GET
    identifier = asked.get("indicator", "")
    chosen = next(
        (one for one in offered if one.indicator.id == identifier), None if identifier else next(iter(offered), None)
    )
    page, years, order = None, ("", ""), asked.get("volgorde", comparing.ALPHABET)
    if order not in comparing.ORDERS:
        raise Http404
    if chosen is not None:
        years = comparing.years(offered, chosen, asked.get("eerst", ""), asked.get("dan", ""))
        page = comparing.comparison(_actor(request), chosen, *years, asked.get("niveau", ""))
    same = bool(years[0]) and years[0] == years[1]
    if page is None and asked and not same:
        raise Http404
    words, told = asked.get("zoek", ""), "verschil" in asked
    rows = comparing.listed(page, words, order, told_alone=told) if page else ()
    values = {
        "page": page, "offered": offered, "chosen": chosen, "years": years, "same": same, "rows": rows,
        "words": words, "order": order, "told": told, "level": asked.get("niveau", ""),
        "orders": comparing.ORDERS.items(),
    }  # fmt: skip
    return render(request, "atlas/compare.html", values)


def composite(request: HttpRequest) -> HttpResponse:
    """Several definitions of a vulnerable situation side by side, for the areas inside one."""
    actor, reference = _actor(request), request.GET.get("gebied", "")
    within = places.area(actor, reference) if reference else None
    if reference and (within is None or within.level not in compositing.LEVELS):
        raise Http404
    asked = request.GET.getlist("indicator")
    page = compositing.composite(actor, within, asked) if within else None
    home = places.home_country(actor)
    edition = next(iter(places.editions(actor, "gemeente", country=home)), None)
    values = {
        "page": page,
        "within": within,
        "offered": _by_whom(compositing.offered(actor)),
        "asked": bool(asked),
        "chosen": {one.indicator.id for one in page.used} if page else set(),
        "most": compositing.MOST,
        "gemeenten": places.areas(actor, edition, "gemeente", country=home) if edition and not within else [],
    }
    return render(request, "atlas/composite.html", values)


def _by_whom(offered: list[Indicator]) -> list[tuple[bool, list[Indicator]]]:
    """Those about (potential) parents, and those about everybody who lives there."""
    parts = [
        (about, [one for one in offered if (one.id in compositing.ABOUT_PARENTS) is about]) for about in (True, False)
    ]
    return [(about, part) for about, part in parts if part]


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
