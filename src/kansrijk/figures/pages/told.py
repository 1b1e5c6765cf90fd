"""What the page of an area says of figures that stand in other areas: how they were told here, or why they are not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kansrijk.areas.queries import AreaRef
from kansrijk.figures import catalogue, words
from kansrijk.figures.pages.continued import how_words, made_of, value_words
from kansrijk.figures.pages.lines import Said, said_of
from kansrijk.figures.pages.story import START
from kansrijk.figures.queries.reexpressed import ToldFigure
from kansrijk.figures.queries.told import MADE_OF_PARTS, WORKING_AREA, Told
from kansrijk.figures.queries.types import Figure

MOST_PERIODS = 12


@dataclass(frozen=True)
class Period:
    """One period of a told figure, in words."""

    period: str
    value: str
    how: str


@dataclass(frozen=True)
class Line:
    """One indicator told from other areas: the newest period, and the earlier ones."""

    id: str
    said: Said
    period: str
    value: str
    interval: str
    status: str
    how: str
    bounds: str
    made_of: str
    is_public: bool
    past: tuple[Period, ...]

    @property
    def has_value(self) -> bool:
        return bool(self.value)


def tells_of_birth(told: Told) -> bool:
    """Whether a figure about how children begin is among them: the story must not say that there is none."""
    return any(one.figure.has_value for name in START for one in told.series.get(name, ()))


def apart(area: AreaRef, told: Told, newest: Mapping[str, Figure]) -> dict[str, tuple[ToldFigure, ...]]:
    """What is told by itself: indicators that the page has no figure of within its own borders. The years of the
    others stand in their own line (pages/continued.py)."""
    here = {area.edition, *told.same}
    return {
        name: every
        for name, every in told.series.items()
        if name not in newest or newest[name].release is None or newest[name].edition not in here
    }


def told_html(area: AreaRef, told: Told, series: Mapping[str, tuple[ToldFigure, ...]]) -> SafeString:
    """The part of the page, drawn; nothing where there is nothing to tell."""
    if not series and not told.unconnected:
        return SafeString("")
    is_of_parts = area.level in MADE_OF_PARTS
    lines = [_line(series[name], of_parts=is_of_parts) for name in sorted(series, key=_in_order)]
    values = {
        "lines": [one for one in lines if one.has_value or one.status == "hidden"],
        "without": [one for one in lines if not one.has_value and one.status != "hidden"],
        "is_working_area": area.level == WORKING_AREA,
        "is_of_postcodes": area.level == "pc3",
        "edition": area.edition,
        "from_editions": _years(sorted({one.from_edition for every in series.values() for one in every})),
        "unconnected": _years(told.unconnected),
    }
    return SafeString(render_to_string("figures/area_told.html", values))


def _years(editions: Sequence[int]) -> str:
    return ", ".join(map(str, editions))


def _in_order(indicator: str) -> int:
    """What the story is about first, then the order of the catalogue."""
    return START.index(indicator) if indicator in START else len(START) + [*catalogue.indicators()].index(indicator)


def _line(series: Sequence[ToldFigure], *, of_parts: bool) -> Line:
    """The newest period that has a value, else the newest."""
    at = max(range(len(series)), key=lambda place: (series[place].figure.has_value, place))
    one, figure = series[at], series[at].figure
    return Line(
        id=figure.indicator.id,
        said=said_of(figure.indicator.id, words.language()),
        period=words.period_words(figure.period),
        value=words.value_words(figure) if figure.has_value else "",
        interval=words.interval_words(figure) if figure.has_value else "",
        status=figure.status,
        how=how_words(one, of_parts=of_parts),
        bounds=_bounds(one),
        made_of=made_of(one),
        is_public=figure.is_public,
        past=tuple(
            Period(words.period_words(told.figure.period), value_words(told.figure, told), how)
            for told in reversed(series[-MOST_PERIODS:])
            for how in [how_words(told, of_parts=of_parts)]
        )
        if len(series) > 1
        else (),
    )


def _bounds(one: ToldFigure) -> str:
    """What the parts that are shown leave over for a hidden one."""
    if one.telling_bounds is None or one.figure.has_value:
        return ""
    between = words.outside(*one.telling_bounds, one.figure.indicator)
    return _("It lies somewhere from %(between)s: the hidden parts leave no more to say.") % {"between": between}
