"""What may happen in a family, and what recording it does: the table `data/life_events.yaml`. Pure: no database.

Every effect follows from the row of the event. What is told to nobody stands in no column: a family hears nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

import yaml

from kansrijk.core.faults import BadInput
from kansrijk.families import grounds
from kansrijk.families.grounds import Giver

STOP, MOVE, NONE = "stop", "move", "none"
END, KEEP, BY_AGE, ASK_AGAIN = "end", "keep", "age", "ask_again"
FORGET, OVER, GOES_ON, TIED, NEVER, DROP = "forget", "over", "goes_on", "tied", "never", "drop"
COLUMNS: Final = {
    "stops": (STOP, MOVE, NONE),
    "consents": (END, BY_AGE, ASK_AGAIN, KEEP),
    "link": (END, KEEP),
    "address": (FORGET, KEEP),
    "pregnancy": (OVER, GOES_ON),
    "plan": (DROP, KEEP),
    "responses": (STOP, KEEP),
    "children": (TIED, NEVER, NONE),
}
"""What may stand in a column; the others are yes or no."""
QUIET: Final = "all_stopped"
"""What is written into other files of the family: that everything rests there, and not why."""
MOST_CHILDREN: Final = 3
COPIES: Final = ("telephone", "address")
"""What of the mother's file may be copied into a child's, each by a decision of its own. Nothing else ever goes."""


@dataclass(frozen=True)
class Kind:
    """One row of the table; see there for what each column means."""

    code: str
    parts: tuple[str, ...]
    stops: str
    consents: str
    continues: bool
    link: str
    address: str
    pregnancy: str
    rests: bool
    plan: str
    responses: str
    children: str
    card: bool
    nl: str
    en: str
    note_nl: str
    note_en: str

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl

    def note(self, language: str) -> str:
        return self.note_en if language == "en" else self.note_nl


@dataclass(frozen=True)
class Held:
    """A consent as far as an event looks at it. `in_force`: whether it still counts today, in part or whole."""

    id: UUID
    in_force: bool
    agreed: tuple[str, ...] = ()
    age: str = ""
    exception: str = ""


@dataclass(frozen=True)
class Happened:
    """An event that was recorded, and when it was taken back, if it was."""

    code: str
    recorded_at: datetime
    undone_at: datetime | None = None


@cache
def kinds() -> dict[str, Kind]:
    """Code → row, in the order of the screen."""
    found: dict[str, Any] = yaml.safe_load(
        files("kansrijk.families").joinpath("data/life_events.yaml").read_text("utf-8")
    )
    return {entry["code"]: Kind(**(entry | {"parts": tuple(entry["parts"])})) for entry in found["events"]}


def offered(part: str) -> list[Kind]:
    """What may be recorded in the file of this person of a family."""
    return [kind for kind in kinds().values() if part in kind.parts]


def kind_of(code: str, part: str) -> Kind:
    """Raises `BadInput` for an event that is none, or not one of this person's."""
    kind = kinds().get(code)
    if kind is None or part not in kind.parts:
        raise BadInput("choose what happened", field="kind")
    return kind


def ending(kind: Kind, held: Iterable[Held], continues: frozenset[UUID], born_on: date | None, on: date) -> set[UUID]:
    """Consents in force that end. `continues`: those under which help goes on because this person wants it."""
    in_force = [one for one in held if one.in_force]
    if kind.consents == END:
        return {one.id for one in in_force} - continues
    if kind.consents == BY_AGE:
        return {one.id for one in in_force if _misses_somebody(one, born_on, on)}
    return set()


def _misses_somebody(one: Held, born_on: date | None, on: date) -> bool:
    """Whether the age asks for the word of somebody who did not give it; an age that nobody knows does too."""
    wanted = grounds.who_agrees(Giver(born_on, "" if born_on else one.age, one.exception), on)
    return not wanted or bool(grounds.missing(wanted, one.agreed))


def stopping(kind: Kind, held: Iterable[Held], continues: frozenset[UUID]) -> set[UUID]:
    """Consents, also those that are over, of which no referral goes on. Empty where the event stops none."""
    return set() if kind.stops == NONE else {one.id for one in held} - continues


def checked_continuing(kind: Kind, wanted: Iterable[UUID], held: Iterable[Held]) -> frozenset[UUID]:
    """Raises `BadInput` for help that cannot go on: not of this file, over already, or after a death."""
    chosen = frozenset(wanted)
    if chosen and (not kind.continues or not chosen <= {one.id for one in held if one.in_force}):
        raise BadInput("this help cannot go on", field="continues")
    return chosen


def begins_files(kind: Kind, happened: Iterable[Happened]) -> bool:
    """Whether files of children can be begun from this one: at a birth, where no child grows up with others."""
    never = {code for code, one in kinds().items() if one.children == NEVER}
    return kind.children == TIED and _since(happened, never) is None


def checked_children(kind: Kind, names: Iterable[str], happened: Iterable[Happened]) -> list[str]:
    """Names of children for whom a file is begun. Raises `BadInput` where the event begins none, or for too many."""
    found = [name.strip() for name in names if name.strip()]
    if found and (not begins_files(kind, happened) or len(found) > MOST_CHILDREN):
        raise BadInput("no file of a child is begun here", field="children")
    return found


def _since(happened: Iterable[Happened], wanted: set[str]) -> datetime | None:
    return max((one.recorded_at for one in happened if one.code in wanted and one.undone_at is None), default=None)


def over_since(happened: Iterable[Happened]) -> datetime | None:
    """Since when no week is counted any more of what was written down before."""
    return _since(happened, {code for code, kind in kinds().items() if kind.pregnancy == OVER})


def rests_since(happened: Iterable[Happened]) -> datetime | None:
    """Since when nothing asks to be weighed again of what was weighed before."""
    return _since(happened, {code for code, kind in kinds().items() if kind.rests})


def is_address_secret(happened: Iterable[Happened]) -> bool:
    """Whether no address may stand in the file."""
    return _since(happened, {code for code, kind in kinds().items() if kind.address == FORGET}) is not None


def is_before(at: datetime, since: datetime | None) -> bool:
    """Whether something of that moment rests since then."""
    return since is not None and at <= since
