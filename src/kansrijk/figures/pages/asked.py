"""What an address asks for, read into areas and indicators. None where it does not exist or may not be seen."""

from collections.abc import Sequence

from kansrijk.areas import queries as places
from kansrijk.areas.queries import AreaRef
from kansrijk.areas.queries.named import addressed
from kansrijk.figures import catalogue, queries
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.pages.compare import MOST, Asked
from kansrijk.trust.actors import Actor


def area(actor: Actor, text: str) -> Asked | None:
    """`GM0546-leiden`, `GM0546` or `GM0546@2024`."""
    found = addressed(actor, text) if "\0" not in text else None
    return Asked(found, "@" in text) if found is not None else None


def areas(actor: Actor, texts: Sequence[str]) -> list[Asked] | None:
    """Each area once, in the order asked; None when any of them does not exist."""
    found: dict[str, Asked] = {}
    for text in texts:
        one = area(actor, text)
        if one is None:
            return None
        found.setdefault(one.area.code, one)
    return list(found.values())


def same_country(asked: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
    """(those that can stand beside one another, those left out): the fictional country is never mixed with a real one,
    and a page holds at most MOST."""
    own = [one for one in asked if one.area.country == asked[0].area.country][:MOST] if asked else []
    return own, [one for one in asked if one not in own]


def indicators(texts: Sequence[str]) -> list[str] | None:
    """Each indicator once, at most MOST; None when any of them is unknown."""
    wanted = list(dict.fromkeys(texts))
    return wanted[:MOST] if all(catalogue.indicator(one) for one in wanted) else None


def found_by(actor: Actor, text: str, beside: Sequence[Asked]) -> list[AreaRef]:
    """Places that somebody may mean who adds one: of the country of those already there."""
    country = beside[0].area.country if beside else places.home_country(actor)
    return places.find(actor, text.replace("\0", "")[:80], country=country)


def choices(actor: Actor) -> list[Indicator]:
    """The indicators of which there are figures to see, in catalogue order; where there are none yet, all of them."""
    held = queries.delivered(actor)
    return [one for one in catalogue.indicators().values() if one.id in held or not held]


def shares(actor: Actor) -> list[Indicator]:
    """Those that are a share of a group, or observed over expected: what a funnel can be drawn of."""
    return [one for one in choices(actor) if one.per is not None]
