"""How far the parts of a municipality lie apart: words first, a table by name, and dots with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kansrijk.areas.queries import AreaRef
from kansrijk.core.inequality import FEWEST_AREAS, Slope, slope_index, spread
from kansrijk.figures import catalogue, charts, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.charts import Drawing
from kansrijk.figures.pages import wording
from kansrijk.figures.pages.placed import Placed, placed
from kansrijk.figures.verdicts import PER
from kansrijk.trust.actors import Actor

# Open figures that put areas in an order of means; the value says whether a high one is well off.
ORDERED_BY = {"ses_woa": True, "inkomen_per_inwoner": True, "laagste_inkomens": False}
PEOPLE = "inwoners"


@dataclass(frozen=True)
class Part:
    """One wijk or buurt in the table."""

    area: AreaRef
    value: str
    interval: str


@dataclass(frozen=True, eq=False)
class InequalityPage:
    """`sentences` are the answer; `empties` counts per word the parts without a figure."""

    indicator: Indicator
    name: str
    area: AreaRef
    level: str
    levels_words: str
    edition: int
    period: str
    parts: tuple[Part, ...]
    sentences: tuple[str, ...]
    slope: tuple[str, ...]
    empties: tuple[tuple[str, int], ...]
    drawing: Drawing
    chart: SafeString
    releases: tuple[object, ...]
    publisher: str


def inequality_page(
    actor: Actor, area: AreaRef, indicator: Indicator, level: str, *, period: str | None = None
) -> InequalityPage | None:
    """None where no part of the area has a word on this indicator."""
    found = placed(actor, indicator.id, level, within=area, period=period)
    if found is None:
        return None
    known = [ref for ref in found.areas if found.value(ref) is not None]
    parts = tuple(_part(found, ref) for ref in found.areas)
    sentences = _sentences(found, known, indicator, level)
    drawing = _drawing(found, known, indicator, sentences)
    empties = [str(words.STATUS_WORDS[found.status(ref)]) for ref in found.areas if found.value(ref) is None]
    return InequalityPage(
        indicator=indicator,
        name=wording.name(indicator),
        area=area,
        level=level,
        levels_words=wording.several(level),
        edition=found.column.edition,
        period=found.column.period,
        parts=parts,
        sentences=sentences,
        slope=_slope_sentences(actor, area, found, known, indicator, level),
        empties=tuple((word, empties.count(word)) for word in dict.fromkeys(empties)),
        drawing=drawing,
        chart=mark_safe(drawing.inline("verschillen")) if known else SafeString(""),  # noqa: S308 - texts are escaped
        releases=(found.column.release,),
        publisher=wording.publisher(found.column.source),
    )


def _part(found: Placed, ref: AreaRef) -> Part:
    return Part(ref, found.value_words(ref), found.interval_words(ref))


def _sentences(found: Placed, known: Sequence[AreaRef], indicator: Indicator, level: str) -> tuple[str, ...]:
    areas = wording.several(level)
    if len(known) < 2:
        return (
            _("Fewer than two %(areas)s have a figure. So there is nothing to hold side by side.") % {"areas": areas},
        )
    values = {ref.code: found.value(ref) or 0.0 for ref in known}
    low, high = min(known, key=lambda r: values[r.code]), max(known, key=lambda r: values[r.code])
    told = [
        _("Over %(count)s %(areas)s the figure runs from %(lowest)s to %(highest)s.")
        % {
            "count": len(known),
            "areas": areas,
            "lowest": _with_margin(found, low),
            "highest": _with_margin(found, high),
        }
    ]
    first, last = found.limits(low), found.limits(high)
    if first is not None and last is not None:
        if first[1] >= last[0]:
            told.append(_("Even these two margins overlap: the difference may be chance."))
        else:
            told.append(
                _("The margins of these two do not overlap. Yet of many areas one is always lowest and one highest.")
            )
    if first is None or last is None:
        told.append(_("The source gives no margin. So we do not say whether the areas really differ."))
    told.append(_spread_sentence(found, known, indicator))
    return tuple(told)


def _with_margin(found: Placed, ref: AreaRef) -> str:
    margin = found.interval_words(ref)
    return f"{found.value_words(ref)} ({margin})" if margin else found.value_words(ref)


def _spread_sentence(found: Placed, known: Sequence[AreaRef], indicator: Indicator) -> str:
    per = PER.get(indicator.unit)
    totals = [found.denominator(ref) for ref in known]
    if per is None or not any(totals):
        return _(
            "The source gives no denominators here. So we cannot tell how much of the difference is chance, and give "
            "no measure of it."
        )
    shares = np.array([(found.value(ref) or 0.0) / per for ref in known])
    counts = np.array([np.nan if total is None else total for total in totals], dtype=np.float64)
    answer = spread(shares, counts)
    if answer is None:
        return _("With fewer than %(fewest)s areas we give no measure of the difference.") % {"fewest": FEWEST_AREAS}
    decimals = max(indicator.decimals, 1)
    values = {
        "between": words.number(answer.between * per, decimals),
        "observed": words.number(answer.observed * per, decimals),
        "unit": _unit_of_difference(indicator),
    }
    if answer.p_value >= 0.05:
        return (
            _(
                "Between the areas we see a spread of %(observed)s %(unit)s. Chance alone gives about as much. So we "
                "see no real difference between the areas."
            )
            % values
        )
    return (
        _(
            "Between the areas we see a spread of %(observed)s %(unit)s. Part of that is chance; without it "
            "%(between)s %(unit)s remain."
        )
        % values
    )


def _unit_of_difference(indicator: Indicator) -> str:
    return _("percentage points") if indicator.unit == "share" else wording.unit(indicator)


def _slope_sentences(
    actor: Actor, area: AreaRef, found: Placed, known: Sequence[AreaRef], indicator: Indicator, level: str
) -> tuple[str, ...]:
    """With an open figure that orders the same parts within the same boundaries; else that there is none."""
    edition = found.column.edition
    people = placed(actor, PEOPLE, level, within=area, edition=edition)
    for name, is_high_well_off in ORDERED_BY.items():
        order = placed(actor, name, level, within=area, edition=edition) if name != indicator.id else None
        if order is None or people is None:
            continue
        held = [ref for ref in known if ref.code in order.at and ref.code in people.at]
        sign = 1.0 if is_high_well_off else -1.0
        nothing = float("nan")
        places = [nothing if (v := order.value(ref)) is None else sign * v for ref in held]
        weights = [people.value(ref) or nothing for ref in held]
        slope = slope_index([found.value(ref) for ref in held], weights, places)
        if slope is not None:
            return _slope_words(slope, indicator, catalogue.indicators()[name], order.column.period)
    return (
        _(
            "There is no open figure of means (such as income or SES-WOA) for the same areas and boundaries. So we do "
            "not say whether the difference follows means."
        ),
    )


def _slope_words(slope: Slope, indicator: Indicator, order: Indicator, period: str) -> tuple[str, ...]:
    decimals, told = max(indicator.decimals, 1), wording.on_axis(indicator)
    values = {
        "order": wording.name(order),
        "period": period,
        "count": slope.areas,
        "size": told(abs(slope.value), decimals),
        "unit": _unit_of_difference(indicator),
        "between": _("%(lower)s to %(upper)s")
        % {"lower": told(slope.lower, decimals), "upper": told(slope.upper, decimals)},
        "concentration": words.number(slope.concentration, 2) if np.isfinite(slope.concentration) else "–",
    }
    begin = _("We put %(count)s areas in the order of “%(order)s” (%(period)s), from least to most means.") % values
    if slope.lower <= 0 <= slope.upper:
        answer = _("Along that order we see no clear slope (%(between)s %(unit)s).") % values
    elif slope.value < 0:
        answer = (
            _(
                "At the end with most means the figure is %(size)s %(unit)s lower than at the end with "
                "least (%(between)s)."
            )
            % values
        )
    else:
        answer = (
            _(
                "At the end with most means the figure is %(size)s %(unit)s higher than at the end with "
                "least (%(between)s)."
            )
            % values
        )
    method = _("Slope index of inequality; concentration index %(concentration)s.") % values
    return (begin, answer, method)


def _drawing(found: Placed, known: Sequence[AreaRef], indicator: Indicator, sentences: tuple[str, ...]) -> Drawing:
    rows = []
    for ref in known:
        limits = found.limits(ref)
        low, high = limits if limits else (None, None)
        value = found.value(ref)
        assert value is not None
        rows.append(charts.Dot(ref.name, value, low, high, "circle", found.value_words(ref)))
    title = wording.name(indicator)
    told, unit = wording.on_axis(indicator), wording.unit(indicator)
    return charts.dots(charts.Dots(title, " ".join(sentences), rows, None, "", told, unit))
