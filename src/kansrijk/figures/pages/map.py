"""The map page: one indicator over the areas of a level, as a table and as a drawing in the same order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.areas import maps
from kansrijk.areas import queries as places
from kansrijk.figures import catalogue, descriptions, queries, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.classes import Classes
from kansrijk.figures.pages.fixed import fixed_classes
from kansrijk.figures.queries.reexpressed import ToldColumn, told_column
from kansrijk.figures.queries.types import Column
from kansrijk.figures.rules import MODELLED, STATUS_NAMES
from kansrijk.figures.sureness import KINDS, LESS_SURE, SURE, UNSURE, sureness
from kansrijk.trust.actors import Actor

LEVELS_BELOW = {
    "country": ("gemeente", "pc3"),
    "province": ("gemeente",),
    "ggd_region": ("gemeente",),
    "region": ("gemeente",),
    "gemeente": ("wijk", "buurt", "pc4"),
    "wijk": ("buurt",),
    "pc3": ("pc4",),
    "working_area": ("wijk", "buurt", "gemeente", "pc4"),
}
LEVEL_WORDS = {
    "gemeente": gettext_lazy("municipalities"),
    "wijk": gettext_lazy("wijken"),
    "buurt": gettext_lazy("buurten"),
    "pc4": gettext_lazy("postcode areas"),
    "pc3": gettext_lazy("postcode areas of three digits"),
}
POSTAL = frozenset({"pc4", "pc3"})
# How sure the class of an estimate is, as words in the table and beside the marks in the legend.
SURE_WORDS = {
    SURE: gettext_lazy("certain: the margin stays within this class"),
    LESS_SURE: gettext_lazy("less certain: it may be the next class"),
    UNSURE: gettext_lazy("uncertain: it may be two or more classes away"),
}
FEW = 8  # below this many figures a middle half says nothing


@dataclass(frozen=True)
class Cell:
    """One area of the map: `kind` is `class-3` or a status; `how` says how it was re-expressed, if it was.

    `sure` says of an estimate how sure its class is (one of `sureness.KINDS`), and is empty for what was counted.
    """

    code: str
    name: str
    address: str
    words: str
    interval: str
    kind: str
    how: str = ""
    sure: str = ""

    @property
    def sure_words(self) -> str:
        """How sure the class is, in words."""
        return str(SURE_WORDS[self.sure]) if self.sure else ""

    @property
    def label(self) -> str:
        """What is read aloud and shown on hover."""
        parts = [f"{self.name}: {self.words}"]
        if self.interval:
            parts.append(f"({self.interval})")
        parts += [f"– {said}" for said in (self.sure_words, self.how) if said]
        return " ".join(parts)


@dataclass(frozen=True)
class LegendClass:
    number: int
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
    country: str
    edition: int
    cells: tuple[Cell, ...]
    edges: Classes
    legend: tuple[LegendClass, ...]
    empties: tuple[tuple[str, str, int], ...]
    areas: tuple[maps.MapArea, ...]
    without_shape: int
    sentence: str
    told: ToldColumn | None
    drawn_in: int

    @property
    def outlines(self) -> str:
        """Of which year the outlines are, where that is another than that of the figures."""
        if self.drawn_in == self.edition or not self.areas:
            return ""
        return _("The outlines are those of %(year)s.") % {"year": self.drawn_in}

    @property
    def title(self) -> str:
        name = self.indicator.name.in_language(words.language())
        return f"{name}, {words.period_words(self.column.period)}"

    @property
    def place(self) -> str:
        if self.within is not None:
            return self.within.name
        return _("Fictief land") if self.country == "XX" else _("the Netherlands")

    @cached_property
    def has_intervals(self) -> bool:
        """Whether the table needs a column for them; asked for every row."""
        return any(cell.interval for cell in self.cells)

    @property
    def is_estimated(self) -> bool:
        """Whether these figures are estimates of a model, and no counts."""
        return bool((self.column.status == MODELLED).any())

    @property
    def sureness(self) -> tuple[tuple[str, str, int], ...]:
        """(kind, words, how many areas) for the legend; empty where nothing is an estimate."""
        found = [cell.sure for cell in self.cells]
        return tuple((kind, str(SURE_WORDS[kind]), found.count(kind)) for kind in KINDS) if any(found) else ()

    @property
    def source(self) -> str:
        """The name of the source in the reader's language."""
        known = descriptions.source(self.column.source)
        return known.name.in_language(words.language()) if known is not None else self.column.source

    @property
    def drawing(self) -> SafeString:
        svg = maps.svg_outline(self.areas, title=self.title) if self.areas else ""
        return mark_safe(svg)  # noqa: S308 - svg_outline escapes every text


