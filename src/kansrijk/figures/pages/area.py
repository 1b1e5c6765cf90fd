"""The area page: how children begin here, then the figures per phase, then risk and protection as two halves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.areas import queries as places
from kansrijk.areas.queries.named import named
from kansrijk.areas.queries.named import parts as direct_parts
from kansrijk.figures import drawings, queries, words
from kansrijk.figures.queries.types import Compared, Figure
from kansrijk.figures.similar import VARIABLES, Similar, similar
from kansrijk.trust.actors import Actor

PHASES = (
    ("before", gettext_lazy("Before pregnancy")),
    ("during", gettext_lazy("During pregnancy")),
    ("after", gettext_lazy("After birth")),
    ("context", gettext_lazy("What plays a part around it")),
)
START = ("big2", "vroeggeboorte", "sga")
FICTIONAL = "XX"
PARTS = {"country": "gemeente", "gemeente": "wijk", "wijk": "buurt"}


@dataclass(frozen=True)
class Line:
    """One indicator as the page shows it: words first, then number, then picture."""

    figure: Figure
    value: str
    interval: str
    comparison: str
    land: str
    country: str
    similar: str
    older_edition: int | None
    status_reason: str
    spark: SafeString
    spine: SafeString
    history: tuple[Figure, ...]


@dataclass(frozen=True)
class Group:
    phase: str
    title: str
    lines: tuple[Line, ...]
    missing: tuple[Line, ...]


@dataclass(frozen=True)
class AreaPage:
    """Everything on the page of one area."""

    area: places.AreaRef
    parents: tuple[places.AreaRef, ...]
    parts: tuple[places.AreaRef, ...]
    residents: str
    start: tuple[str, ...]
    start_is_missing: bool
    groups: tuple[Group, ...]
    risk: tuple[Line, ...]
    protective: tuple[Line, ...]
    similar: tuple[places.AreaRef, ...]
    similar_by: tuple[str, ...]


def _medians(cells: Iterable[Figure], period_of: Mapping[str, str]) -> dict[str, float]:
    """Per indicator the median over the similar municipalities that have a value of that period."""
    found: dict[str, list[float]] = {}
    for figure in cells:
        if figure.value is not None and period_of.get(figure.indicator.id) == figure.period:
            found.setdefault(figure.indicator.id, []).append(figure.value)
    return {key: float(np.median(values)) for key, values in found.items() if len(values) >= 5}


def _line(one: Compared, history: Sequence[Figure], older: int | None, median: float | None, land: str) -> Line:
    figure = one.figure
    points = [
        drawings.Point(past.value, i > 0 and past.definition_version != history[i - 1].definition_version)
        for i, past in enumerate(history)
    ]
    country = one.country if one.country and one.country.value is not None else None
    drawn = ""
    if figure.value is not None and country is not None and figure.lower is not None:
        drawn = drawings.spine(drawings.Spine(figure.value, figure.lower, figure.upper, country.value, None, None))
    return Line(
        figure=figure,
        value=words.value_words(figure),
        interval=words.interval_words(figure),
        comparison=words.comparison_words(figure, country, land),
        land=land,
        country=words.value_words(country) if country else "",
        similar=words.in_unit(median, figure.indicator) if median is not None else "",
        older_edition=older,
        status_reason="" if figure.value is not None else str(words.STATUS_REASONS[figure.status]),
        spark=mark_safe(drawings.sparkline(points)),  # noqa: S308 - numbers only
        spine=mark_safe(drawn),  # noqa: S308 - numbers only
        history=tuple(history),
    )


def _with_older(
    actor: Actor, area: places.AreaRef, compared: list[Compared], history: dict[str, list[Figure]]
) -> tuple[list[Compared], dict[str, int]]:
    """Fills what this edition lacks with the area's own figures of an older edition, and says which.

    The same place only: code and name must agree. A parent's or the country's value is never taken.
    """
    older: dict[str, int] = {}
    for edition in queries.older_editions(actor, area.code, area.edition, area.name):
        found = queries.all_periods(actor, area.code, edition)
        for key, figures in found.items():
            if key not in history and key not in older and any(figure.has_value for figure in figures):
                older[key] = edition
                history[key] = figures
    if not older:
        return compared, older
    newest = {key: next(f for f in reversed(history[key]) if f.has_value) for key in older}
    return [
        replace(one, figure=newest[one.figure.indicator.id]) if one.figure.indicator.id in newest else one
        for one in compared
    ], older


def _similar(actor: Actor, area: places.AreaRef) -> Similar:
    if area.level != "gemeente" or area.country == FICTIONAL:
        return Similar((), ())
    table = queries.table(actor, VARIABLES, "gemeente", edition=area.edition)
    return similar(area.code, table.codes, table.columns) if table else Similar((), ())


def area_page(actor: Actor, area: places.AreaRef) -> AreaPage:
    """Puts the page together; the number of queries does not depend on the number of indicators."""
    land = _("Fictief land") if area.country == FICTIONAL else _("the Netherlands")
    near = _similar(actor, area)
    seen = queries.overview(actor, area.code, area.edition, f"{area.country}00", near.codes)
    history = seen.history
    compared, older = _with_older(actor, area, list(seen.compared), history)
    periods = {one.figure.indicator.id: one.figure.period or "" for one in compared}
    medians = _medians(seen.others, periods)
    lines = {}
    for one in compared:
        key = one.figure.indicator.id
        lines[key] = _line(one, history.get(key, []), older.get(key), medians.get(key), land)
    by_code = named(actor, near.codes[:5], area.edition) if near.codes else {}
    start, missing = _start(area, land, {one.figure.indicator.id: one for one in compared})
    return AreaPage(
        area=area,
        parents=tuple(reversed(places.ancestors(actor, area))),
        parts=tuple(direct_parts(actor, area, PARTS[area.level])) if area.level in PARTS else (),
        residents=lines["inwoners"].value if "inwoners" in lines and lines["inwoners"].figure.has_value else "",
        start=start,
        start_is_missing=missing,
        groups=tuple(_group(phase, str(title), lines.values()) for phase, title in PHASES),
        risk=_side(lines.values(), "risk"),
        protective=_side(lines.values(), "protective"),
        similar=tuple(by_code[code] for code in near.codes[:5] if code in by_code),
        similar_by=tuple(
            lines[name].figure.indicator.name.in_language(words.language()) for name in near.variables if name in lines
        ),
    )


def _group(phase: str, title: str, lines: Iterable[Line]) -> Group:
    own = [line for line in lines if line.figure.indicator.phase == phase]
    return Group(
        phase,
        title,
        tuple(line for line in own if line.figure.release is not None),
        tuple(line for line in own if line.figure.release is None),
    )


def _side(lines: Iterable[Line], side: str) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.figure.indicator.side == side and line.figure.has_value)


def _start(area: places.AreaRef, land: str, compared: Mapping[str, Compared]) -> tuple[tuple[str, ...], bool]:
    """The first sentences: birth outcomes where they were delivered, and otherwise that they were not."""
    known = [compared[key] for key in START if key in compared and compared[key].figure.has_value]
    if not known:
        return (words.missing_start_words(area.name),), True
    sentences = [words.start_words(area.name, one.figure, one.country, land) for one in known]
    if "big2" in compared and not compared["big2"].figure.has_value:
        sentences.append(_("Nobody delivered the two together (Big 2) for this area."))
    return tuple(sentences), False
