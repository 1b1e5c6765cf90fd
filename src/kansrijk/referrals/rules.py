"""The states of a referral and what moves it from one to the next: one table, for buttons, interface and drawing. Pure.

The flow is that of a signal that is followed up: sent, received, accepted, first contact, help, warm handover,
feedback, evaluation, end. `task` is the status that FHIR R4 gives a Task for it. Escalating is about silence: who is
asked next for an answer, never what a family is said to be; it leaves the state as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kansrijk.core.faults import BadInput

SENDER, RECEIVER, PARENT, CLOCK, FILE = "sender", "receiver", "parent", "clock", "file"
WHO: Final = (SENDER, RECEIVER, PARENT, CLOCK, FILE)
"""Who moves a referral. `clock`: a time limit passed; `file`: what was recorded about the person (a loss, a move)."""


@dataclass(frozen=True)
class State:
    """What holds while a referral is in it.

    `responsible`: who carries it; nobody once it is over. `waits_for`: whose turn it is. `task`: the status of FHIR's
    Task; empty where closing keeps the status it had. `is_open_to_receiver`: whether the receiver sees what was sent.
    """

    name: str
    task: str
    responsible: str = ""
    waits_for: str = ""
    is_open_to_receiver: bool = False

    @property
    def is_over(self) -> bool:
        return not self.responsible


STATES: Final[dict[str, State]] = {
    one.name: one
    for one in (
        State("sent", "requested", SENDER, RECEIVER, True),
        State("received", "received", SENDER, RECEIVER, True),
        State("information_asked", "received", SENDER, SENDER, True),
        State("accepted", "accepted", RECEIVER, RECEIVER, True),
        State("contacted", "in-progress", RECEIVER, RECEIVER, True),
        State("started", "in-progress", RECEIVER, RECEIVER, True),
        State("handed_over", "in-progress", RECEIVER, RECEIVER, True),
        State("fed_back", "in-progress", RECEIVER, RECEIVER, True),
        State("evaluated", "in-progress", RECEIVER, RECEIVER, True),
        State("ended", "completed", is_open_to_receiver=True),
        State("declined", "rejected", SENDER, SENDER),
        State("not_reached", "on-hold", SENDER, SENDER, True),
        State("returned", "failed", SENDER, SENDER),
        State("expired", "cancelled", SENDER, SENDER),
        State("moved", "cancelled", SENDER, SENDER),
        State("closed", ""),
        State("called_off", "cancelled"),
        State("recalled", "cancelled"),
        State("consent_withdrawn", "cancelled"),
        State("stopped", "cancelled"),
    )
}
FIRST: Final = "sent"
"""What comes before is a proposal in `families`: no consent, no referral."""


@dataclass(frozen=True)
class Move:
    """In `state`, one of `who` may do `event`; then it is in `after`."""

    state: str
    event: str
    who: tuple[str, ...]
    after: str


FLOW: Final = (
    Move("sent", "receive", (RECEIVER,), "received"),
    Move("sent", "recall", (SENDER, PARENT), "recalled"),
    Move("sent", "expire", (CLOCK,), "expired"),
    Move("sent", "escalate", (CLOCK,), "sent"),
    Move("received", "accept", (RECEIVER,), "accepted"),
    Move("received", "decline", (RECEIVER,), "declined"),
    Move("received", "ask", (RECEIVER,), "information_asked"),
    Move("received", "escalate", (CLOCK,), "received"),
    Move("received", "call_off", (SENDER,), "called_off"),
    Move("information_asked", "answer", (SENDER,), "received"),
    Move("information_asked", "decline", (RECEIVER,), "declined"),
    Move("information_asked", "escalate", (CLOCK,), "information_asked"),
    Move("information_asked", "call_off", (SENDER,), "called_off"),
    Move("accepted", "try", (RECEIVER,), "accepted"),
    Move("accepted", "contact", (RECEIVER,), "contacted"),
    Move("accepted", "miss", (RECEIVER,), "not_reached"),
    Move("accepted", "return", (RECEIVER,), "returned"),
    Move("accepted", "escalate", (CLOCK,), "accepted"),
    Move("not_reached", "ask_again", (SENDER,), "accepted"),
    Move("not_reached", "close", (SENDER,), "closed"),
    Move("not_reached", "escalate", (CLOCK,), "not_reached"),
    Move("contacted", "start", (RECEIVER,), "started"),
    Move("contacted", "return", (RECEIVER,), "returned"),
    Move("contacted", "escalate", (CLOCK,), "contacted"),
    Move("started", "hand_over", (SENDER, RECEIVER), "handed_over"),
    Move("started", "feed_back", (RECEIVER,), "fed_back"),
    Move("started", "return", (RECEIVER,), "returned"),
    Move("started", "escalate", (CLOCK,), "started"),
    Move("handed_over", "feed_back", (RECEIVER,), "fed_back"),
    Move("handed_over", "escalate", (CLOCK,), "handed_over"),
    Move("fed_back", "feed_back", (RECEIVER,), "fed_back"),
    Move("fed_back", "evaluate", (RECEIVER,), "evaluated"),
    Move("fed_back", "escalate", (CLOCK,), "fed_back"),
    Move("evaluated", "go_on", (RECEIVER,), "started"),
    Move("evaluated", "end", (RECEIVER,), "ended"),
    Move("evaluated", "escalate", (CLOCK,), "evaluated"),
    *(
        move
        for state in ("declined", "returned", "expired", "moved")
        for move in (Move(state, "close", (SENDER,), "closed"), Move(state, "escalate", (CLOCK,), state))
    ),
)
"""What happens between sender and receiver."""

ALWAYS: Final = (
    ("withdraw_consent", (PARENT,), "consent_withdrawn"),
    ("stop", (FILE,), "stopped"),
)
"""In every state that is not over. A withdrawal that was told to a professional is still the parent's."""
WHILE_HELP_IS_NEAR: Final = tuple(one.name for one in STATES.values() if one.is_open_to_receiver and one.responsible)
"""States in which a move to another municipality gives the sender something to do."""

MOVES: Final[dict[tuple[str, str], Move]] = {
    (move.state, move.event): move
    for move in (
        *FLOW,
        *(Move(state, "move", (FILE,), "moved") for state in WHILE_HELP_IS_NEAR),
        *(
            Move(one.name, event, who, after)
            for one in STATES.values()
            if not one.is_over
            for event, who, after in ALWAYS
        ),
    )
}
"""(state, event) → move: the table."""
EVENTS: Final = tuple(dict.fromkeys(event for _, event in MOVES))


class CannotMove(BadInput):
    """The table has no such event in this state, or not for who asks."""


def after(state: str, event: str, who: str) -> str:
    """The state that `event` by `who` leads to. Raises `CannotMove`."""
    move = MOVES.get((state, event))
    if move is None or who not in move.who:
        raise CannotMove(f"a referral that is {state} cannot {event} by the {who}", field="event")
    return move.after


def can(state: str, event: str, who: str) -> bool:
    """Whether `after` has an answer."""
    move = MOVES.get((state, event))
    return move is not None and who in move.who


def events_of(state: str, who: str) -> list[str]:
    """What `who` can do in `state`, in the order of the table: the buttons."""
    return [move.event for move in MOVES.values() if move.state == state and who in move.who]


def walked(events: Iterable[tuple[str, str]], state: str = FIRST) -> str:
    """The state after each (event, who) in turn. Raises `CannotMove` at the first that cannot be."""
    for event, who in events:
        state = after(state, event, who)
    return state
