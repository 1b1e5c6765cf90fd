"""The page that holds up to six areas beside one another: words, a table, and then dots with their intervals.

Per indicator one frame: boundaries of one year, one period, one definition. What an area has in another frame is
shown as such and compared with nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kansrijk.areas.queries import AreaRef
from kansrijk.core.births_standard import AS_EXPECTED
from kansrijk.figures import catalogue, charts, queries, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.charts import Drawing
from kansrijk.figures.pages import wording
from kansrijk.figures.pages.compare_words import Told, correction, ratio_sentences, sentences
from kansrijk.figures.queries.types import Figure
from kansrijk.figures.verdicts import Claim, Verdict, verdicts
from kansrijk.trust.actors import Actor

MOST = 6
FIRST = ("big2", "vroeggeboorte", "sga")


@dataclass(frozen=True)
class Frame:
    """What makes figures comparable: the boundaries of one year, one period, one definition."""

    edition: int
    period: str
    definition_version: str


@dataclass(frozen=True)
class Asked:
    """One area as the address names it; `is_pinned` when it names the year of its boundaries too."""

    area: AreaRef
    is_pinned: bool

    @property
    def reference(self) -> str:
        return str(self.area) if self.is_pinned else self.area.code


@dataclass(frozen=True)
class Line:
    """One area in the table of an indicator."""

    area: AreaRef
    value: str
    interval: str
    verdict: str
    verdict_word: str
    note: str
    figure: Figure | None
    shape: str


@dataclass(frozen=True, eq=False)
class Block:
    """One indicator over the areas."""

    indicator: Indicator
    name: str
    definition: str
    unit: str
    frame: Frame | None
    lines: tuple[Line, ...]
    reference: str
    reference_figure: Figure | None
    land: str
    sentences: tuple[str, ...]
    method: str
    publisher: str
    drawing: Drawing
    releases: tuple[object, ...]
    chart: SafeString = field(default=SafeString(""))


@dataclass(frozen=True, eq=False)
class ComparePage:
    """Everything on the page; `correction` says what was done about comparing much at once."""

    asked: tuple[Asked, ...]
    blocks: tuple[Block, ...]
    correction: str
    periods: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Found:
    """One indicator's figures sorted out, before anything is judged."""

    indicator: Indicator
    frame: Frame | None
    inside: dict[str, Figure]
    newest: dict[str, Figure]
    reference: Figure | None


def _frame(figure: Figure) -> Frame:
    return Frame(figure.edition, figure.period or "", figure.definition_version)


def _chosen(figures: Sequence[Figure], codes: Iterable[str]) -> Frame | None:
    """The frame in which most areas stand, of those the newest; one without any value only where there is no other."""
    wanted = set(codes)
    held: dict[Frame, set[str]] = {}
    with_value: set[Frame] = set()
    order: dict[Frame, int] = {}
    for place, figure in enumerate(figures):  # oldest period first
        if figure.area_code in wanted:
            frame = _frame(figure)
            held.setdefault(frame, set()).add(figure.area_code)
            order[frame] = place
            if figure.has_value:
                with_value.add(frame)
    return max(held, key=lambda frame: (frame in with_value, len(held[frame]), order[frame]), default=None)


def _sorted_out(indicator: Indicator, figures: list[Figure], asked: Sequence[Asked], country: str) -> _Found:
    own = [one for one in figures if one.indicator.id == indicator.id]
    pinned = {one.area.code: one.area.edition for one in asked if one.is_pinned}
    # Within the boundaries that were asked for; what they lack may come, marked as such, from the same place's others.
    held = {f.area_code for f in own if f.has_value and pinned.get(f.area_code) == f.edition}
    allowed = [f for f in own if f.area_code not in held or pinned[f.area_code] == f.edition]
    frame = _chosen(allowed, (one.area.code for one in asked))
    inside = {f.area_code: f for f in allowed if frame is not None and _frame(f) == frame}
    newest: dict[str, Figure] = {}
    for figure in allowed:
        if figure.has_value or figure.area_code not in newest:
            newest[figure.area_code] = figure
    return _Found(indicator, frame, inside, newest, inside.get(f"{country}00"))


