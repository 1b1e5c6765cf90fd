"""The map page: one indicator over the areas of a level, as a table and as a drawing in the same order."""

from dataclasses import dataclass

import numpy as np
from django.utils.safestring import SafeString, mark_safe

from kansrijk.areas import maps
from kansrijk.areas import queries as places
from kansrijk.figures import catalogue, queries, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.classes import Classes, classes
from kansrijk.figures.queries.types import Column
from kansrijk.figures.rules import STATUS_NAMES
from kansrijk.trust.actors import Actor

LEVELS_BELOW = {"country": ("gemeente",), "gemeente": ("wijk", "buurt", "pc4"), "wijk": ("buurt",)}


@dataclass(frozen=True)
class Cell:
    """One area of the map: `kind` is `class-3` or a status."""

    code: str
    name: str
    address: str
    words: str
    interval: str
    kind: str


@dataclass(frozen=True)
class LegendClass:
    number: int
    swatch: SafeString
    words: str
    count: int
    bar: int


@dataclass(frozen=True)
class MapPage:
    """Table, drawing and legend of one choice."""

    indicator: Indicator
    level: str
    column: Column
    within: places.AreaRef | None
    cells: tuple[Cell, ...]
    legend: tuple[LegendClass, ...]
    empties: tuple[tuple[SafeString, str, int], ...]
    drawing: SafeString
    without_shape: int


def mappable() -> list[Indicator]:
    """The indicators that can be put on a map: those with a source, in catalogue order."""
    return [one for one in catalogue.indicators().values() if one.source is not None]


def _legend(edges: Classes, indicator: Indicator, kinds: list[str]) -> tuple[LegendClass, ...]:
    counts = [kinds.count(f"class-{i + 1}") for i in range(edges.count)]
    highest = max(counts, default=0) or 1
    return tuple(
        LegendClass(
            i + 1, _swatch(i + 1), words.class_words(edges, i, indicator), counts[i], round(100 * counts[i] / highest)
        )
        for i in range(edges.count)
    )


def _swatch(fill: int | str) -> SafeString:
    """The fill of the map, small; the words stand beside it."""
    return mark_safe(maps.legend_swatch(fill, label=""))  # noqa: S308 - our own drawing


def _kind(column: Column, i: int, edges: Classes) -> str:
    value = column.value[i]
    return f"class-{edges.of(float(value))}" if np.isfinite(value) else STATUS_NAMES[column.status[i]]


def map_page(
    actor: Actor, indicator: str, level: str, *, within: places.AreaRef | None, period: str | None
) -> MapPage | None:
    """None where no figures of this indicator, level and period may be seen. Classes are those of the whole country."""
    chosen = within.code if within is not None and within.level != "country" else None
    edition = within.edition if within is not None and chosen else None
    whole = queries.column(actor, indicator, level, period, edition=edition)
    if whole is None:
        return None
    edges = classes([float(v) for v in whole.value if np.isfinite(v)])
    country = within.country if within is not None else "NL"
    inside = within if chosen else None
    names = (
        places.children(actor, inside, level) if inside else places.areas(actor, whole.edition, level, country=country)
    )
    at = {code: i for i, code in enumerate(whole.codes)}
    cells = [_cell(whole, at[ref.code], ref, edges) for ref in names if ref.code in at]
    kinds = [cell.kind for cell in cells]
    shapes = places.shapes(actor, whole.edition, level, within=inside, country=country)
    by_code = {cell.code: cell for cell in cells}
    drawn = [_drawn(shape, by_code[shape.code]) for shape in shapes if shape.code in by_code]
    title = f"{whole.indicator.name.in_language(words.language())}, {whole.period}"
    drawing = maps.svg_outline(drawn, title=title) if drawn else ""
    empties = tuple(
        (_swatch(status), str(words.STATUS_WORDS[status]), kinds.count(status))
        for status in words.STATUS_WORDS
        if status in kinds
    )
    return MapPage(
        indicator=whole.indicator,
        level=level,
        column=whole,
        within=within,
        cells=tuple(cells),
        legend=_legend(edges, whole.indicator, kinds),
        empties=empties,
        drawing=mark_safe(drawing),  # noqa: S308 - svg_outline escapes every text
        without_shape=len(cells) - len(drawn),
    )


def _drawn(shape: places.DrawnArea, cell: Cell) -> maps.MapArea:
    fill = int(cell.kind.removeprefix("class-")) if cell.kind.startswith("class-") else cell.kind
    return maps.MapArea(shape.code, f"{cell.name}: {cell.words}", shape.path, shape.box, fill, cell.address)


def _cell(column: Column, i: int, ref: places.AreaRef, edges: Classes) -> Cell:
    value = column.value[i]
    has_value = bool(np.isfinite(value))
    text = (
        words.in_unit(float(value), column.indicator)
        if has_value
        else str(words.STATUS_WORDS[STATUS_NAMES[column.status[i]]])
    )
    interval = (
        words.between(float(column.lower[i]), float(column.upper[i]), column.indicator)
        if has_value and np.isfinite(column.lower[i])
        else ""
    )
    return Cell(ref.code, ref.name, f"/gebied/{ref.slug}", text, interval, _kind(column, i, edges))
