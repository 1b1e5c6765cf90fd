"""The tables that can be taken along, and their text as CSV: comma, decimal point, UTF-8, CRLF (RFC 4180)."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kansrijk.areas.queries import AreaRef
from kansrijk.figures import catalogue, queries
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.pages import wording
from kansrijk.figures.pages.compare import Asked, compare_page
from kansrijk.figures.pages.compare_years import Column, compare_years
from kansrijk.figures.pages.placed import Placed, country_of, placed
from kansrijk.figures.queries.reexpressed import ToldFigure
from kansrijk.figures.queries.told import told_of
from kansrijk.figures.queries.types import Figure, ReleaseCard
from kansrijk.trust.actors import Actor

HEADER = (
    "area_code", "area_name", "edition", "indicator", "period", "value", "unit", "lower", "upper", "interval_method",
    "status", "numerator", "denominator", "source", "source_field", "definition_version", "release", "fictional",
)  # fmt: skip
COMPARISON = "comparison_with_country"
FROM_EDITION, HOW = "reexpressed_from", "how"
BOUNDS = ("bound_lower", "bound_upper")
EVERY_PERIOD = "alle"
_RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
Cells = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """A table with what its cover and its metadata need. `stem` is the name of the file without its ending."""

    title: str
    stem: str
    header: tuple[str, ...]
    rows: tuple[Cells, ...]
    indicators: tuple[Indicator, ...]
    cards: tuple[ReleaseCard, ...]

    @property
    def is_fictional(self) -> bool:
        """Whether it is about the fictional country, which every file says."""
        at = self.header.index("fictional")
        return any(row[at] == "true" for row in self.rows)


def harmless(text: str) -> str:
    """Text that a spreadsheet cannot take for a formula: a risky beginning gets an apostrophe before it."""
    is_risky = text.startswith(_RISKY) or ";=" in text or "|" in text
    return f"'{text}" if is_risky else text


def _cell(value: object) -> object:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value


def text(table: Table) -> str:
    """The table as CSV, one header line."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.header)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return out.getvalue()


class NotJudged(Exception):
    """Own figures of other borders have to be checked before this area can be taken along."""

    def __init__(self, area: AreaRef) -> None:
        super().__init__(str(area))
        self.area = area


def _told(actor: Actor, area: AreaRef) -> Mapping[str, Sequence[ToldFigure]]:
    found = told_of(actor, area, waits=True)
    if found.is_waiting:
        raise NotJudged(area)
    return found.series


def _row(figure: Figure, name: str, is_fictional: bool) -> Cells:
    return (
        figure.area_code, name, figure.edition, figure.indicator.id, figure.period, figure.value, figure.unit,
        figure.lower, figure.upper, figure.interval_method, figure.status, figure.numerator, figure.denominator,
        figure.source, figure.source_field, figure.definition_version,
        str(figure.release) if figure.release else None, _yes(is_fictional),
    )  # fmt: skip


def _yes(answer: bool) -> str:
    return "true" if answer else "false"


def _cards(actor: Actor, figures: Iterable[Figure]) -> tuple[ReleaseCard, ...]:
    held = queries.cards(actor, {figure.release for figure in figures if figure.release})
    return tuple(sorted(held.values(), key=lambda card: (card.source, card.periods)))


def _used(figures: Sequence[Figure]) -> tuple[Indicator, ...]:
    held = {figure.indicator.id for figure in figures}
    return tuple(one for key, one in catalogue.indicators().items() if key in held)


def of_area(actor: Actor, area: AreaRef) -> Table:
    """All periods of all indicators of one area.

    What its own edition lacks comes, as on its page, from the nearest older edition of the same place; and the years
    that could be told in these borders say from which edition they are, and how. Raises NotJudged.
    """
    told = _told(actor, area)
    found = queries.all_periods(actor, area.code, area.edition)
    own = frozenset(found)
    for edition in queries.older_editions(actor, area.code, area.edition, area.name):
        for key, older in queries.all_periods(actor, area.code, edition).items():
            if key not in found and any(figure.has_value for figure in older):
                found[key] = older
    figures = [figure for key in catalogue.indicators() for figure in found.get(key, [])]
    added = [one for key in catalogue.indicators() for one in told.get(key, ()) if key in own or one.how != "same"]
    rows = [(*_row(figure, area.name, area.is_fictional), None, None) for figure in figures]
    rows += [(*_row(one.figure, area.name, area.is_fictional), one.from_edition, one.how) for one in added]
    figures += [one.figure for one in added]
    return Table(
        title=_("All figures of %(area)s") % {"area": area.name},
        stem=f"{area.code}-{area.edition}",
        header=(*HEADER, FROM_EDITION, HOW),
        rows=tuple(rows),
        indicators=_used(figures),
        cards=_cards(actor, figures),
    )