def _claim(found: _Found, code: str) -> Claim:
    figure = found.inside.get(code)
    polarity = found.indicator.polarity()
    if figure is None or figure.value is None:
        return Claim(None, None, None, found.indicator.unit, polarity, None, None)
    return Claim(
        figure.lower,
        figure.upper,
        _held_against(found),
        found.indicator.unit,
        polarity,
        figure.numerator,
        figure.denominator,
        found.indicator.is_ratio,
    )


def _held_against(found: _Found) -> float | None:
    """The country's figure; for a standardised ratio what was expected: it is held against nothing else."""
    if found.indicator.is_ratio:
        return AS_EXPECTED
    return found.reference.value if found.reference else None


def _against_words(found: _Found, against: float) -> str:
    """That, with its unit, in the digits of the country's figure."""
    is_whole = found.reference is not None and found.reference.is_whole
    return words.in_unit(against, found.indicator, 0 if is_whole else None)


def compare_page(
    actor: Actor,
    asked: Sequence[Asked],
    indicators: Sequence[str],
    *,
    period: str | None = None,
    edition: int | None = None,
) -> ComparePage:
    """Two queries, whatever the number of areas and indicators. Without indicators the first that says something.

    With `edition` figures in the boundaries of that year only; nothing of another year comes in its place.
    """
    if not asked:
        return ComparePage((), (), "", ())
    country = asked[0].area.country
    names = {one.area.code: one.area.name for one in asked} | {f"{country}00": ""}
    figures = queries.beside(actor, names, set(indicators) or None, edition=edition)
    chosen = list(indicators) or first_with_a_figure(figures)
    periods = tuple(dict.fromkeys(f.period or "" for f in reversed(figures) if f.indicator.id in chosen))
    if period:
        figures = [one for one in figures if one.period == period]
    known = [catalogue.indicators()[one] for one in chosen]
    found = [_sorted_out(indicator, figures, asked, country) for indicator in known]
    codes = [one.area.code for one in asked]
    judged = verdicts([_claim(one, code) for one in found for code in codes])
    blocks = []
    for i, one in enumerate(found):
        own = dict(zip(codes, judged[i * len(codes) : (i + 1) * len(codes)], strict=True))
        blocks.append(_block(i, one, asked, own, wording.land(country)))
    return ComparePage(tuple(asked), tuple(blocks), correction(judged, _all_against(known, country)), periods)


def _all_against(known: Sequence[Indicator], country: str) -> str:
    """What the figures of the page are held against, in words."""
    ratios = [one.is_ratio for one in known]
    if ratios and all(ratios):
        return wording.expected()
    land = wording.land(country)
    return f"{land} {_('or with what was expected')}" if any(ratios) else land


def first_with_a_figure(figures: Iterable[Figure]) -> list[str]:
    """The indicator to begin with: a birth outcome where there is one, else the first of the catalogue with a value."""
    held = {figure.indicator.id for figure in figures if figure.has_value}
    return [one for one in (*FIRST, *catalogue.indicators()) if one in held][:1]


def _note(found: _Found, code: str, verdict: Verdict) -> tuple[Figure | None, str]:
    """The figure to show for an area, and what must be said about it."""
    figure = found.inside.get(code)
    if figure is not None:
        if figure.value is None:
            return figure, str(words.STATUS_REASONS[figure.status])
        notes = []
        if figure.status == "modelled":
            notes.append(_("estimated with a model"))
        if not figure.is_public:
            notes.append(_("not released yet"))
        if figure.delivery not in {None, "final"}:
            notes.append(str(wording.DELIVERIES[figure.delivery]))
        notes += _breaks(figure)
        if verdict.was_chance:
            notes.append(_("may be chance, after so many comparisons"))
        return figure, "; ".join(notes)
    other = found.newest.get(code)
    if other is None:
        return None, _("Nothing was delivered for this area.")
    if other.value is None:
        return other, str(words.STATUS_REASONS[other.status])
    told = _("Other: period %(period)s, boundaries of %(edition)s, definition version %(version)s.") % {
        "period": other.period,
        "edition": other.edition,
        "version": other.definition_version,
    }
    return other, " ".join([told, *_breaks(other)])


