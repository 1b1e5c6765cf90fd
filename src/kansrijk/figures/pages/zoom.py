"""What the zoom map of the browser is told: where its tiles and figures are, its classes, words and frame."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.areas import maps
from kansrijk.areas import queries as places
from kansrijk.areas.rd import degrees
from kansrijk.figures import queries, words
from kansrijk.figures.classes import Classes
from kansrijk.figures.pages.fixed import ADDS_UP, fixed_classes
from kansrijk.figures.pages.map import MapPage
from kansrijk.figures.queries.types import Column
from kansrijk.figures.queries.visible import newest_first
from kansrijk.trust.actors import Actor

LEVELS = ("gemeente", "wijk", "buurt")
NAMES = {
    "gemeente": gettext_lazy("by municipality"),
    "wijk": gettext_lazy("by wijk"),
    "buurt": gettext_lazy("by buurt"),
}
AROUND = 4.0  # degrees that the map may be moved past its country, so that all of it fits in any frame


def zoom(actor: Actor, page: MapPage) -> dict[str, Any] | None:
    """None where there are no tiles of these borders, or nothing of the indicator that they could show."""
    tiles = places.tiles(actor, page.edition, page.country)
    if tiles is None or page.level not in LEVELS or not page.areas:
        return None
    levels = {}
    for level, (column, edges) in _shown(actor, page).items():
        period = column.period
        name = str(NAMES[level])
        levels[level] = {
            "name": name if period == page.column.period else f"{name}, {words.period_words(period)}",
            "period": period,
            "edges": list(edges.edges),
            "whole": column.is_whole,
            "words": [words.class_words(edges, i, page.indicator) for i in range(edges.count)],
        }
    whole = _frame(actor, page)
    asked = {"indicator": page.indicator.id, "period": "PERIOD", "edition": page.edition}
    named = {"edition": page.edition, "country": page.country, "_format": "columns"}
    asked |= named
    return {
        "tiles": reverse("tiles", args=(f"{tiles.country}-{tiles.edition}-{tiles.key}",)),
        "figures": f"{reverse('api:observations')}?{urlencode(asked)}&level=LEVEL",
        "names": f"{reverse('api:areas')}?{urlencode(named)}&level=LEVEL",
        "edition": page.edition,
        "levels": levels,
        "unit": words.unit_word(page.indicator),
        "times": 1000 if page.indicator.unit == "thousand_euro" else 1,
        "decimals": 0 if page.indicator.unit == "thousand_euro" else page.indicator.decimals,
        "bounds": _corners(maps.frame_of(page.areas)),
        "most": _corners(whole, AROUND),
        "words": {
            **{status: str(word) for status, word in words.STATUS_WORDS.items()},
            "none": _("no figure at this level"),
            "between": _("between %(lower)s and %(upper)s") % {"lower": "LOWER", "upper": "UPPER"},
            "page": _("To the page of %(area)s") % {"area": "NAME"},
            "title": page.title,
            "closer": _("Closer"),
            "further": _("Further away"),
        },
    }


def _shown(actor: Actor, page: MapPage) -> dict[str, tuple[Column, Classes]]:
    """Level → column and classes, for the levels that have figures in these borders; one set of classes where figures
    do not add up over areas. A level that has other windows shows the one that lies nearest."""
    if page.told is not None:
        return {page.level: (page.column, page.edges)}
    has = queries.levels_of(actor, page.indicator.id, page.edition, page.country)
    found = {}
    for level in LEVELS:
        if level == page.level:
            found[level] = page.column, page.edges
        elif level in has and (column := _nearest(actor, page, level)) is not None:
            adds_up = page.indicator.unit in ADDS_UP
            edges = fixed_classes(actor, column, page.country) if adds_up else page.edges
            found[level] = column, edges
    return found


def _nearest(actor: Actor, page: MapPage, level: str) -> Column | None:
    """The figures of another level for the same period, or for the one that ends nearest to it."""
    asked, where = page.indicator.id, {"edition": page.edition, "country": page.country}
    last = newest_first(page.column.period)[0]
    periods = queries.periods(actor, asked, level, page.edition, country=page.country)
    for period in sorted(periods, key=lambda one: (one != page.column.period, abs(newest_first(one)[0] - last))):
        column = queries.column(actor, asked, level, period, **where)
        if column is not None:
            return column
    return None


def _frame(actor: Actor, page: MapPage) -> maps.Frame:
    """The whole country."""
    box = places.extent(actor, page.edition, page.country)
    return maps.Frame(box[0], box[1], box[2] - box[0], box[3] - box[1])


def _corners(frame: maps.Frame, around: float = 0.0) -> list[list[float]]:
    """South-west and north-east in degrees, as the map wants them; drawn metres have y negated."""
    west, south = degrees(frame.left, -(frame.top + frame.height))
    east, north = degrees(frame.left + frame.width, -frame.top)
    return [
        [round(west - around, 4), round(south - around, 4)],
        [round(east + around, 4), round(north + around, 4)],
    ]