def of_indicator(actor: Actor, indicator: str, level: str, period: str | None, *, country: str = "") -> Table | None:
    """One indicator over all areas of a level, by name; None where there is nothing to see.

    Without a period the newest, with EVERY_PERIOD all of them, newest first, each within its own boundaries.
    Without a country the one at home, as on the page: no file holds two countries.
    """
    known = catalogue.indicator(indicator)
    if known is None:
        return None
    held = _columns(actor, indicator, level, period, country or country_of(actor))
    if not held:
        return None
    cards = queries.cards(actor, {one.column.release for one in held})
    return Table(
        title=_("%(indicator)s, all %(areas)s") % {"indicator": wording.name(known), "areas": wording.several(level)},
        stem=f"{indicator}-{level}" + (f"-{period}" if period else ""),
        header=HEADER,
        rows=tuple(row for one in held for row in _column_rows(one)),
        indicators=(known,),
        cards=tuple(cards.values()),
    )


def _columns(actor: Actor, indicator: str, level: str, period: str | None, country: str) -> list[Placed]:
    if period != EVERY_PERIOD:
        one = placed(actor, indicator, level, country=country, period=period)
        return [one] if one else []
    wanted = dict.fromkeys(queries.frames(actor, indicator, level, country=country))
    found = (placed(actor, indicator, level, country=country, period=when, edition=at) for at, when in wanted)
    return [one for one in found if one is not None]


def _column_rows(one: Placed) -> Iterable[Cells]:
    column = one.column
    for ref in one.areas:
        low, high = one.limits(ref) or (None, None)
        yield (
            ref.code, ref.name, column.edition, column.indicator.id, column.period, one.value(ref),
            column.indicator.unit, low, high, column.interval_method if low is not None else None, one.status(ref),
            one.numerator(ref), one.denominator(ref), column.source, column.source_field, column.definition_version,
            str(column.release), _yes(ref.is_fictional),
        )  # fmt: skip


def of_comparison(actor: Actor, asked: Sequence[Asked], indicators: Sequence[str], period: str | None) -> Table:
    """What the page of comparison shows, cell by cell, with its verdicts; the country at the end of each indicator."""
    page = compare_page(actor, asked, indicators, period=period)
    rows: list[Cells] = []
    figures: list[Figure] = []
    for block in page.blocks:
        for line in block.lines:
            if line.figure is not None:
                figures.append(line.figure)
                rows.append((*_row(line.figure, line.area.name, line.area.is_fictional), line.verdict))
        if block.reference_figure is not None:
            figures.append(block.reference_figure)
            rows.append((*_row(block.reference_figure, block.land, asked[0].area.is_fictional), None))
    return Table(
        title=_("Comparison of %(areas)s") % {"areas": ", ".join(one.area.name for one in asked)},
        stem="vergelijking-" + "-".join(one.area.code for one in asked),
        header=(*HEADER, COMPARISON),
        rows=tuple(rows),
        indicators=_used(figures),
        cards=_cards(actor, figures),
    )


def of_years(actor: Actor, asked: Sequence[Asked], indicators: Sequence[str]) -> Table:
    """A comparison through the years, cell by cell as on the page: every area within the boundaries of one year.

    What was re-expressed says from which edition and how; what hidden parts leave open stands in BOUNDS. Raises
    NotJudged.
    """
    page = compare_years(actor, asked, indicators)
    for area in page.waiting:
        raise NotJudged(area)
    columns = [one for block in page.blocks for one in (*block.columns, *([block.country] if block.country else []))]
    figures = [figure for one in columns for figure in one.run.figures]
    return Table(
        title=_("%(areas)s through the years") % {"areas": ", ".join(one.area.name for one in asked)},
        stem="vergelijking-jaren-" + "-".join(one.area.code for one in asked),
        header=(*HEADER, FROM_EDITION, HOW, *BOUNDS),
        rows=tuple(row for one in columns for row in _year_rows(one)),
        indicators=_used(figures),
        cards=_cards(actor, figures),
    )


def _year_rows(column: Column) -> Iterable[Cells]:
    for figure in column.run.figures:
        one = column.run.of(figure)
        cells = _row(figure, column.area.name, column.area.is_fictional)
        if one is None:
            yield (*cells, None, None, None, None)
        else:
            yield (*cells, one.from_edition, one.how, *(one.bounds or (None, None)))