def _breaks(figure: Figure) -> list[str]:
    """The breaks in the definition that lie inside the period of one figure: it was measured in two ways."""
    return [
        _("Inside this period, from %(year)s, it was measured in another way. %(reason)s")
        % {"year": one.from_period, "reason": one.reason.in_language(words.language())}
        for one in charts.broken_inside(figure.period or "0", figure.indicator)
    ]


def _line(found: _Found, area: AreaRef, verdict: Verdict) -> Line:
    figure, note = _note(found, area.code, verdict)
    is_inside = area.code in found.inside
    return Line(
        area=area,
        value=words.value_words(figure) if figure else str(words.STATUS_WORDS["no_data"]),
        interval=words.interval_words(figure) if figure else "",
        verdict=verdict.word if is_inside else "not_compared",
        verdict_word=str(wording.VERDICTS[verdict.word if is_inside else "not_compared"]),
        note=note,
        figure=figure,
        shape=charts.dots_shape(verdict.side) if is_inside else "ring",
    )


def _block(number: int, found: _Found, asked: Sequence[Asked], judged: dict[str, Verdict], land: str) -> Block:
    lines = tuple(_line(found, one.area, judged[one.area.code]) for one in asked)
    is_ratio = found.indicator.is_ratio
    reference = found.reference if found.reference and found.reference.has_value and not is_ratio else None
    against = _held_against(found)
    land = wording.expected() if is_ratio else land
    drawing = _drawing(found, lines, against, land)
    order = {one.area.code: turn for turn, one in enumerate(asked)}  # as on the page; the country last
    figures = sorted(found.inside.values(), key=lambda one: order.get(one.area_code, len(order)))
    sample = next((f for f in sorted(figures, key=lambda one: not one.has_value) if f.release is not None), None)
    return Block(
        indicator=found.indicator,
        name=wording.name(found.indicator),
        definition=found.indicator.definition.in_language(words.language()),
        unit=wording.unit(found.indicator),
        frame=found.frame,
        lines=lines,
        reference="" if against is None else _against_words(found, against),
        reference_figure=reference,
        land=land,
        sentences=ratio_sentences([_told(found, line) for line in lines])
        if is_ratio
        else sentences([_told(found, line) for line in lines], has_reference=reference is not None, land=land),
        method=", ".join(dict.fromkeys(wording.method(f.interval_method) for f in figures if f.interval_method)),
        publisher=wording.publisher(sample.source if sample else found.indicator.source),
        drawing=drawing,
        releases=tuple(dict.fromkeys(f.release for f in figures if f.release)),
        chart=mark_safe(drawing.inline(f"vergelijk-{number}")) if found.frame else SafeString(""),  # noqa: S308 - escaped
    )


def _told(found: _Found, line: Line) -> Told:
    figure, is_inside = line.figure, line.area.code in found.inside
    limits = None
    if figure is not None and figure.lower is not None and figure.upper is not None:
        limits = (figure.lower, figure.upper)
    has_value = figure is not None and figure.has_value
    return Told(line.area.name, line.verdict, limits, is_inside and has_value, has_value and not is_inside)


def _drawing(found: _Found, lines: Sequence[Line], against: float | None, land: str) -> Drawing:
    title = wording.name(found.indicator)
    rows = [
        charts.Dot(
            name=line.area.name,
            value=line.figure.value if line.figure and line.area.code in found.inside else None,
            lower=line.figure.lower if line.figure and line.area.code in found.inside else None,
            upper=line.figure.upper if line.figure and line.area.code in found.inside else None,
            shape=line.shape,
            words=line.value if line.area.code in found.inside else str(wording.VERDICTS["not_compared"]),
        )
        for line in lines
    ]
    told = "; ".join(
        f"{line.area.name} {line.value}" + (f" ({line.interval})" if line.interval else "") for line in lines
    )
    beside = "" if against is None else f"{land} {_against_words(found, against)}"
    if beside:
        told += f"; {beside}"
    return charts.dots(
        charts.Dots(
            title,
            told,
            rows,
            against,
            beside,
            wording.on_axis(found.indicator),
            wording.unit(found.indicator),
        )
    )
