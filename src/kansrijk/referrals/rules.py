"""The states of a referral and what moves it from one to the next: one table, for buttons, interface and drawing. Pure.

The flow is that of a signal that is followed up: sent, received, accepted, first contact, help, warm handover,
feedback, evaluation, end. `task` is the status that FHIR R4 gives a Task for it. Escalating is about silence: who is
asked next for an answer, never what a family is said to be; it leaves the state as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number

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
    if not can(state, event, who):
        raise CannotMove(f"a referral that is {state} cannot {event} by the {who}", field="event")
    return MOVES[state, event].after


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


# -- what a step says, and how much of it the sender hears --

SEND: Final = "send"
"""The first step of every referral; it leads to FIRST."""
ESCALATE: Final = "escalate"
"""An answer was asked for; its reason says of whom (clock.ASKED)."""
REASONS: Final = {
    "decline": ("not_suitable", "full", "not_here", "other"),
    "return": ("family_stopped", "not_suitable", "other_help", "other"),
    "miss": ("no_answer", "wrong_number", "family_stopped"),
    "end": ("done", "family_stopped", "other_help", "other"),
}
"""Steps that ask why, with what may be answered."""
WITH_WORDS: Final = ("ask", "answer", "hand_over", "feed_back")
"""Steps that say nothing without a text: what is asked, the answer, who were there, how it went."""
LONGEST_WORDS: Final = 1000
COMES_BACK: Final = ("receive", "accept", "decline", "ask", "miss", "return")
"""Steps of the receiver that say who carries the referral: the sender always hears these. What becomes of the help
after that the sender hears as far as the parent agreed to it."""

LINK: Final = "link"
HOW: Final = ("telephone", "secure_mail", "letter")
"""Roads by which an answer comes past the screen; who heard it writes it down, as such. `LINK`: a sealed link."""


def is_open_by_link(state: str) -> bool:
    """Whether a sealed link shows anything: as long as the receiver sees it and it is not over."""
    return STATES[state].is_open_to_receiver and not STATES[state].is_over


def can_be_told(state: str, hears_back: bool) -> list[str]:
    """Steps of the receiver that the sender may hear in this state, so may write down for the receiver."""
    after = events_of(state, RECEIVER)
    return [event for event in after if is_told_to_sender(event, RECEIVER, hears_back) and event not in WITH_WORDS]


def side_for(state: str, event: str, sides: Iterable[str]) -> str:
    """As which of these the event can be done here. Raises `CannotMove`."""
    held = [side for side in sides if can(state, event, side)]
    if not held:
        raise CannotMove(f"a referral that is {state} cannot {event} by this side", field="event")
    return held[0]


def checked_step(event: str, reason: str, words: str) -> tuple[str, str]:
    """(reason, words) of a step. Raises `BadInput` for what is missing or does not belong to it."""
    words = words.strip()
    if reason not in REASONS.get(event, ("",)):
        raise BadInput(f"say why: one of {', '.join(REASONS.get(event, ())) or 'nothing'}", field="reason")
    if event in WITH_WORDS and not words:
        raise BadInput("this step says nothing without a text", field="words")
    if len(words) > LONGEST_WORDS or holds_service_number(words):
        raise BadInput(f"the text is longer than {LONGEST_WORDS} characters, or holds a service number", field="words")
    return reason, words


def told_to_sender(state: str, hears_back: bool) -> str:
    """The state as the sender sees it: without agreement to word back, what comes after `accepted` stays `accepted`."""
    carried = STATES[state].responsible == RECEIVER or state == "ended"
    return "accepted" if carried and not hears_back else state


def is_told_to_sender(event: str, who: str, hears_back: bool, state: str = FIRST) -> bool:
    """Whether the sender sees this step, after which it is `state`. Whom an answer is asked of while the receiver
    carries it says how far the help is.
    """
    says_how_it_goes = who == RECEIVER or (event == ESCALATE and STATES[state].responsible == RECEIVER)
    return not says_how_it_goes or event in COMES_BACK or hears_back