def mappable() -> list[Indicator]:
    """The indicators that can be put on a map: those with a source, in catalogue order."""
    return [one for one in catalogue.indicators().values() if one.source is not None]


def levels_below(within: places.AreaRef | None) -> tuple[str, ...]:
    """The levels that an area can be divided by on a map."""
    return LEVELS_BELOW.get(within.level if within else "country", ())


def map_page(
    actor: Actor, indicator: str, level: str, *, within: places.AreaRef | None, period: str | None
) -> MapPage | None:
    """None where no figures of this indicator, level and period may be seen."""
    country = within.country if within is not None else "NL"
    inside = within if within is not None and within.level != "country" else None
    shown = shown_column(actor, indicator, level, inside, period, country)
    if shown is None:
        return None
    column, told, edition = shown
    edges = fixed_classes(actor, column, country)
    names = places.children(actor, inside, level) if inside else places.areas(actor, edition, level, country=country)
    at = {code: i for i, code in enumerate(column.codes)}
    address = _addresses(actor, column, level, edition, period, country)
    cells = [
        _cell(column, at[ref.code], ref, edges, address(ref), told) if ref.code in at else _none(ref, address(ref))
        for ref in names
    ]
    if not any(ref.code in at for ref in names):
        return None
    kinds = [cell.kind for cell in cells]
    shapes = places.shapes(actor, edition, level, within=inside, country=country)
    by_code = {cell.code: cell for cell in cells}
    told_areas = [_drawn(shape, by_code[shape.code]) for shape in shapes if shape.code in by_code]
    around = _around(actor, inside, indicator) if inside and told_areas else []
    return MapPage(
        indicator=column.indicator,
        level=level,
        column=column,
        within=within,
        country=country,
        edition=edition,
        cells=tuple(cells),
        edges=edges,
        legend=_legend(edges, column.indicator, kinds),
        empties=tuple(
            (status, str(word), kinds.count(status)) for status, word in words.STATUS_WORDS.items() if status in kinds
        ),
        areas=(*around, *told_areas),
        without_shape=len(cells) - len(told_areas),
        sentence=_sentence(column, [at[cell.code] for cell in cells if cell.code in at], len(cells), level),
        told=told,
        drawn_in=places.postal_edition(actor, edition, level, country) if level in POSTAL else edition,
    )


def shown_column(
    actor: Actor, indicator: str, level: str, inside: places.AreaRef | None, period: str | None, country: str
) -> tuple[Column, ToldColumn | None, int] | None:
    """The column, how it was re-expressed if it was, and the edition of the areas that are drawn.

    Figures are shown in their own borders where these can be drawn, and otherwise, flagged, in borders that can.
    """
    wanted = inside.edition if inside is not None and level not in POSTAL else None
    own = queries.column(actor, indicator, level, period, edition=wanted, country=country)
    if own is not None and level in POSTAL:
        return own, None, inside.edition if inside else own.edition
    drawable = [wanted] if wanted else places.editions(actor, level, country=country, with_shapes=True)
    if own is not None and (wanted or not drawable or own.edition in drawable):
        return own, None, own.edition
    for edition in drawable:  # today's borders first
        told = told_column(actor, indicator, level, edition, period, country=country)
        if told is not None:
            return told.column, told, edition
    return (own, None, own.edition) if own is not None else None


def _addresses(actor: Actor, column: Column, level: str, edition: int, period: str | None, country: str):  # type: ignore[no-untyped-def]
    """Area → where a click leads: its own map where this indicator has figures below it, else its page."""
    below = LEVELS_BELOW.get(level, ())
    has = queries.levels_of(actor, column.indicator.id, edition, country) if below else frozenset()
    deeper = any(one in has for one in below)
    path = reverse("map")
    fixed = {"indicator": column.indicator.id} | ({"periode": period} if period else {})

    def address(ref: places.AreaRef) -> str:
        if deeper:
            return f"{path}?{urlencode({**fixed, 'gebied': f'{ref.code}@{ref.edition}'}, safe='@')}"
        return f"/gebied/{ref.code}@{ref.edition}" if column.edition != edition else f"/gebied/{ref.slug}"

    return address


