"""What can be chosen on the map, and what it opens with: never a map without figures while there is one with."""

from dataclasses import dataclass

from kansrijk.areas import queries as places
from kansrijk.figures import catalogue
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.pages.map import levels_below, mappable
from kansrijk.figures.pages.story import START
from kansrijk.figures.queries.held import held
from kansrijk.trust.actors import Actor

# A number of people shows where many people live: it is offered, but a map does not open with it.
COMPARABLE = {"share", "per_1000"}


@dataclass(frozen=True)
class Choice:
    """The indicators that have figures for parts of an area, in the order of the catalogue, and the one to begin with.

    Where nothing was delivered every indicator with a source is offered.
    """

    offered: tuple[Indicator, ...]
    first: Indicator


def choice(actor: Actor, within: places.AreaRef | None) -> Choice:
    """What the area can be divided by decides; without an area the Netherlands by gemeente."""
    levels = levels_below(within)
    releases = held(actor, levels, within.country if within else "NL")
    known = catalogue.indicators().values()
    offered = tuple(one for one in known if any(one.id in release.indicators for release in releases))
    for level in levels:
        editions = [one.edition for one in releases if level in one.levels]
        newest = within.edition if within else max(editions, default=0)
        here = {name for one in releases if level in one.levels and one.edition == newest for name in one.indicators}
        fit = [one for one in offered if one.id in here and one.unit in COMPARABLE]
        if fit:
            return Choice(offered, min(fit, key=_rank))
    offered = offered or tuple(mappable())
    return Choice(offered, offered[0])


def _rank(indicator: Indicator) -> tuple[int, bool]:
    """How children begin goes first, then what weighs or supports, then the rest: each in the catalogue's order."""
    return START.index(indicator.id) if indicator.id in START else len(START), indicator.side == "neutral"
