"""A meeting in words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kansrijk.coalition import words
from kansrijk.coalition.pages.actions import Line, line_of
from kansrijk.coalition.queries import MeetingDetail


@dataclass(frozen=True)
class Expiring:
    """An agreement that the agenda names."""

    id: UUID
    title: str
    standing: str


@dataclass(frozen=True)
class DecisionLine:
    """A decision, and how far its action is."""

    text: str
    action: UUID | None
    state: str
    owner: str
    due_on: date | None


@dataclass(frozen=True)
class MeetingPage:
    """What the template draws."""

    meeting: MeetingDetail
    due: list[Line]
    expiring: list[Expiring]
    decisions: list[DecisionLine]
    present: list[str]
    absent: list[str]


def meeting_page(now: MeetingDetail, parties: dict[UUID, str]) -> MeetingPage:
    """The agenda and what came of it. Who was absent is told only once somebody was written down as present."""
    present = [name for key, name in parties.items() if key in now.present]
    absent = [name for key, name in parties.items() if key not in now.present] if present else []
    return MeetingPage(
        now,
        [line_of(card) for card in now.due],
        [Expiring(card.id, card.title, str(words.STANDINGS[card.standing])) for card in now.expiring],
        [
            DecisionLine(
                one.text, one.action, str(words.ACTION_STATES[one.state]) if one.state else "", one.owner, one.due_on
            )
            for one in now.decisions
        ],
        present,
        absent,
    )
