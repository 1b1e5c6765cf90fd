"""What the page of an area says of figures that stand in other areas: how they were told here, or why they are not."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kansrijk.areas.queries import AreaRef
from kansrijk.figures import words
from kansrijk.figures.pages.lines import Said, said_of
from kansrijk.figures.pages.story import START
from kansrijk.figures.queries.reexpressed import ToldFigure
from kansrijk.figures.queries.told import WORKING_AREA, Told

MOST_NAMED = 12
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


def told_html(area: AreaRef, told: Told) -> SafeString:
    """The part of the page, drawn; nothing where there is nothing to tell."""
    if not told.series and not told.unconnected:
        return SafeString("")
    lines = [_line(told.series[name]) for name in told.series]
    values = {
        "lines": [one for one in lines if one.has_value or one.status == "hidden"],
        "without": [one for one in lines if not one.has_value and one.status != "hidden"],
        "is_working_area": area.level == WORKING_AREA,
        "edition": area.edition,
        "from_editions": _years(sorted({one.from_edition for series in told.series.values() for one in series})),
        "unconnected": _years(told.unconnected),
    }
    return SafeString(render_to_string("figures/area_told.html", values))


def _years(editions: Sequence[int]) -> str:
    return ", ".join(map(str, editions))


def _line(series: Sequence[ToldFigure]) -> Line:
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
        how=how_words(one),
        bounds=_bounds(one),
        made_of=_made_of(one),
        is_public=figure.is_public,
        past=tuple(
            Period(words.period_words(told.figure.period), words.value_words(told.figure), how_words(told))
            for told in reversed(series[-MOST_PERIODS:])
        )
        if len(series) > 1
        else (),
    )


def how_words(one: ToldFigure) -> str:
    """How the figure came here, or why it could not."""
    if one.how in words.TOLD_WORDS:
        return str(words.TOLD_WORDS[one.how])
    if one.figure.has_value:
        return ""
    if one.figure.status == "no_data":
        return _("cannot be told here: a part is missing, or this figure does not add up")
    return _("cannot be told here: a part has no figure")


def _bounds(one: ToldFigure) -> str:
    """What the parts that are shown leave over for a hidden one."""
    if one.bounds is None or one.figure.has_value:
        return ""
    between = words.between(*one.bounds, one.figure.indicator, one.figure.indicator.decimals)
    return _("It lies somewhere from %(between)s: the hidden parts leave no more to say.") % {"between": between}


def _made_of(one: ToldFigure) -> str:
    """The old areas by name, with the share of each where it is not whole."""
    named = [name if share >= 1.0 else f"{name} ({words.number(100 * share, 0)}%)" for _code, name, share in one.parts]
    rest = len(named) - MOST_NAMED
    text = ", ".join(named[:MOST_NAMED])
    return text if rest <= 0 else _("%(names)s and %(count)s more") % {"names": text, "count": rest}
