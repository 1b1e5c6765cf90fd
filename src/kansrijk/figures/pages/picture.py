"""The drawing of the map page as one picture that stands alone: title, map, break chart, source and date in it."""

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from xml.sax.saxutils import escape

from django.utils import formats
from django.utils.translation import gettext as _

from kansrijk.areas import maps
from kansrijk.figures import queries, words
from kansrijk.figures.pages.map import MapPage
from kansrijk.trust.actors import Actor
from kansrijk.web.picture import FAMILY

WIDTH, EDGE, MAP_WIDTH = 960, 32, 560
INK, SOFT, PAPER = "#21262c", "#555c64", "#ffffff"
TALLEST, LOWEST = 760, 300


def _text(x: int, y: int, text: str, size: int = 15, *, weight: int = 400, fill: str = INK) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="{FAMILY}" font-size="{size}" font-weight="{weight}" fill="{fill}">'
        f"{escape(text)}</text>"
    )


def _lines(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters, break_long_words=True) or [""]


def picture(actor: Actor, page: MapPage, *, on: date) -> str:
    """The picture as SVG. It needs no style sheet and names one typeface; `on` is the day it was drawn."""
    heading = [_text(EDGE, 56 + 30 * i, line, 24, weight=700) for i, line in enumerate(_lines(page.title, 62))]
    top = 56 + 30 * len(heading)
    heading.append(_text(EDGE, top, f"{page.place[:1].upper()}{page.place[1:]}", 16, fill=SOFT))
    top += 24
    frame = maps.frame_of(page.areas)
    height = round(min(max(MAP_WIDTH * frame.height / frame.width, LOWEST), TALLEST))
    drawing = (
        f'<svg x="{EDGE}" y="{top}" width="{MAP_WIDTH}" height="{height}" viewBox="{frame.view_box}">'
        f"{maps.drawn(_without_links(page.areas), frame, prefix='picture')}</svg>"
    )
    legend, legend_end = _legend(page, EDGE + MAP_WIDTH + 28, top + 8)
    below = max(top + height, legend_end) + 36
    notes: list[str] = []
    for note in _notes(actor, page, on):
        for line in _lines(note, 118):
            notes.append(_text(EDGE, below + 20 * len(notes), line, 13, fill=SOFT))
    total = below + 20 * len(notes) + 12
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" width="{WIDTH}" height="{total}" '
        f'role="img"><title>{escape(page.title)}</title><rect width="{WIDTH}" height="{total}" fill="{PAPER}"/>'
        f"{''.join(heading)}{drawing}{legend}{''.join(notes)}</svg>"
    )


def _without_links(areas: Sequence[maps.MapArea]) -> list[maps.MapArea]:
    """A picture leads nowhere: the addresses of this installation stay out of it."""
    return [replace(area, href="") for area in areas]


def _legend(page: MapPage, left: int, top: int) -> tuple[str, int]:
    """The break chart (how many areas in each class) and the empties in use; where it ends."""
    parts, y = [], top
    fills = dict(enumerate(maps.CLASS_FILLS, start=1))
    for one in page.legend:
        box = f'<rect x="{left}" y="{y}" width="28" height="18" fill="{fills[one.number]}" stroke="{maps.LINE}"/>'
        bar = f'<rect x="{left + 38}" y="{y + 22}" width="{max(1, one.bar * 2)}" height="5" fill="{maps.LINE}"/>'
        parts += [box, bar, _text(left + 38, y + 15, f"{one.words} ({one.count})", 14)]
        y += 38
    for kind, name, count in page.sureness:
        swatch = maps.legend_swatch(
            2, label=name, prefix=f"picture-sure-{kind}", over=kind if kind in maps.OVERLAYS else ""
        )
        parts.append(swatch.replace("<svg ", f'<svg x="{left}" y="{y}" ', 1))
        for line in _lines(f"{name} ({count})", 38):
            parts.append(_text(left + 38, y + 14, line, 14))
            y += 18
        y += 10
    for status, name, count in page.empties:
        swatch = maps.legend_swatch(status, label=name, prefix=f"picture-legend-{status}")
        placed = swatch.replace("<svg ", f'<svg x="{left}" y="{y}" ', 1)
        parts += [placed, _text(left + 38, y + 14, f"{name} ({count})", 14)]
        y += 28
    return "".join(parts), y


def _notes(actor: Actor, page: MapPage, on: date) -> list[str]:
    notes = [page.sentence]
    if page.told is not None:
        values = {"old": page.told.from_edition, "new": page.edition}
        notes.append(_("Re-expressed: figures in the borders of %(old)d, told in those of %(new)d.") % values)
    notes.append(_("This map is no ranking: areas whose intervals overlap do not demonstrably differ."))
    card = queries.cards(actor, [page.column.release]).get(page.column.release)
    source = card.citation if card is not None else page.column.source
    day = formats.date_format(on, "j F Y")
    notes.append(_("Source: %(source)s Drawn on %(day)s.") % {"source": source.rstrip(".") + ".", "day": day})
    if page.country == "XX":
        notes.append(_("A fictional example: places and figures are made up."))
    else:
        notes.append(_("Boundaries: Kadaster/CBS, CC BY 4.0."))
    if words.language() == "nl" and page.indicator.definition.nl:
        notes.insert(0, page.indicator.definition.nl)
    elif page.indicator.definition.en:
        notes.insert(0, page.indicator.definition.en)
    return notes