def _around(actor: Actor, inside: places.AreaRef, indicator: str) -> list[maps.MapArea]:
    """The neighbours in grey, each a link to its own map."""
    beside = {ref.code: ref for ref in places.neighbours(actor, inside)}
    if not beside:
        return []
    drawn = places.drawn(actor, [ref.id for ref in beside.values()], scale="gemeente")
    path = reverse("map")
    return [
        maps.MapArea(
            one.code,
            _("To the map of %(area)s") % {"area": one.name},
            one.path,
            one.box,
            maps.CONTEXT,
            f"{path}?{urlencode({'indicator': indicator, 'gebied': str(beside[one.code])}, safe='@')}",
        )
        for one in drawn
    ]


def _sentence(column: Column, positions: Sequence[int], count: int, level: str) -> str:
    """How many areas have a figure, and where the middle half of them lies."""
    values = column.value[list(positions)] if positions else np.array([])
    known = values[np.isfinite(values)]
    name = str(LEVEL_WORDS.get(level, level))
    text = _("With a figure: %(known)d of the %(all)d %(areas)s.") % {
        "known": known.size,
        "all": count,
        "areas": name,
    }
    if known.size < FEW:
        return text
    decimals = 0 if column.is_whole else None
    low, high = (words.in_unit(float(edge), column.indicator, decimals) for edge in np.quantile(known, (0.25, 0.75)))
    if low == high:
        return text
    return text + " " + _("Half of them lie between %(low)s and %(high)s.") % {"low": low, "high": high}


def _legend(edges: Classes, indicator: Indicator, kinds: list[str]) -> tuple[LegendClass, ...]:
    counts = [kinds.count(f"class-{i + 1}") for i in range(edges.count)]
    highest = max(counts, default=0) or 1
    return tuple(
        LegendClass(i + 1, words.class_words(edges, i, indicator), counts[i], round(100 * counts[i] / highest))
        for i in range(edges.count)
    )


def _kind(column: Column, i: int, edges: Classes) -> str:
    value = column.value[i]
    return f"class-{edges.of(float(value))}" if np.isfinite(value) else STATUS_NAMES[column.status[i]]


def _none(ref: places.AreaRef, address: str) -> Cell:
    """An area that the source did not deliver."""
    return Cell(ref.code, ref.name, address, str(words.STATUS_WORDS["no_data"]), "", "no_data")


def _drawn(shape: places.DrawnArea, cell: Cell) -> maps.MapArea:
    fill = int(cell.kind.removeprefix("class-")) if cell.kind.startswith("class-") else cell.kind
    return maps.MapArea(
        shape.code, cell.label, shape.path, shape.box, fill, cell.address, "" if cell.sure == SURE else cell.sure
    )


def _cell(
    column: Column,
    i: int,
    ref: places.AreaRef,
    edges: Classes,
    address: str = "",
    told: ToldColumn | None = None,
) -> Cell:
    value = column.value[i]
    has_value = bool(np.isfinite(value))
    low, high = (float(edge) if np.isfinite(edge) else None for edge in (column.lower[i], column.upper[i]))
    decimals = words.decimals_within(low, high, column.indicator)
    text = (
        words.in_unit(float(value), column.indicator, 0 if column.is_whole else decimals)
        if has_value
        else str(words.STATUS_WORDS[STATUS_NAMES[column.status[i]]])
    )
    interval = (
        words.between(low, high, column.indicator, decimals)
        if has_value and low is not None and high is not None
        else ""
    )
    how = str(words.TOLD_WORDS[told.how[i]]) if told and told.how[i] in words.TOLD_WORDS else ""
    return Cell(
        ref.code,
        ref.name,
        address or f"/gebied/{ref.slug}",
        text,
        interval,
        _kind(column, i, edges),
        how if text else "",
        sureness(float(column.lower[i]), float(column.upper[i]), edges.edges)
        if has_value and column.status[i] == MODELLED
        else "",
    )
