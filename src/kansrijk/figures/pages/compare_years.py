"""Up to six areas through the years, all of them in the boundaries of one year.

What stands in other boundaries is re-expressed (pages/continued.py) and says so; what cannot be told there is left out
and named, so that no two points of this page are of other boundaries. One definition is one line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kansrijk.areas.names import is_same_name
from kansrijk.areas.queries import AreaRef
from kansrijk.areas.queries.named import named
from kansrijk.figures import catalogue, charts, queries, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.charts import Drawing
from kansrijk.figures.pages import wording
from kansrijk.figures.pages.compare import Asked, first_with_a_figure
from kansrijk.figures.pages.compare_words import joined
from kansrijk.figures.pages.continued import HOW, Continued, continued, remark, value_words, words_order
from kansrijk.figures.pages.course import numbered
from kansrijk.figures.pages.lines import AMOUNTS
from kansrijk.figures.pages.trend import trend
from kansrijk.figures.queries.told import Told, told_of
from kansrijk.figures.queries.types import Figure
from kansrijk.trust.actors import Actor

THROUGH_YEARS = "verloop"


@dataclass(frozen=True)
class Cell:
    """One area in one period: the value in words, its margin, and in short what was done to it."""

    area: str
    value: str
    interval: str
    how: str


@dataclass(frozen=True)
class Column:
    """One area through the years: `left_out` are the periods that could not be told in these boundaries."""

    area: AreaRef
    run: Continued
    left_out: tuple[str, ...]

    def at(self, period: str) -> Figure | None:
        """The figure of a period."""
        return next((one for one in self.run.figures if one.period == period), None)


@dataclass(frozen=True, eq=False)
class YearsBlock:
    """One indicator: a row per period, a column per area and for the country."""

    indicator: Indicator
    name: str
    unit: str
    columns: tuple[Column, ...]
    country: Column | None
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    sentences: tuple[str, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    breaks: tuple[tuple[int, str, str], ...]
    publisher: str
    drawing: Drawing
    chart: SafeString
    releases: tuple[UUID | None, ...]

    @property
    def has_values(self) -> bool:
        return bool(self.rows)

    @property
    def words_below(self) -> tuple[str, ...]:
        """What must stay with the drawing when it leaves its page: what was left out, what was done, the breaks."""
        breaks = tuple(f"{number}: {since}. {why}" for number, since, why in self.breaks)
        return (*self.left_out, *self.notes, *breaks)

    @property
    def periods(self) -> str:
        """From the first to the last, for under the drawing."""
        shown = [period for period, _cells in self.rows]
        return ", ".join(dict.fromkeys((shown[-1], shown[0]))) if shown else ""


@dataclass(frozen=True, eq=False)
class YearsPage:
    """`absent` are areas that do not exist in the boundaries of `edition`; `waiting` those whose own figures in other
    boundaries the attacker has yet to look at."""

    asked: tuple[Asked, ...]
    edition: int | None
    blocks: tuple[YearsBlock, ...]
    absent: str
    waiting: tuple[AreaRef, ...]


def compare_years(actor: Actor, asked: Sequence[Asked], indicators: Sequence[str]) -> YearsPage:
    """Three queries, and at most ten more for each of the six areas. Without indicators the first that says something.

    The boundaries are those of the newest area asked for; where nothing can be told in them, the newest with figures.
    """
    if not asked:
        return YearsPage((), None, (), "", ())
    country = f"{asked[0].area.country}00"
    names = {one.area.code: one.area.name for one in asked} | {country: ""}
    figures = queries.beside(actor, names, set(indicators) or None)
    known = [catalogue.indicators()[one] for one in list(indicators) or first_with_a_figure(figures)]
    pinned = [one.area.edition for one in asked if one.is_pinned]
    page = _within(actor, asked, known, figures, max(pinned or [one.area.edition for one in asked]))
    held = [one.edition for one in figures if one.area_code != country and one.has_value]
    if not any(block.has_values for block in page.blocks) and not page.waiting and held and not pinned:
        return _within(actor, asked, known, figures, max(held))
    return page


def _within(
    actor: Actor, asked: Sequence[Asked], known: Sequence[Indicator], figures: Sequence[Figure], edition: int
) -> YearsPage:
    here = named(actor, [one.area.code for one in asked], edition)
    areas = [
        here[one.area.code]
        for one in asked
        if one.area.code in here and is_same_name(here[one.area.code].name, one.area.name)
    ]
    told = {area.code: told_of(actor, area, waits=True) for area in areas}
    gone = [one.area.name for one in asked if one.area.code not in told]
    return YearsPage(
        asked=tuple(asked),
        edition=edition,
        blocks=tuple(_block(at, one, areas, figures, told, edition) for at, one in enumerate(known)),
        absent=joined(gone),
        waiting=tuple(area for area in areas if told[area.code].is_waiting),
    )


def _block(
    number: int,
    known: Indicator,
    areas: Sequence[AreaRef],
    figures: Sequence[Figure],
    told: Mapping[str, Told],
    edition: int,
) -> YearsBlock:
    own = [one for one in figures if one.indicator.id == known.id]
    columns = tuple(_column(area, known, own, told[area.code], edition) for area in areas)
    country = _country(known, own, areas)
    shown = [one for column in columns for one in column.run.figures]
    every = [*columns, *([country] if country and shown else [])]
    drawing = _drawing(known, columns, country if shown else None)
    sample = next((one for one in sorted(shown, key=lambda f: not f.has_value) if one.release is not None), None)
    return YearsBlock(
        indicator=known,
        name=wording.name(known),
        unit=wording.unit(known),
        columns=columns,
        country=country if shown else None,
        heads=tuple(column.area.name for column in every),
        rows=_rows(every),
        sentences=_sentences(columns),
        left_out=_left_out(columns, edition),
        notes=_notes(columns, edition),
        breaks=tuple(
            (at, one.from_period, one.reason.in_language(words.language()))
            for at, one in enumerate(known.breaks_of_line, start=1)
        ),
        publisher=wording.publisher(sample.source if sample else known.source),
        drawing=drawing,
        chart=mark_safe(drawing.inline(f"jaren-{number}")) if drawing.height else SafeString(""),  # noqa: S308 - escaped
        releases=tuple(dict.fromkeys(one.release for column in every for one in column.run.figures if one.release)),
    )


def _column(area: AreaRef, known: Indicator, figures: Sequence[Figure], told: Told, edition: int) -> Column:
    """Own boundaries win; a figure that stays in the boundaries of then is left out, and its period is named."""
    own = sorted((f for f in figures if f.area_code == area.code), key=lambda f: (f.edition == edition, f.edition))
    whole = continued(own, told.series.get(known.id, ()), told.same, edition)
    inside = tuple(one for one in whole.figures if one.edition == edition)
    periods = {one.period for one in inside if one.has_value or one.status != "no_data"}
    left_out = tuple(one.period or "" for one in whole.figures if one.has_value and one.period not in periods)
    return Column(area, Continued(inside, whole.told), left_out)


def _country(known: Indicator, figures: Sequence[Figure], areas: Sequence[AreaRef]) -> Column | None:
    """The country beside them, whose borders do not move; nothing where a sum of people would dwarf the areas."""
    if not areas or known.unit in AMOUNTS:
        return None
    code = f"{areas[0].country}00"
    if any(area.code == code for area in areas):
        return None
    found = {one.period: one for one in figures if one.area_code == code and one.has_value}
    if not found:
        return None
    place = replace(areas[0], code=code, name=_capital(wording.land(areas[0].country)), level="country")
    run = Continued(tuple(sorted(found.values(), key=lambda one: words_order(one.period))))
    return Column(place, run, ())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rows(columns: Sequence[Column]) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    """Newest first; only periods in which one of the areas has a word."""
    periods = {one.period or "" for column in columns for one in column.run.figures if column.area.level != "country"}
    return tuple(
        (words.period_words(period), tuple(_cell(column, period) for column in columns))
        for period in sorted(periods, key=words_order, reverse=True)
    )


def _cell(column: Column, period: str) -> Cell:
    figure = column.at(period)
    if figure is None:
        said = _("not in these boundaries") if period in column.left_out else str(words.STATUS_WORDS["no_data"])
        return Cell(column.area.name, said, "", "")
    one = column.run.of(figure)
    said = words.in_unit(figure.value, figure.indicator, _decimals(column)) if figure.value is not None else ""
    limits = ""
    if figure.lower is not None and figure.upper is not None:
        limits = words.between(figure.lower, figure.upper, figure.indicator, _decimals(column, limits=True))
    return Cell(column.area.name, said or value_words(figure, one), limits, "; ".join(_marks(column, figure)))


def _decimals(column: Column, *, limits: bool = False) -> int | None:
    """As many as the least certain figure of the column allows, so that figures of one place can be read downwards."""
    of = words.decimals_of_limits if limits else words.decimals_of
    shown = [of(one) for one in column.run.figures if one.has_value]
    return min(shown, default=None)


def _marks(column: Column, figure: Figure) -> list[str]:
    """In short what was done to a figure, and how final it is."""
    one = column.run.of(figure)
    found = [str(HOW[one.how])] if one is not None and one.how in HOW else []
    if figure.status == "modelled" and not found:
        found.append(_("estimated with a model"))
    if not figure.is_public:
        found.append(_("not released yet"))
    if figure.delivery not in {None, "final"}:
        found.append(str(wording.DELIVERIES[figure.delivery]))
    return found


def _sentences(columns: Sequence[Column]) -> tuple[str, ...]:
    """Per area how it went, over the last part that can be compared."""
    if not any(one.has_value for column in columns for one in column.run.figures):
        if any(one.status == "hidden" for column in columns for one in column.run.figures):
            return (_("What there is within these boundaries is hidden, to protect people."),)
        return (_("There is no figure of this indicator for these areas within these boundaries."),)
    found = [(column.area.name, trend(column.run).words) for column in columns]
    return tuple(_("%(area)s: %(trend)s.") % {"area": area, "trend": said} for area, said in found if said)


def _left_out(columns: Sequence[Column], edition: int) -> tuple[str, ...]:
    """Which years of which area could not be told here."""
    said = _(
        "Left out of %(area)s: %(periods)s. Those figures stand in other boundaries and cannot be re-expressed to "
        "those of %(year)s."
    )
    return tuple(
        said % {"area": one.area.name, "periods": words.periods_words(one.left_out), "year": edition}
        for one in columns
        if one.left_out
    )


def _notes(columns: Sequence[Column], edition: int) -> tuple[str, ...]:
    """Which years were re-expressed and how, from which old areas: one line per area and manner."""
    found: dict[tuple[str, str], list[str]] = {}
    for column in columns:
        for figure in column.run.figures:
            one = column.run.of(figure)
            if one is not None and (mark := remark(one, edition)):
                found.setdefault((column.area.name, mark), []).append(figure.period or "")
    return tuple(
        _("%(area)s %(periods)s: %(remark)s.") % {"area": area, "periods": words.periods_words(periods), "remark": mark}
        for (area, mark), periods in found.items()
    )


def _drawing(known: Indicator, columns: Sequence[Column], country: Column | None) -> Drawing:
    told = "; ".join(
        f"{column.area.name}: {', '.join(_said(column, one) for one in column.run.figures)}"
        for column in (*columns, *([country] if country else []))
        if column.run.figures
    )
    runs = [
        charts.Run(column.area.name, [_step(known, column, one) for one in column.run.figures]) for column in columns
    ]
    beside = None
    if country is not None:
        shown = {one.period for column in columns for one in column.run.figures}
        steps = [_step(known, country, one, margin=False) for one in country.run.figures if one.period in shown]
        beside = charts.Run(country.area.name, steps) if steps else None
    return charts.lines(
        charts.Lines(wording.name(known), told, runs, beside, _breaks_within(known, columns), wording.on_axis(known))
    )


def _breaks_within(known: Indicator, columns: Sequence[Column]) -> list[tuple[float, str]]:
    """The breaks that lie among the years of the drawing: one far outside would leave no room for them."""
    years = [charts.year_of(one.period or "0") for column in columns for one in column.run.figures]
    return [(at, name) for at, name in numbered(known) if years and min(years) < at <= max(years)]


def _said(column: Column, figure: Figure) -> str:
    one = column.run.of(figure)
    how = f" ({HOW[one.how]})" if one is not None and one.how in HOW else ""
    return f"{words.period_words(figure.period)} {value_words(figure, one)}{how}"


def _step(known: Indicator, column: Column, figure: Figure, *, margin: bool = True) -> charts.Step:
    """One line per definition and length of window; limits without a value are what hidden parts leave."""
    one = column.run.of(figure)
    low, high = (
        one.telling_bounds if one is not None and one.telling_bounds is not None else (figure.lower, figure.upper)
    )
    period = figure.period or "0"
    first, _dash, last = period.partition("-")
    length = int((last or first)[:4]) - int(first[:4])
    group = f"{figure.definition_version}/{charts.breaks_passed(period, known)}/{length}"
    shape = "ring" if column.run.is_touched(figure) else "circle"
    limits = (low, high) if margin else (None, None)
    return charts.Step(charts.year_of(period), words.period_words(period), figure.value, *limits, group, shape)
