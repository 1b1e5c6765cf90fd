"""The funnel of an indicator: which areas lie further from the target than their size explains. No list by value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kansrijk.areas.queries import AreaRef
from kansrijk.core.births_standard import AS_EXPECTED
from kansrijk.core.funnels import funnel_limits, ratio_limits
from kansrijk.figures import charts, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.charts import Drawing
from kansrijk.figures.pages import wording
from kansrijk.figures.pages.placed import Placed, country_of, placed, reference
from kansrijk.trust.actors import Actor

EXACT_BELOW = 200
"""Denominators below this get the exact binomial limits, from here on those of the arcsine."""
CURVE_POINTS = 60


@dataclass(frozen=True)
class Member:
    """One area in the table: `place` is inside, between (the two pairs of limits) or outside."""

    area: AreaRef
    total: str
    value: str
    limits: str
    place: str
    place_words: str
    is_here: bool


@dataclass(frozen=True, eq=False)
class FunnelPage:
    """`drawing` is None where the source gives no denominators; `sentences` then say so."""

    indicator: Indicator
    name: str
    level: str
    levels_words: str
    edition: int
    period: str
    target: str
    target_words: str
    members: tuple[Member, ...]
    without: int
    sentences: tuple[str, ...]
    drawing: Drawing | None
    chart: SafeString
    is_fictional: bool
    releases: tuple[object, ...]
    publisher: str

    @property
    def total_words(self) -> str:
        """The head of the column with the size of each area."""
        return _("Expected number") if self.indicator.is_ratio else _("Denominator")

    @property
    def method(self) -> str:
        """How the limits were made."""
        if self.indicator.is_ratio:
            return _("Limits: exact Poisson, around as many as expected.")
        return _("Limits: arcsine, and exact binomial below a denominator of 200.")


PLACES = {
    "inside": lambda: _("within the funnel"),
    "between": lambda: _("at the edge"),
    "outside": lambda: _("outside the funnel"),
}


@dataclass(frozen=True, eq=False)
class _Judged:
    """Areas with a share and a denominator, and the limits of each at 95 and 99.8 %, in the unit of the figure."""

    areas: list[AreaRef]
    totals: np.ndarray
    values: np.ndarray
    wide: tuple[np.ndarray, np.ndarray]
    near: tuple[np.ndarray, np.ndarray]

    def place(self, i: int) -> str:
        value = self.values[i]
        if not self.wide[0][i] <= value <= self.wide[1][i]:
            return "outside"
        return "inside" if self.near[0][i] <= value <= self.near[1][i] else "between"


def limits_for(totals: np.ndarray, target: float, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Shares: exact for small denominators (whole numbers), arcsine for the others."""
    smooth = funnel_limits(totals, target, confidence, "arcsine")
    lower, upper = np.array(smooth.lower), np.array(smooth.upper)
    small = totals < EXACT_BELOW
    if small.any():
        exact = funnel_limits(np.round(totals[small]), target, confidence, "exact")
        lower[small], upper[small] = exact.lower, exact.upper
    return lower, upper


def funnel_page(
    actor: Actor,
    indicator: Indicator,
    level: str,
    *,
    within: AreaRef | None = None,
    here: AreaRef | None = None,
    period: str | None = None,
) -> FunnelPage | None:
    """None where there are no figures of this level at all. `here` is marked when it is among the areas."""
    country = country_of(actor, within, here)
    found = placed(actor, indicator.id, level, country=country, within=within, period=period)
    return _page(actor, found, indicator, level, country, here) if found is not None else None


def _page(
    actor: Actor, found: Placed, indicator: Indicator, level: str, country: str, here: AreaRef | None
) -> FunnelPage:
    known = [ref for ref in found.areas if found.value(ref) is not None]
    sized = [ref for ref in known if (found.denominator(ref) or 0) > 0]
    target, target_words = _target(actor, found, sized, country)
    if not sized or target is None or not _can_be_drawn(indicator, target):
        return _without(found, indicator, level, _why(indicator, sized))
    judged = _judge(found, sized, target)
    members = tuple(
        Member(
            ref,
            words.number(judged.totals[i], 1 if indicator.is_ratio else 0),
            found.value_words(ref),
            words.between(float(judged.wide[0][i]), float(judged.wide[1][i]), indicator),
            judged.place(i),
            str(PLACES[judged.place(i)]()),
            here is not None and ref.code == here.code,
        )
        for i, ref in enumerate(judged.areas)
    )
    in_unit = _target_in_unit(found, target)
    sentences = _sentences(members, in_unit, target_words)
    drawing = _drawing(found, judged, target, here, sentences)
    return FunnelPage(
        indicator=indicator,
        name=wording.name(indicator),
        level=level,
        levels_words=wording.several(level),
        edition=found.column.edition,
        period=found.column.period,
        target=in_unit,
        target_words=target_words,
        members=members,
        without=len(found.areas) - len(sized),
        sentences=sentences,
        drawing=drawing,
        chart=mark_safe(drawing.inline("trechter")),  # noqa: S308 - texts are escaped
        is_fictional=any(ref.is_fictional for ref in found.areas),
        releases=(found.column.release,),
        publisher=wording.publisher(found.column.source),
    )


def _can_be_drawn(indicator: Indicator, target: float) -> bool:
    return indicator.is_ratio or (indicator.per is not None and 0 < target < indicator.per)


