"""One indicator as an area page shows it: words first, then the number, then the picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import NamedTuple

import numpy as np
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.figures import catalogue, descriptions, drawings, words
from kansrijk.figures.pages import wording
from kansrijk.figures.pages.continued import Continued, continued_of, remark, summary, value_words
from kansrijk.figures.pages.trend import Trend, trend
from kansrijk.figures.queries.levels import Spread
from kansrijk.figures.queries.place import AreaFigures
from kansrijk.figures.queries.told import NOTHING as NOTHING_TOLD
from kansrijk.figures.queries.told import Told
from kansrijk.figures.queries.types import Figure

DELIVERY_WORDS = {
    "preliminary": gettext_lazy("preliminary"),
    "revised": gettext_lazy("revised"),
    "final": gettext_lazy("final"),
}
NOTHING = SafeString("")
# A number of people or hectares grows with the area: it is not held against the country or other areas.
AMOUNTS = {"count", "hectare"}


class Said(NamedTuple):
    """What does not depend on an area: the same words on every page of a language."""

    address: str
    name: str
    definition: str
    who: str


@lru_cache(maxsize=1024)
def said_of(indicator: str, language: str) -> Said:
    """The words of an indicator of the catalogue."""
    known = catalogue.indicators()[indicator]
    who = known.who_has_the_data.in_language(language) if known.who_has_the_data else wording.publisher(known.source)
    return Said(
        reverse("indicator", args=[indicator]),
        known.name.in_language(language),
        known.definition.in_language(language),
        who,
    )


@dataclass(frozen=True)
class Missing:
    """An indicator that nobody delivered for this place: its name, and who has it."""

    id: str
    said: Said
    side: str
    phase: str


class Past(NamedTuple):
    """One earlier period: `mark` says what keeps it apart from the line after it."""

    period: str
    value: str
    mark: str


@dataclass(frozen=True)
class Line:
    """What the page says of one indicator. Texts are whole and in the reader's language; drawings repeat them."""

    figure: Figure
    said: Said
    period: str
    value: str
    interval: str
    beside: tuple[str, ...]
    marks: tuple[str, ...]
    trend: Trend
    spark: SafeString
    spine: SafeString
    why: str
    about: str
    series: SafeString
    retold: str = ""

    @property
    def id(self) -> str:
        return self.figure.indicator.id

    @property
    def has_value(self) -> bool:
        return self.figure.value is not None


@dataclass(frozen=True)
class Beside:
    """What an area is held against: its country, the middle of similar municipalities, and its whole level."""

    land: str
    edition: int
    medians: Mapping[str, float]
    spreads: Mapping[str, Spread]
    told: Told = NOTHING_TOLD


def lines(found: AreaFigures, beside: Beside) -> dict[str, Line]:
    """Per indicator that was delivered its line, in the order of the catalogue."""
    return {
        key: _line(
            figure,
            continued_of(key, found.history.get(key, ()), figure, beside.told, beside.edition),
            found.country.get(key),
            beside,
        )
        for key, figure in found.newest.items()
        if figure.release is not None
    }


def missing(found: AreaFigures) -> tuple[Missing, ...]:
    """The indicators that nobody delivered, in the order of the catalogue."""
    language = words.language()
    return tuple(
        Missing(key, said_of(key, language), figure.indicator.side, figure.indicator.phase)
        for key, figure in found.newest.items()
        if figure.release is None
    )


@lru_cache(maxsize=256)
def missing_html(indicators: tuple[str, ...], language: str, query: str) -> SafeString:
    """The list of these indicators and who has them: drawn once, because most areas of a kind lack the same ones."""
    if not indicators:
        return NOTHING
    known = [said_of(one, language) for one in indicators]
    return render_to_string("figures/area_missing.html", {"missing": known, "land": query})


def _line(figure: Figure, line: Continued, country: Figure | None, beside: Beside) -> Line:
    indicator = figure.indicator
    shown = trend(line) if len(line.figures) > 1 else Trend((), "", "", has_break=False)
    return Line(
        figure=figure,
        said=said_of(indicator.id, words.language()),
        period=words.period_words(figure.period),
        value=words.value_words(figure),
        interval=words.interval_words(figure),
        beside=tuple(_beside(figure, country, beside.medians.get(indicator.id), beside.land)),
        marks=tuple(_marks(figure, beside.edition)),
        trend=shown,
        spark=mark_safe(drawings.sparkline(shown.points)),  # noqa: S308 - numbers only
        spine=_spine(figure, country, beside.spreads.get(indicator.id)),
        why="" if figure.has_value else _why(figure),
        about=_about(figure, shown),
        series=_series(_past(line, beside.edition)),
        retold=summary(line, beside.edition) if line.told else "",
    )


def _publisher(figure: Figure) -> str:
    source = descriptions.source(figure.source) if figure.source else None
    return source.publisher if source else figure.source or ""


def _why(figure: Figure) -> str:
    """Why a figure is not there, and who could give it."""
    why = str(words.STATUS_REASONS[figure.status])
    if figure.release is not None and figure.status in {"empty_at_source", "no_data"}:
        why += " " + _("Ask %(publisher)s about it.") % {"publisher": _publisher(figure)}
    return why


