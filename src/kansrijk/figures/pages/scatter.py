"""Two indicators against each other over the areas of a level: the sentence, the table, and the drawing.

It describes areas. What holds for areas need not hold for the people in them, and going together is no cause.
"""

from dataclasses import dataclass

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kansrijk.areas.queries import AreaRef
from kansrijk.core.correlation import FEWEST_PAIRS, Coefficient, correlation
from kansrijk.figures import catalogue, charts, queries, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.charts import Drawing
from kansrijk.figures.pages import wording
from kansrijk.figures.pages.placed import Placed, country_of, placed
from kansrijk.trust.actors import Actor


@dataclass(frozen=True)
class Pair:
    """One area in the table."""

    area: AreaRef
    x: str
    y: str
    is_here: bool


@dataclass(frozen=True, eq=False)
class ScatterPage:
    """`sentences` begin with the answer; `left_out` counts areas of which one of the two is not there."""

    x: Indicator
    y: Indicator
    x_name: str
    y_name: str
    level: str
    levels_words: str
    edition: int
    periods: tuple[str, str]
    pairs: tuple[Pair, ...]
    sentences: tuple[str, ...]
    left_out: int
    drawing: Drawing
    chart: SafeString
    is_fictional: bool
    releases: tuple[object, ...]
    publishers: tuple[str, ...]


def _together(
    actor: Actor, x: str, y: str, level: str, country: str, within: AreaRef | None
) -> tuple[Placed, Placed] | None:
    """Both columns within the boundaries of one year: the newest that has both."""
    wanted = {at for at, _period in queries.frames(actor, x, level, country=country)}
    both = sorted(wanted & {at for at, _period in queries.frames(actor, y, level, country=country)}, reverse=True)
    for edition in both:
        across = placed(actor, x, level, country=country, within=within, edition=edition)
        up = placed(actor, y, level, country=country, within=within, edition=edition)
        if across is not None and up is not None:
            return across, up
    return None


def scatter_page(
    actor: Actor,
    x: str,
    y: str,
    level: str,
    *,
    within: AreaRef | None = None,
    here: AreaRef | None = None,
) -> ScatterPage | None:
    """None where the two were never delivered for the same boundaries. `here` is marked when it is among the areas."""
    found = _together(actor, x, y, level, country_of(actor, within, here), within)
    if found is None:
        return None
    across, up = found
    areas = [ref for ref in across.areas if ref.code in up.at]
    first, second = catalogue.indicators()[x], catalogue.indicators()[y]
    known = [(ref, across.value(ref), up.value(ref)) for ref in areas]
    whole = [(ref, a, b) for ref, a, b in known if a is not None and b is not None]
    marked = next((one for one in whole if here is not None and one[0].code == here.code), None)
    sentences = _sentences(first, second, whole, level)
    drawing = _drawing(across, up, whole, marked, sentences)
    return ScatterPage(
        x=first,
        y=second,
        x_name=wording.name(first),
        y_name=wording.name(second),
        level=level,
        levels_words=wording.several(level),
        edition=across.column.edition,
        periods=(across.column.period, up.column.period),
        pairs=tuple(
            Pair(ref, across.value_words(ref), up.value_words(ref), here is not None and ref.code == here.code)
            for ref, _a, _b in known
        ),
        sentences=sentences,
        left_out=len(known) - len(whole),
        drawing=drawing,
        chart=mark_safe(drawing.inline("samenhang")) if whole else SafeString(""),  # noqa: S308 - texts are escaped
        is_fictional=any(ref.is_fictional for ref in areas),
        releases=(across.column.release, up.column.release),
        publishers=tuple(dict.fromkeys(wording.publisher(one.column.source) for one in found)),
    )


def _sentences(x: Indicator, y: Indicator, whole: list[tuple[AreaRef, float, float]], level: str) -> tuple[str, ...]:
    if x.id == y.id:
        return (_("These are two times the same figure. Choose another one."),)
    pair = np.array([(a, b) for _ref, a, b in whole], dtype=np.float64).reshape(-1, 2)
    found = correlation(pair[:, 0], pair[:, 1])
    if found is None:
        return (
            _(
                "Both figures are known together for only %(count)s %(areas)s, or one of them is the same everywhere. "
                "With fewer than %(fewest)s we do not say how they go together."
            )
            % {"count": len(whole), "areas": wording.several(level), "fewest": FEWEST_PAIRS},
        )
    values = {"x": wording.name(x), "y": wording.name(y), "count": found.pairs, "areas": wording.several(level)}
    told = _(_direction(found.linear)) % values
    numbers = _(
        "The correlation is %(linear)s (%(linear_between)s); by the order of the areas alone it is %(rank)s "
        "(%(rank_between)s). 0 means no connection, 1 and −1 a full one."
    ) % {
        "linear": words.number(found.linear.value, 2),
        "linear_between": _between(found.linear),
        "rank": words.number(found.rank.value, 2),
        "rank_between": _between(found.rank),
    }
    return (told, numbers)


def _between(one: Coefficient) -> str:
    return _("%(lower)s to %(upper)s") % {"lower": words.number(one.lower, 2), "upper": words.number(one.upper, 2)}


def _direction(one: Coefficient) -> str:
    """The sentence for a coefficient: it claims a direction only where the interval leaves zero out."""
    if one.lower <= 0 <= one.upper:
        return gettext_noop("Over %(count)s %(areas)s we see no clear connection between “%(x)s” and “%(y)s”.")
    strong = abs(one.value) >= 0.5
    if one.value > 0 and strong:
        return gettext_noop("Over %(count)s %(areas)s “%(y)s” is clearly higher where “%(x)s” is higher.")
    if one.value > 0:
        return gettext_noop("Over %(count)s %(areas)s “%(y)s” is somewhat higher where “%(x)s” is higher.")
    if strong:
        return gettext_noop("Over %(count)s %(areas)s “%(y)s” is clearly lower where “%(x)s” is higher.")
    return gettext_noop("Over %(count)s %(areas)s “%(y)s” is somewhat lower where “%(x)s” is higher.")


def _drawing(
    across: Placed,
    up: Placed,
    whole: list[tuple[AreaRef, float, float]],
    marked: tuple[AreaRef, float, float] | None,
    sentences: tuple[str, ...],
) -> Drawing:
    x, y = across.column.indicator, up.column.indicator

    def told(ref: AreaRef, _a: float, _b: float) -> str:
        return f"{ref.name}: {across.value_words(ref)}; {up.value_words(ref)}"

    title = _("%(y)s against %(x)s") % {"x": wording.name(x), "y": wording.name(y)}
    others = [one for one in whole if marked is None or one[0].code != marked[0].code]
    return charts.scatter(
        charts.Scatter(
            title,
            " ".join(sentences),
            [(a, b, told(ref, a, b)) for ref, a, b in others],
            (marked[1], marked[2], marked[0].name) if marked else None,
            f"{wording.name(x)} ({wording.unit(x)})" if wording.unit(x) else wording.name(x),
            f"{wording.name(y)} ({wording.unit(y)})" if wording.unit(y) else wording.name(y),
            wording.on_axis(x),
            wording.on_axis(y),
        )
    )