def _target(actor: Actor, found: Placed, sized: Sequence[AreaRef], country: str) -> tuple[float | None, str]:
    """The country's figure; where it was not delivered the areas together. Of a standardised ratio: as expected."""
    if found.column.indicator.is_ratio:
        return AS_EXPECTED, _("as expected in the reference")
    own = reference(actor, found.column, country)
    if own is not None:
        return own, wording.land(country)
    totals = np.array([found.denominator(ref) or 0.0 for ref in sized])
    values = np.array([found.value(ref) or 0.0 for ref in sized])
    if not totals.sum() > 0:
        return None, ""
    return float(totals @ values / totals.sum()), _("these areas together")


def _limits(
    indicator: Indicator, totals: np.ndarray, target: float, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Limits in the unit of the figure around the target."""
    if indicator.is_ratio:
        around = ratio_limits(totals, confidence)
        return around.lower * AS_EXPECTED, around.upper * AS_EXPECTED
    per = indicator.per or 1.0
    lower, upper = limits_for(totals, target / per, confidence)
    return lower * per, upper * per


def _judge(found: Placed, sized: list[AreaRef], target: float) -> _Judged:
    totals = np.array([found.denominator(ref) or np.nan for ref in sized], dtype=np.float64)
    values = np.array([found.value(ref) for ref in sized], dtype=np.float64)
    indicator = found.column.indicator
    wide, near = (_limits(indicator, totals, target, confidence) for confidence in (0.998, 0.95))
    return _Judged(sized, totals, values, wide, near)


def _why(indicator: Indicator, sized: Sequence[AreaRef]) -> str:
    if indicator.per is None:
        return _("A funnel needs a share of a group. This figure is no share, so we draw none.")
    if not sized:
        return _(
            "The source gives no denominators: how many people or births a share is of. Without them nobody can say "
            "how much chance there is in it. So we draw no funnel."
        )
    return _("All areas have the same value at the end of the scale. A funnel says nothing there.")


def _without(found: Placed, indicator: Indicator, level: str, why: str) -> FunnelPage:
    return FunnelPage(
        indicator=indicator,
        name=wording.name(indicator),
        level=level,
        levels_words=wording.several(level),
        edition=found.column.edition,
        period=found.column.period,
        target="",
        target_words="",
        members=(),
        without=len(found.areas),
        sentences=(why,),
        drawing=None,
        chart=SafeString(""),
        is_fictional=any(ref.is_fictional for ref in found.areas),
        releases=(found.column.release,),
        publisher=wording.publisher(found.column.source),
    )


def _target_in_unit(found: Placed, target: float) -> str:
    """What the funnel stands around, in the digits of the areas' own figures where it is one of those."""
    is_whole = found.column.is_whole and target.is_integer()
    return words.in_unit(target, found.column.indicator, 0 if is_whole else None)


def _sentences(members: Sequence[Member], target: str, target_words: str) -> tuple[str, ...]:
    places = [member.place for member in members]
    outside, between = places.count("outside"), places.count("between")
    told = [
        _("Within the funnel around %(target)s (%(of)s): %(inside)s of %(count)s areas.")
        % {
            "count": len(places),
            "inside": places.count("inside"),
            "target": target,
            "of": target_words,
        }
    ]
    if outside:
        told.append(
            _(
                "Outside it, beyond the limits of 99.8%%: %(outside)s. There chance is a poor explanation. What it "
                "is instead, the figures do not say: another population, another way of counting, or other care."
            )
            % {"outside": outside}
        )
    else:
        told.append(_("No area lies outside it. What differs may well be chance."))
    if len(places) >= 20 and (outside + between) > 0.1 * len(places):
        told.append(
            _(
                "More areas lie at the edge or outside than chance would give. So the areas differ in more than luck, "
                "and the limits are too strict for a judgement about one area."
            )
        )
    return tuple(told)


def _size_name(indicator: Indicator) -> str:
    """What the size of an area is counted in."""
    if indicator.is_ratio:
        return _("Expected number")
    return indicator.denominator.in_language(words.language()) if indicator.denominator else ""


def _curves(indicator: Indicator, sizes: np.ndarray, target: float) -> list[tuple[float, float, float, float, float]]:
    """Per size the limits of 95 and of 99.8 %, smooth: arcsine for shares whatever the size."""
    per = indicator.per or 1.0
    limits = []
    for confidence in (0.95, 0.998):
        if indicator.is_ratio:
            limits += _limits(indicator, sizes, target, confidence)
        else:
            smooth = funnel_limits(sizes, target / per, confidence)
            limits += [smooth.lower * per, smooth.upper * per]
    return [(float(n), float(a), float(b), float(c), float(d)) for n, a, b, c, d in zip(sizes, *limits, strict=True)]


def _drawing(
    found: Placed, judged: _Judged, target: float, here: AreaRef | None, sentences: tuple[str, ...]
) -> Drawing:
    indicator = found.column.indicator
    low, high = float(judged.totals.min()), float(judged.totals.max())
    sizes = np.geomspace(max(low * 0.8, 1.0), high * 1.2, CURVE_POINTS)
    curves = _curves(indicator, sizes, target)
    points = [
        (
            float(judged.totals[i]),
            float(judged.values[i]),
            judged.place(i),
            f"{ref.name}: {found.value_words(ref)}",
        )
        for i, ref in enumerate(judged.areas)
    ]
    unit = wording.unit(indicator)
    denominator = _size_name(indicator)
    return charts.funnel(
        charts.Funnel(
            wording.name(indicator),
            " ".join(sentences),
            points,
            curves,
            target,
            here.name if here is not None else "",
            denominator,
            f"{wording.name(indicator)} ({unit})" if unit else wording.name(indicator),
            words.number,
            words.number,
        )
    )