def _about(figure: Figure, shown: Trend) -> str:
    """Source, column, definition, what kind of delivery, and by which method interval and trend were made."""
    said = [
        _("Source: %(publisher)s, column %(column)s.")
        % {"publisher": _publisher(figure), "column": figure.source_field},
        _("Definition version %(version)s, edition %(edition)s, %(delivery)s delivery.")
        % {
            "version": figure.definition_version,
            "edition": figure.edition,
            "delivery": DELIVERY_WORDS.get(figure.delivery or "", figure.delivery),
        },
    ]
    if figure.indicator.is_ratio and figure.numerator is not None and figure.denominator is not None:
        said.append(_ratio_words(figure))
    elif figure.numerator is not None and figure.denominator is not None:
        counts = {"above": words.number(figure.numerator, 0), "under": words.number(figure.denominator, 0)}
        said.append(_("%(above)s of %(under)s.") % counts)
    elif figure.denominator is not None:
        said.append(_("Out of %(under)s.") % {"under": words.number(figure.denominator, 0)})
    if figure.interval_method:
        said.append(_("Interval: %(method)s, 95%%.") % {"method": method_words(figure.interval_method)})
    elif figure.has_value:
        said.append(_("No interval: the source does not give one."))
    if figure.status == "modelled":
        said.append(_("This is a model estimate, not a count."))
    if shown.method:
        said.append(_("Trend: %(method)s over the last five periods.") % {"method": shown.method})
    elif shown.words:
        said.append(_("Whether the change is chance cannot be said: that takes counts of five periods."))
    return " ".join(said)


def _ratio_words(figure: Figure) -> str:
    """What was observed, what was expected, and against which reference."""
    return _("Observed %(observed)s, expected %(expected)s. Reference: %(name)s, by singleton and multiple.") % {
        "observed": words.number(figure.numerator or 0, 0),
        "expected": words.number(figure.denominator or 0, 1),
        "name": figure.definition_version,
    }


def method_words(method: str) -> str:
    """An interval method as readers know it; the names of methods stay as they are."""
    return _("as the source gives it") if method == "as delivered" else wording.method(method)


def _series(past: Sequence[Past]) -> SafeString:
    """The earlier periods as a table; made here because a template would take longer than all the rest."""
    if not past:
        return NOTHING
    rows = "".join(
        f"<tr><th scope=row>{escape(one.period)}</th><td class=k-number>{escape(one.value)}</td>"
        f"<td>{escape(one.mark) if one.mark else ''}</td></tr>"
        for one in past
    )
    heads = "".join(f"<th scope=col>{escape(word)}</th>" for word in (_("Period"), _("Value"), _("Remark")))
    return mark_safe(  # noqa: S308 - every text is escaped above
        f'<table class="k-small"><caption>{escape(_("All periods"))}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _beside(figure: Figure, country: Figure | None, median: float | None, land: str) -> list[str]:
    """The country, whether the difference can be chance, and the middle of similar municipalities."""
    if figure.value is None or figure.unit in AMOUNTS:
        return []
    if figure.indicator.is_ratio:
        return [one for one in (words.expected_words(figure),) if one]
    said = []
    if country is not None and country.value is not None:
        decimals = words.decimals_beside(figure, country)
        said.append(f"{land[:1].upper()}{land[1:]} {words.in_unit(country.value, figure.indicator, decimals)}")
        said.append(words.comparison_words(figure, country, land))
    elif not figure.area_code.endswith("00") or figure.area_code[:2] not in {"NL", "XX"}:
        said.append(_("%(land)s: no figure of this period") % {"land": f"{land[:1].upper()}{land[1:]}"})
    if median is not None:
        similar = words.in_unit(median, figure.indicator, words.decimals_of(figure))
        said.append(_("Similar: %(value)s") % {"value": similar})
    return [one for one in said if one]


def _marks(figure: Figure, edition: int) -> list[str]:
    """What a reader must know at once: an estimate, not final, other boundaries, not released."""
    found = []
    if figure.status == "modelled":
        found.append(_("estimate"))
    if figure.delivery in {"preliminary", "revised"}:
        found.append(str(DELIVERY_WORDS[figure.delivery]))
    if figure.release is not None and figure.edition != edition:
        found.append(_("within the boundaries of %(year)s") % {"year": figure.edition})
    if not figure.is_public:
        found.append(_("not released yet"))
    return found


def _past(line: Continued, edition: int) -> list[Past]:
    """Newest first; nothing for a single period."""
    history = line.figures
    if len(history) < 2:
        return []
    found = []
    for place, one in enumerate(history):
        mark, told = "", line.of(one)
        if place and one.definition_version != history[place - 1].definition_version:
            mark = _("measured in another way from here")
        elif place and one.edition != history[place - 1].edition:
            mark = _("other boundaries from here (%(year)s)") % {"year": one.edition}
        elif place:
            mark = _break_words(one, history[place - 1])
        said = "; ".join(part for part in (mark, remark(told, edition) if told else "") if part)
        found.append(Past(words.period_words(one.period), value_words(one, told), said))
    return found[::-1]


def _break_words(one: Figure, before: Figure) -> str:
    first, last = int((before.period or "0")[-4:]), int((one.period or "0")[-4:])
    for known in one.indicator.breaks_of_line:
        if first < int(known.from_period[:4]) <= last:
            return known.reason.in_language(words.language())
    return ""


def _spine(figure: Figure, country: Figure | None, spread: Spread | None) -> SafeString:
    """The area among all areas of its level; nothing where there is nothing to hold it against."""
    if figure.value is None or figure.unit in AMOUNTS or (spread is None and country is None):
        return NOTHING
    if figure.indicator.is_ratio:
        return NOTHING  # not held against other areas: each has an expectation of its own
    edges = spread if spread is not None and np.isfinite(spread[0]) else None
    if edges is None and figure.lower is None:
        return NOTHING  # two marks at the two ends would say nothing
    parts = drawings.Spine(
        figure.value,
        figure.lower,
        figure.upper,
        country.value if country else None,
        edges[0] if edges else None,
        edges[4] if edges else None,
        edges[1] if edges else None,
        edges[3] if edges else None,
    )
    return mark_safe(drawings.spine(parts))  # noqa: S308 - numbers only
