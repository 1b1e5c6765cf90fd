"""Screens that hold figures against one another, and their drawings as files. Parse, ask, draw."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kansrijk.figures import catalogue
from kansrijk.figures.commands import order_judgement
from kansrijk.figures.comparing.drawn import answer
from kansrijk.figures.pages import asked, wording
from kansrijk.figures.pages.compare import MOST, Asked, ComparePage, compare_page
from kansrijk.figures.pages.compare_words import joined
from kansrijk.figures.pages.compare_years import THROUGH_YEARS, YearsPage, compare_years
from kansrijk.figures.pages.funnel import FunnelPage, funnel_page
from kansrijk.figures.pages.indicator import ORDERS, IndicatorPage, indicator_page
from kansrijk.figures.pages.inequality import InequalityPage, inequality_page
from kansrijk.figures.pages.scatter import ScatterPage, scatter_page
from kansrijk.trust.actors import Actor


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _areas(request: HttpRequest) -> tuple[list[Asked], list[Asked]]:
    """(areas to compare, areas left out)."""
    found = asked.areas(_actor(request), request.GET.getlist("gebied"))
    if found is None:
        raise Http404
    return asked.same_country(found)


def _indicators(request: HttpRequest) -> list[str]:
    found = asked.indicators(request.GET.getlist("indicator"))
    if found is None:
        raise Http404
    return found


def _one_area(request: HttpRequest, name: str) -> Asked | None:
    text = request.GET.get(name, "")
    found = asked.area(_actor(request), text) if text else None
    if text and found is None:
        raise Http404
    return found


def _query(areas: list[Asked], indicators: list[str], period: str, shape: str = "") -> str:
    pairs = [("gebied", one.reference) for one in areas] + [("indicator", one) for one in indicators]
    pairs += [("periode", period)] if period else []
    return urlencode(pairs + ([("vorm", shape)] if shape else []))


def _link(areas: list[Asked], indicators: list[str], period: str, shape: str = "") -> str:
    query = _query(areas, indicators, period, shape)
    return f"{reverse('compare')}?{query}" if query else reverse("compare")


def _shape(request: HttpRequest) -> str:
    """ "" for side by side, THROUGH_YEARS; nothing else exists."""
    shape = request.GET.get("vorm", "")
    if shape not in {"", THROUGH_YEARS}:
        raise Http404
    return shape


def compare(request: HttpRequest) -> HttpResponse:
    """Up to six areas beside one another, or through the years; the whole state stands in the address."""
    areas, left_out = _areas(request)
    indicators, period, shape = _indicators(request), request.GET.get("periode", ""), _shape(request)
    text = request.GET.get("erbij", "").strip()
    found = asked.found_by(_actor(request), text, areas) if text else []
    if len(found) == 1 and len(areas) < MOST:
        return HttpResponseRedirect(_link([*areas, Asked(found[0], False)], indicators, period, shape))
    page: ComparePage | YearsPage
    if shape:
        page = _through_years(request, areas, indicators)
    else:
        page = compare_page(_actor(request), areas, indicators, period=period or None)
    shown = indicators or [block.indicator.id for block in page.blocks]
    values = {
        "page": page,
        "text": text,
        "found": [(ref, _link([*areas, Asked(ref, False)], indicators, period, shape)) for ref in found],
        "left_out": left_out,
        "is_full": len(areas) >= MOST,
        "most": MOST,
        "chips": [(one, _link([a for a in areas if a is not one], indicators, period, shape)) for one in areas],
        "blocks": [
            (
                block,
                _link(areas, [i for i in shown if i != block.indicator.id], period, shape),
                _query(areas, [block.indicator.id], period, shape),
            )
            for block in page.blocks
        ],
        "shown": shown,
        "choices": [one for one in asked.choices(_actor(request)) if one.id not in shown],
        "period": period,
        "query": _query(areas, indicators, period, shape),
        "shape": shape,
        "beside": _link(areas, shown, ""),
        "through": _link(areas, shown, "", THROUGH_YEARS),
    }
    if isinstance(page, YearsPage):
        values["waiting"] = joined([area.name for area in page.waiting])
        return render(request, "figures/compare_years.html", values)
    return render(request, "figures/compare.html", values)


def _through_years(request: HttpRequest, areas: list[Asked], indicators: list[str]) -> YearsPage:
    """Own figures in other boundaries that nobody has attacked yet are ordered to be, and left out until then."""
    page = compare_years(_actor(request), areas, indicators)
    for area in page.waiting:
        order_judgement(by=_actor(request), area=area.id)
    return page


def compare_picture(request: HttpRequest, kind: str) -> HttpResponse:
    """The drawing of one indicator as a file: dots, or lines through the years."""
    areas, _left_out = _areas(request)
    if _shape(request):
        return _years_picture(request, kind, areas)
    page: ComparePage = compare_page(
        _actor(request), areas, _indicators(request)[:1], period=request.GET.get("periode") or None
    )
    if not page.blocks or page.blocks[0].frame is None:
        raise Http404
    block = page.blocks[0]
    assert block.frame is not None
    below = wording.below_drawing(
        _actor(request),
        block.releases,
        block.frame.period,
        block.frame.edition,
        is_fictional=areas[0].area.is_fictional,
    )
    return answer(
        request, kind, block.drawing, heading=block.name, below=below, name=f"vergelijking-{block.indicator.id}"
    )


def _years_picture(request: HttpRequest, kind: str, areas: list[Asked]) -> HttpResponse:
    """With what was re-expressed under it, because the drawing leaves the words of its page behind."""
    page = _through_years(request, areas, _indicators(request)[:1])
    if not page.blocks or not page.blocks[0].chart:
        raise Http404
    block = page.blocks[0]
    below = wording.below_drawing(
        _actor(request), block.releases, block.periods, page.edition, is_fictional=areas[0].area.is_fictional
    )
    name = f"vergelijking-jaren-{block.indicator.id}"
    return answer(request, kind, block.drawing, heading=block.name, below=[*block.words_below, *below], name=name)


def _level(request: HttpRequest, within: Asked | None) -> tuple[str, tuple[str, ...]]:
    """(level asked for, levels that can be asked for)."""
    below = wording.BELOW.get(within.area.level if within else "country", ())
    level = request.GET.get("niveau") or (below[0] if below else "")
    if level not in below:
        raise Http404
    return level, below


def _scatter(request: HttpRequest) -> tuple[ScatterPage | None, dict[str, object]]:
    within, here = _one_area(request, "binnen"), _one_area(request, "gebied")
    level, below = _level(request, within)
    x, y = request.GET.get("x", ""), request.GET.get("y", "")
    if any(one and catalogue.indicator(one) is None for one in (x, y)):
        raise Http404
    page = None
    if x and y:
        page = scatter_page(
            _actor(request), x, y, level, within=within.area if within else None, here=here.area if here else None
        )
    values = {
        "page": page,
        "x": x,
        "y": y,
        "level": level,
        "levels": [(one, wording.several(one)) for one in below],
        "within": within,
        "here": here,
        "choices": asked.choices(_actor(request)),
        "query": request.GET.urlencode(),
    }
    return page, values


def scatter(request: HttpRequest) -> HttpResponse:
    """Two indicators against each other."""
    return render(request, "figures/scatter.html", _scatter(request)[1])


def scatter_picture(request: HttpRequest, kind: str) -> HttpResponse:
    """The scatter as a file."""
    page, _values = _scatter(request)
    if page is None:
        raise Http404
    period = " / ".join(dict.fromkeys(page.periods))
    below = wording.below_drawing(_actor(request), page.releases, period, page.edition, is_fictional=page.is_fictional)
    name = f"samenhang-{page.x.id}-{page.y.id}"
    return answer(request, kind, page.drawing, heading=page.drawing.title, below=below, name=name)


def _funnel(request: HttpRequest) -> tuple[FunnelPage | None, dict[str, object]]:
    within, here = _one_area(request, "binnen"), _one_area(request, "gebied")
    level, below = _level(request, within)
    choices = asked.shares(_actor(request))
    wanted = request.GET.get("indicator") or "vroeggeboorte"
    known = catalogue.indicator(wanted)
    if known is None:
        raise Http404
    page = funnel_page(
        _actor(request),
        known,
        level,
        within=within.area if within else None,
        here=here.area if here else None,
        period=request.GET.get("periode") or None,
    )
    values = {
        "page": page,
        "wanted": known,
        "name": wording.name(known),
        "level": level,
        "levels": [(one, wording.several(one)) for one in below],
        "within": within,
        "here": here,
        "choices": choices if known in choices else [known, *choices],
        "query": urlencode({**request.GET.dict(), "indicator": wanted}),
    }
    return page, values


def funnel(request: HttpRequest) -> HttpResponse:
    """Which areas lie further from the target than their size explains."""
    return render(request, "figures/funnel.html", _funnel(request)[1])


def funnel_picture(request: HttpRequest, kind: str) -> HttpResponse:
    """The funnel as a file."""
    page, _values = _funnel(request)
    if page is None or page.drawing is None:
        raise Http404
    below = wording.below_drawing(
        _actor(request), page.releases, page.period, page.edition, is_fictional=page.is_fictional
    )
    return answer(request, kind, page.drawing, heading=page.name, below=below, name=f"trechter-{page.indicator.id}")


def _inequality(request: HttpRequest) -> tuple[InequalityPage | None, dict[str, object]]:
    within = _one_area(request, "gebied")
    if within is not None and within.area.level not in {"gemeente", "wijk"}:
        raise Http404
    level, below = _level(request, within) if within else ("wijk", ())
    wanted = request.GET.get("indicator", "")
    known = catalogue.indicator(wanted) if wanted else None
    if wanted and known is None:
        raise Http404
    page = None
    if within is not None and known is not None:
        period = request.GET.get("periode") or None
        page = inequality_page(_actor(request), within.area, known, level, period=period)
    values = {
        "page": page,
        "wanted": known,
        "within": within,
        "level": level,
        "levels": [(one, wording.several(one)) for one in below],
        "choices": asked.choices(_actor(request)),
        "query": request.GET.urlencode(),
    }
    return page, values


def inequality(request: HttpRequest) -> HttpResponse:
    """How far the parts of a municipality lie apart."""
    text = request.GET.get("plaats", "").strip()
    found = asked.found_by(_actor(request), text, []) if text else []
    places = [one for one in found if one.level in {"gemeente", "wijk"}]
    if len(places) == 1:
        return HttpResponseRedirect(f"{reverse('inequality')}?{urlencode({'gebied': places[0].code})}")
    return render(request, "figures/inequality.html", {**_inequality(request)[1], "text": text, "found": places})


def inequality_picture(request: HttpRequest, kind: str) -> HttpResponse:
    """The dots of the parts as a file."""
    page, _values = _inequality(request)
    if page is None:
        raise Http404
    below = wording.below_drawing(
        _actor(request), page.releases, page.period, page.edition, is_fictional=page.area.is_fictional
    )
    heading = f"{page.area.name}: {page.name}"
    name = f"verschillen-{page.area.code}-{page.indicator.id}"
    return answer(request, kind, page.drawing, heading=heading, below=below, name=name)


def _indicator(request: HttpRequest, identifier: str) -> IndicatorPage:
    number = request.GET.get("pagina", "1")
    page = indicator_page(
        _actor(request),
        identifier,
        level=request.GET.get("niveau", ""),
        period=request.GET.get("periode") or None,
        order=request.GET.get("volgorde", "naam"),
        page=int(number) if number.isdecimal() and len(number) < 6 else 1,
        country=request.GET.get("land", ""),
    )
    if page is None:
        raise Http404
    return page


def indicator(request: HttpRequest, identifier: str) -> HttpResponse:
    """What an indicator means, since when, whose it is, and all areas of a level."""
    page = _indicator(request, identifier)

    def link(**changes: object) -> str:
        held = {"niveau": page.level, "periode": page.period, "volgorde": page.order, **changes}
        if page.is_fictional:
            held["land"] = page.country
        return f"?{urlencode({key: value for key, value in held.items() if value})}"

    values = {
        "page": page,
        "orders": {order: f"{link(volgorde=order)}#gebieden" for order in ORDERS},
        "previous": f"{link(pagina=page.page - 1)}#gebieden" if page.page > 1 else "",
        "following": f"{link(pagina=page.page + 1)}#gebieden" if page.page < page.pages else "",
        "query": urlencode(
            {"niveau": page.level, "periode": page.period, **({"land": page.country} if page.is_fictional else {})}
        ),
        "everything": urlencode(
            {"niveau": page.level, "periode": "alle", **({"land": page.country} if page.is_fictional else {})}
        ),
    }
    return render(request, "figures/indicator.html", values)


def indicator_picture(request: HttpRequest, identifier: str, kind: str) -> HttpResponse:
    """The history of an indicator as a file."""
    page = _indicator(request, identifier)
    if page.drawing is None:
        raise Http404
    periods = [figure.period or "" for figure in page.history]
    below = wording.below_drawing(
        _actor(request), page.releases, f"{periods[0]}, {periods[-1]}", None, is_fictional=page.is_fictional
    )
    return answer(request, kind, page.drawing, heading=page.name, below=below, name=f"geschiedenis-{identifier}")
