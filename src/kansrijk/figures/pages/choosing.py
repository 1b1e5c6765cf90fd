"""What can be chosen on the map, and what it opens with: never a map without figures while there is one with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kansrijk.areas import queries as places
from kansrijk.figures import catalogue, queries, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.pages.map import LEVEL_WORDS, POSTAL, levels_below, mappable, shown_column
from kansrijk.figures.pages.story import START
from kansrijk.figures.queries.held import Held, held
from kansrijk.trust.actors import Actor

# A number of people shows where many people live: it is offered, but a map does not open with it.
COMPARABLE = {"share", "per_1000", "index", "km"}
# Where nobody delivered anything of the sets: how many children there are, before houses and crime.
CHILDREN = ("geboorte_per_1000", "aandeel_0_14", "jeugdhulp")
ENOUGH = 1 / 3  # of the areas have a figure: fewer is a map of gaps
MOST_TRIED = 12


@dataclass(frozen=True)
class Choice:
    """The indicators that have figures for parts of an area, in the order of the catalogue, and the one to begin with
    at its level ("" where nothing fits).

    Where nothing was delivered every indicator with a source is offered.
    """

    offered: tuple[Indicator, ...]
    first: Indicator
    level: str = ""


def offered(actor: Actor, within: places.AreaRef | None) -> tuple[Indicator, ...]:
    """What the area can be divided by decides; without an area the Netherlands by gemeente."""
    return _of(held(actor, levels_below(within), _country(within))) or tuple(mappable())


def choice(actor: Actor, within: places.AreaRef | None, level: str = "") -> Choice:
    """With the level that somebody asked for, or else the first that has something to begin with."""
    levels = (level,) if level else levels_below(within)
    releases = held(actor, levels_below(within), _country(within))
    found = _of(releases)
    for one in levels:
        best = _best(actor, within, one, [release for release in releases if one in release.levels])
        if best is not None:
            return Choice(found, best, one)
    found = found or tuple(mappable())
    return Choice(found, found[0])


def _country(within: places.AreaRef | None) -> str:
    return within.country if within else "NL"


def _of(releases: Iterable[Held]) -> tuple[Indicator, ...]:
    names = {name for release in releases for name in release.indicators}
    return tuple(one for one in catalogue.indicators().values() if one.id in names)


def _best(actor: Actor, within: places.AreaRef | None, level: str, releases: Sequence[Held]) -> Indicator | None:
    """The first by rank with figures in enough of the areas, in these borders or re-expressed; else the fullest."""
    if within is None and level not in POSTAL:  # a country whose newest borders few figures reach is a map of gaps
        releases = [one for one in releases if one.edition == max(release.edition for release in releases)]
    ranked = sorted((one for one in _of(releases) if one.unit in COMPARABLE), key=_rank)
    fullest: tuple[float, Indicator] | None = None
    for one in ranked[:MOST_TRIED]:
        share = _filled(actor, one.id, level, within)
        if share >= ENOUGH:
            return one
        if share > (fullest[0] if fullest else 0.0):
            fullest = (share, one)
    return fullest[1] if fullest else None


def _filled(actor: Actor, indicator: str, level: str, within: places.AreaRef | None) -> float:
    """The share of the areas that have a value on the map."""
    inside = within if within is not None and within.level != "country" else None
    country = _country(within)
    shown = shown_column(actor, indicator, level, inside, None, country)
    if shown is None:
        return 0.0
    column, _told, edition = shown
    refs = places.children(actor, inside, level) if inside else places.areas(actor, edition, level, country=country)
    known = {code for code, has in zip(column.codes, np.isfinite(column.value).tolist(), strict=True) if has}
    return sum(ref.code in known for ref in refs) / len(refs) if refs else 0.0


def _rank(indicator: Indicator) -> tuple[int, int]:
    """How children begin goes first, then the sets of Kansrijke Start, what else is known of birth, what weighs or
    supports, children, and the rest: each in the catalogue's order."""
    name = indicator.id
    if name in START:
        return 0, START.index(name)
    if {"local", "national"} & set(indicator.sets):
        return 1, 0
    if indicator.side != "neutral":
        return (2 if "perinatal" in indicator.sets else 3), 0
    return (4, CHILDREN.index(name)) if name in CHILDREN else (5, 0)


@dataclass(frozen=True)
class Elsewhere:
    """Where an indicator does have figures: levels of the same area, and periods of the level that was asked for.

    Pairs of what the address says and what a person reads.
    """

    levels: tuple[tuple[str, str], ...]
    periods: tuple[tuple[str, str], ...]
    country: tuple[tuple[str, str], ...]


def elsewhere(actor: Actor, indicator: str, level: str, within: places.AreaRef | None, period: str | None) -> Elsewhere:
    """For a map that would be empty. The country's levels are named only where the area itself has nothing."""
    has = [one for one in levels_below(within) if one != level and _filled(actor, indicator, one, within) > 0]
    periods: list[str] = []
    if period and level and _filled(actor, indicator, level, within) > 0:
        periods = queries.periods(actor, indicator, level, country=_country(within))
    wider: list[str] = []
    if within is not None and within.level != "country" and not has and not periods:
        country = places.area(actor, f"{within.country}00")
        wider = [one for one in levels_below(country) if _filled(actor, indicator, one, country) > 0]
    return Elsewhere(
        tuple((one, str(LEVEL_WORDS[one])) for one in has),
        tuple((one, words.period_words(one)) for one in periods if one != period),
        tuple((one, str(LEVEL_WORDS[one])) for one in wider),
    )
