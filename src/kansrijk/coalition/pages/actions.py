"""Actions in words: as a list, a board or a calendar."""

from dataclasses import dataclass
from datetime import date

from kansrijk.coalition import rules, words
from kansrijk.coalition.queries import ActionCard

VIEWS = ("lijst", "bord", "agenda")


@dataclass(frozen=True)
class Line:
    """One action and the buttons that its state has."""

    card: ActionCard
    state: str
    phase: str
    moves: list[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """A column of the board or a month of the calendar."""

    title: str
    lines: list[Line]
    month: date | None = None


@dataclass(frozen=True)
class ActionsPage:
    """What the template draws."""

    view: str
    party: str
    parties: list[str]
    late: int
    behind: int
    open: int
    lines: list[Line]
    ended: list[Line]
    columns: list[Column]


def line_of(card: ActionCard) -> Line:
    """One action."""
    moves = [(event, str(words.ACTION_EVENTS[event])) for event in rules.moves_from(rules.ACTION_MOVES, card.state)]
    phase = words.word("phases", card.phase) if card.phase else ""
    return Line(card, str(words.ACTION_STATES[card.state]), phase, moves)


def actions_page(cards: list[ActionCard], view: str, party: str) -> ActionsPage:
    """The same actions, three ways to look."""
    parties = sorted({card.party for card in cards if card.party})
    chosen = [card for card in cards if not party or card.party == party]
    lines = [line_of(card) for card in chosen]
    live = [line for line in lines if line.card.state not in rules.ENDED]
    view = view if view in VIEWS else VIEWS[0]
    return ActionsPage(
        view,
        party if party in parties else "",
        parties,
        sum(1 for line in live if line.card.is_overdue),
        sum(1 for line in live if line.card.is_left_behind),
        len(live),
        live,
        [line for line in lines if line.card.state in rules.ENDED],
        _board(lines) if view == "bord" else _months(live) if view == "agenda" else [],
    )


def _board(lines: list[Line]) -> list[Column]:
    return [
        Column(str(words.ACTION_STATES[state]), [line for line in lines if line.card.state == state])
        for state in rules.ACTION_STATES
    ]


def _months(lines: list[Line]) -> list[Column]:
    """Months that have something, in their order; what has no day comes last."""
    months = sorted({line.card.due_on.replace(day=1) for line in lines if line.card.due_on})
    found = [
        Column("", [line for line in lines if line.card.due_on and line.card.due_on.replace(day=1) == month], month)
        for month in months
    ]
    without = [line for line in lines if not line.card.due_on]
    return [*found, Column("", without)] if without else found
