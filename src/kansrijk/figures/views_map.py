"""The map: page, drawing as SVG and as PNG. Parse, ask, draw."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from kansrijk.areas import queries as places
from kansrijk.areas.codes import parse
from kansrijk.figures import catalogue, queries, words
from kansrijk.figures.pages.choosing import choice, elsewhere, offered
from kansrijk.figures.pages.map import LEVEL_WORDS, MapPage, levels_below, map_page
from kansrijk.figures.pages.picture import picture
from kansrijk.figures.pages.zoom import zoom
from kansrijk.trust.actors import Actor
from kansrijk.web.picture import png


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _within(request: HttpRequest) -> places.AreaRef | None:
    """`gebied=GM0546@2024`, or of the newest edition; not found when it is no area. Empty: the country at home."""
    reference = request.GET.get("gebied", "")
    if not reference:
        home = places.home_country(_actor(request))
        return None if home == "NL" else places.area(_actor(request), f"{home}00")
    at = parse(reference)
    found = places.area(_actor(request), at.code, at.edition) if at else None
    if found is None:
        raise Http404
    return found


def _chosen(request: HttpRequest) -> tuple[catalogue.Indicator, places.AreaRef | None, str]:
    """Indicator, area and level of the address; each has a default, none is guessed when it is wrong."""
    within = _within(request)
    below = levels_below(within)
    level = request.GET.get("niveau", "")
    if level and level not in below:
        raise Http404
    asked = request.GET.get("indicator")
    if asked is None:
        begin = choice(_actor(request), within, level)
        return begin.first, within, level or begin.level or (below[0] if below else "")
    chosen = catalogue.indicator(asked)
    if chosen is None:
        raise Http404
    return chosen, within, level or _first_with_figures(request, chosen.id, within, below)


def _first_with_figures(
    request: HttpRequest, indicator: str, within: places.AreaRef | None, below: tuple[str, ...]
) -> str:
    """The first level that has figures of this indicator in the area's own edition, else the first."""
    if within is None or len(below) < 2:
        return below[0] if below else ""
    has = queries.levels_of(_actor(request), indicator, within.edition, within.country)
    return next((level for level in below if level in has), below[0])


def _page(request: HttpRequest) -> MapPage | None:
    chosen, within, level = _chosen(request)
    period = request.GET.get("periode") or None
    return map_page(_actor(request), chosen.id, level, within=within, period=period) if level else None


def map_view(request: HttpRequest) -> HttpResponse:
    """One indicator on the map, beside its table."""
    chosen, within, level = _chosen(request)
    choices = offered(_actor(request), within)
    period = request.GET.get("periode") or None
    country = within.country if within is not None else "NL"
    page = map_page(_actor(request), chosen.id, level, within=within, period=period) if level else None
    values = {
        "page": page,
        "elsewhere": elsewhere(_actor(request), chosen.id, level, within, period) if page is None else None,
        "choices": choices if chosen in choices else [chosen, *choices],
        "chosen": chosen,
        "within": within,
        "parents": [one for one in reversed(places.ancestors(_actor(request), within)) if levels_below(one)]
        if within
        else [],
        "level": level,
        "levels": [(one, LEVEL_WORDS[one]) for one in levels_below(within)],
        "periods": queries.periods(_actor(request), chosen.id, level, country=country) if level else [],
        "zoom": zoom(_actor(request), page) if page else None,
        "statuses": words.STATUS_WORDS.items(),
        "address": request.GET.urlencode(),
    }
    return render(request, "figures/map.html", values)


def reexpression(request: HttpRequest) -> HttpResponse:
    """How figures are told in the borders of another year, in plain words."""
    return render(request, "figures/reexpression.html")


def _picture(request: HttpRequest) -> tuple[str, str]:
    """The picture as SVG and a name for its file; not found where there is nothing to draw."""
    page = _page(request)
    if page is None or not page.areas:
        raise Http404
    place = page.within.code if page.within else page.country
    return picture(_actor(request), page, on=localdate()), f"kaart-{page.indicator.id}-{place}-{page.column.period}"


def _file(content: str | bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def map_svg(request: HttpRequest) -> HttpResponse:
    """The drawing with title, legend, source and date."""
    svg, name = _picture(request)
    return _file(svg, f"{name}.svg", "image/svg+xml; charset=utf-8")


def map_png(request: HttpRequest) -> HttpResponse:
    """The same as a picture of twice the size, sharp in print."""
    svg, name = _picture(request)
    return _file(png(svg), f"{name}.png", "image/png")
