"""What the pages of readings show: values for the templates."""

from collections.abc import Iterable
from typing import Any

from kansrijk.areas import queries as places
from kansrijk.figures.desk.pages import indicator_name
from kansrijk.figures.queries import readings
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where


def lines(cards: Iterable[readings.ReadingCard]) -> list[dict[str, Any]]:
    """Each reading with the name of its indicator."""
    return [{"card": card, "name": indicator_name(card.indicator)} for card in cards]


def by_indicator(cards: Iterable[readings.ReadingCard]) -> list[dict[str, Any]]:
    """Readings grouped by indicator, in the order of the newest."""
    groups: dict[str, list[readings.ReadingCard]] = {}
    for card in cards:
        groups.setdefault(card.indicator, []).append(card)
    return [{"id": key, "name": indicator_name(key), "cards": cards} for key, cards in groups.items()]


def area_page(actor: Actor, area: places.AreaRef) -> dict[str, Any]:
    """Everything that was said about an area."""
    found = readings.readings_of(actor, area.code)
    return {
        "area": area,
        "count": len(found),
        "groups": by_indicator(found),
        "is_open": readings.takes_readings(actor, area),
    }


def moderation_page(actor: Actor) -> dict[str, Any]:
    """What waits for a decision, what is shown, and what the actor wrote."""
    moderates = bool(coalitions_where(actor, "moderate", "reading"))
    return {
        "moderates": moderates,
        "waiting": lines(readings.readings_to_moderate(actor)) if moderates else [],
        "shown": lines(readings.readings_shown_by(actor)) if moderates else [],
        "own": lines(readings.own_readings(actor)),
    }
