"""The page of an indicator: what it means and since when, who looks after it, and all areas of a level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kansrijk.areas import queries as places
from kansrijk.areas.queries import AreaRef
from kansrijk.figures import catalogue, charts, queries, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.charts import Drawing
from kansrijk.figures.pages import wording
from kansrijk.figures.pages.course import course
from kansrijk.figures.pages.placed import Placed, placed
from kansrijk.figures.queries.types import Figure, ReleaseCard
from kansrijk.trust.actors import Actor

PAGE_SIZE = 100
SHOWN_LEVELS = ("gemeente", "wijk", "buurt", "pc4", "pc3", "ggd_region", "province")
ORDERS = ("naam", "laag", "hoog")


@dataclass(frozen=True)
class Cell:
    """One area in the table."""

    area: AreaRef
    words: str
    interval: str


@dataclass(frozen=True)
class Apart:
    """An earlier definition whose figures stand under an indicator of their own."""

    since: str
    why: str
    source: str
    before: str
    before_name: str


@dataclass(frozen=True, eq=False)
class IndicatorPage:
    """`level` is the one shown, `levels` those that can be chosen; `cells` are one page in the order asked for."""

    indicator: Indicator
    name: str
    definition: str
    facts: tuple[tuple[str, str], ...]
    sets: tuple[tuple[str, str, str], ...]
    breaks: tuple[tuple[int, str, str, str], ...]
    apart: tuple[Apart, ...]
    history: tuple[Figure, ...]
    drawing: Drawing | None
    chart: SafeString
    changes: tuple[tuple[date, str], ...]
    who_has_the_data: str
    level: str
    levels: tuple[tuple[str, str], ...]
    periods: tuple[str, ...]
    period: str
    edition: int | None
    country: str
    cells: tuple[Cell, ...]
    order: str
    page: int
    pages: int
    count: int
    source: ReleaseCard | None
    publisher: str
    interval_method: str
    has_denominators: bool
    releases: tuple[object, ...]

    @property
    def history_rows(self) -> list[tuple[Figure, bool]]:
        """Each figure of the country, and whether its period runs across a break in the definition."""
        return [(one, charts.breaks_inside(one.period or "0", self.indicator) > 0) for one in self.history]

    @property
    def is_fictional(self) -> bool:
        return self.country == wording.FICTIONAL


def indicator_page(
    actor: Actor,
    identifier: str,
    *,
    level: str = "",
    period: str | None = None,
    order: str = "naam",
    page: int = 1,
    country: str = "",
) -> IndicatorPage | None:
    """None for an unknown indicator, level or order; an indicator without data has no cells and says who has them.

    Without a country the one at home: a figure that the Netherlands have not is never that of the fictional country.
    """
    known = catalogue.indicator(identifier)
    country = country or places.home_country(actor)
    held = queries.levels_of(actor, identifier, country=country) if known else frozenset()
    levels = [one for one in SHOWN_LEVELS if one in held]
    if known is None or order not in ORDERS or (level and level not in SHOWN_LEVELS):
        return None
    level = level or (levels[0] if levels else "gemeente")
    found = placed(actor, identifier, level, country=country, period=period)
    if found is None and period is not None:
        # Another kind of area has other periods: then the newest, and the page says which that is.
        found = placed(actor, identifier, level, country=country)
    refs = _ordered(found, order) if found else []
    pages = max(1, -(-len(refs) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    history = tuple(_history(actor, known, country))
    drawing = _drawing(known, history)
    card = queries.release(actor, found.column.release) if found else None
    return IndicatorPage(
        indicator=known,
        name=wording.name(known),
        definition=known.definition.in_language(words.language()),
        facts=tuple(_facts(known, found, card.policy if card else known.disclosure_policy)),
        sets=tuple(_sets(known)),
        breaks=tuple(_breaks(known)),
        apart=tuple(_apart(known)),
        history=history,
        drawing=drawing,
        chart=mark_safe(drawing.inline("geschiedenis")) if drawing else SafeString(""),  # noqa: S308 - escaped
        changes=tuple((change.on, change.what.in_language(words.language())) for change in known.changes),
        who_has_the_data=known.who_has_the_data.in_language(words.language()) if known.who_has_the_data else "",
        level=level,
        levels=tuple((one, wording.several(one)) for one in levels),
        periods=tuple(dict.fromkeys(when for _at, when in queries.frames(actor, identifier, level, country=country))),
        period=found.column.period if found else "",
        edition=found.column.edition if found else None,
        country=country,
        cells=tuple(_cell(found, ref) for ref in refs[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]) if found else (),
        order=order,
        page=page,
        pages=pages,
        count=len(refs),
        source=card,
        publisher=wording.publisher(found.column.source if found else known.source),
        interval_method=wording.method(found.column.interval_method) if found else "",
        has_denominators=found is not None and any(found.denominator(ref) for ref in found.areas),
        releases=tuple(dict.fromkeys(figure.release for figure in history if figure.release)),
    )


def _ordered(found: Placed, order: str) -> list[AreaRef]:
    """By name, or by value; areas without a value come last by name, so that their place says nothing."""
    refs = list(found.areas)
    if order == "naam":
        return refs
    sign = 1 if order == "laag" else -1
    with_value = [(sign * value, i, ref) for i, ref in enumerate(refs) if (value := found.value(ref)) is not None]
    return [ref for _value, _i, ref in sorted(with_value, key=lambda one: one[:2])] + [
        ref for ref in refs if found.value(ref) is None
    ]


def _cell(found: Placed, ref: AreaRef) -> Cell:
    return Cell(ref, found.value_words(ref), found.interval_words(ref))


def _facts(known: Indicator, found: Placed | None, policy: str) -> list[tuple[str, str]]:
    """Terms and words of the definition list."""
    from kansrijk.figures.pages.area import PHASES

    language = words.language()
    phases = {phase: str(title) for phase, title in PHASES}
    method = wording.method(found.column.interval_method) if found else ""
    facts = [
        (_("Numerator"), known.numerator.in_language(language) if known.numerator else ""),
        (_("Denominator"), known.denominator.in_language(language) if known.denominator else ""),
        (_("Unit"), _("ratio: 100 is as expected") if known.is_ratio else _UNITS[known.unit]()),
        (_("Reference"), _reference(found) if known.is_ratio and found else ""),
        (_("Source"), wording.publisher(found.column.source if found else known.source)),
        (_("Phase"), phases[known.phase]),
        (_("Theme"), catalogue.themes()[known.theme].name.in_language(language)),
        (
            _("Interval"),
            _("%(method)s, 95%%") % {"method": method} if method else _("No interval: the source does not give one."),
        ),
        (_("Hiding figures"), str(wording.POLICIES[policy])),
        (_("Definition version"), found.column.definition_version if found else known.definition_version),
        (_("Author"), known.author),
        (_("Checked by"), _("the founders of the project") if known.checker == "founders" else known.checker),
        (_("Reviewed on"), wording.day(known.reviewed_on)),
        (_("Next review"), wording.day(known.next_review)),
    ]
    return [(term, told) for term, told in facts if told]


_UNITS = {
    "share": lambda: _("percent"),
    "per_1000": lambda: _("per 1,000"),
    "count": lambda: _("number"),
    "number": lambda: _("number"),
    "euro": lambda: _("euro"),
    "thousand_euro": lambda: _("thousands of euro"),
    "index": lambda: _("score"),
    "km": lambda: _("kilometres"),
    "hectare": lambda: _("hectares"),
    "per_km2": lambda: _("per square kilometre"),
    "class": lambda: _("class"),
}


def _reference(found: Placed) -> str:
    """The reference of a standardised ratio, and the strata that it tells apart."""
    return _("%(name)s, by singleton and multiple") % {"name": found.column.definition_version}


def _sets(known: Indicator) -> list[tuple[str, str, str]]:
    """(set, polarity in it, note)."""
    return [
        (
            catalogue.sets()[one].name.in_language(words.language()),
            str(wording.POLARITIES[polarity]),
            known.set_notes.get(one, ""),
        )
        for one, polarity in known.sets.items()
    ]


def _breaks(known: Indicator) -> list[tuple[int, str, str, str]]:
    """(number in the drawing, from when, why, source)."""
    language = words.language()
    return [
        (number, one.from_period, one.reason.in_language(language), one.source)
        for number, one in enumerate(known.breaks_of_line, start=1)
    ]


def _apart(known: Indicator) -> list[Apart]:
    """The breaks that no line of this indicator runs up to."""
    language = words.language()
    return [
        Apart(
            one.from_period,
            one.reason.in_language(language),
            one.source,
            one.before,
            wording.name(catalogue.indicators()[one.before]),
        )
        for one in known.breaks
        if one.before
    ]


def _history(actor: Actor, known: Indicator, country: str) -> list[Figure]:
    """The country's own figures, one per period (of the newest boundaries), oldest first."""
    found: dict[str, Figure] = {}
    for figure in queries.beside(actor, {f"{country}00": ""}, [known.id]):
        found[figure.period or ""] = figure
    return list(found.values())


def _drawing(known: Indicator, history: Sequence[Figure]) -> Drawing | None:
    """None without a value: breaks alone are told in words."""
    if not any(figure.has_value for figure in history):
        return None
    return course(known, history, borders=False)
