"""The life of a version of a path as one table, and who may tick it. Pure."""

from hashlib import sha256

from kansrijk.core.faults import BadInput
from kansrijk.paths.definition import EVERYBODY, Definition

STATES = ("concept", "offered", "published", "replaced", "withdrawn")
TRANSITIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("concept", "save"): ("concept", "write"),
    ("concept", "offer"): ("offered", "write"),
    ("offered", "revise"): ("concept", "write"),
    ("offered", "tick"): ("offered", "agree"),
    ("offered", "publish"): ("published", "publish"),
    ("published", "replace"): ("replaced", "publish"),
    ("published", "withdraw"): ("withdrawn", "publish"),
}
"""(state, event) → (state, verb that the actor must have on `path_draft`)."""
OPEN = ("concept", "offered")
LASTING = ("published", "replaced", "withdrawn")
READERS = "path:"
"""How a text that lies before readers names the path that it is of."""
TICKS_FOR = {
    "verloskundige": ("verloskundigen", "vsv"),
    "kraamverzorgende": ("kraamzorg",),
    "huisarts": ("huisartsen",),
    "jgz": ("jgz",),
    "sociaal-team": ("sociaal-team",),
}
"""Role → the parties for which somebody in that role ticks. The coordinator writes down what any party said."""


def can(state: str, event: str) -> bool:
    """Whether the event is possible in this state."""
    return (state, event) in TRANSITIONS


def after(state: str, event: str) -> str:
    """The next state. Raises `BadInput` when the event is not possible."""
    if not can(state, event):
        raise BadInput(f"a version that is {state} cannot {event}", field="state")
    return TRANSITIONS[state, event][0]


def parties_to_tick(path: Definition) -> tuple[str, ...]:
    """The parties whose agreement a version needs: all that do something in it, but those that are everybody."""
    doing = {step.party for step in path.steps}
    return tuple(code for code in path.parties if code in doing and code not in EVERYBODY)


def ticks_for(roles: frozenset[str], party: str) -> bool:
    """Whether somebody with these roles in the coalition may tick for this party."""
    return "coordinator" in roles or any(party in TICKS_FOR.get(role, ()) for role in roles)


def mark(text: str) -> str:
    """Names the text of a template, so that leaving it says which one was seen."""
    return sha256(text.encode()).hexdigest()


def is_renewed(taken: str, fresh: str, left: str) -> bool:
    """Whether a template says something else than what was taken of it and than what was left. No text: no news."""
    return bool(taken and fresh) and taken != fresh and mark(fresh) != left
