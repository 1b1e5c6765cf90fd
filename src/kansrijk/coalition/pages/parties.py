"""The parties page, in words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kansrijk.coalition import words
from kansrijk.coalition.pages.wings import Wings, wings
from kansrijk.coalition.queries import PartyCard
from kansrijk.coalition.queries.parties import Missing
from kansrijk.coalition.queries.profile import Place


@dataclass(frozen=True)
class PartyLine:
    """One row of the table."""

    id: UUID
    name: str
    kind: str
    side: str
    where: str
    joined_on: date
    left_on: date | None
    is_in_force: bool
    people: int


@dataclass(frozen=True)
class Lacking:
    """What one area has not."""

    place: str
    kinds: list[str]


@dataclass(frozen=True)
class PartiesPage:
    """What the template draws."""

    lines: list[PartyLine]
    there: int
    wings: Wings
    lacking: list[Lacking]


def parties_page(cards: list[PartyCard], missing: list[Missing], places: tuple[Place, ...]) -> PartiesPage:
    """Who is there, and per area who is not."""
    names = {place.code: place.name for place in places}
    lines = [
        PartyLine(
            card.id,
            card.name,
            words.word("party_kinds", card.kind),
            str(words.SIDES[card.side]),
            ", ".join(names.get(code, code) for code in card.gemeenten),
            card.joined_on,
            card.left_on,
            card.is_in_force,
            card.people,
        )
        for card in cards
    ]
    there = [card for card in cards if card.is_in_force]
    lacking = [
        Lacking(one.place, [words.word("party_kinds", kind) for kind in one.kinds]) for one in missing if one.kinds
    ]
    return PartiesPage(lines, len(there), wings(there, missing), lacking)
