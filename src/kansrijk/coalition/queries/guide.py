"""The guided start: which steps are done, from what is there. Nothing is kept of where somebody was."""

from dataclasses import dataclass
from uuid import UUID

from kansrijk.coalition.models import CoalitionArea, Goal, Party, Person
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

STEPS = ("profile", "parties", "people", "goals", "confirmed")


@dataclass(frozen=True)
class Step:
    """One step; `count` is how many there are of what it asks for."""

    code: str
    count: int
    is_done: bool
    is_next: bool


def guide(actor: Actor, coalition: UUID) -> list[Step]:
    """The steps in their order, the first that is not done marked; five queries."""
    require_may(actor, "read", "coalition", coalition=coalition)
    there = Person.objects.filter(coalition=coalition, left_on__isnull=True)
    counts = {
        "profile": CoalitionArea.objects.filter(coalition=coalition).count(),
        "parties": Party.objects.filter(coalition=coalition, left_on__isnull=True).count(),
        "people": there.count(),
        "goals": Goal.objects.filter(coalition=coalition, ended_on__isnull=True).count(),
        "confirmed": there.filter(asked_at__isnull=False).count(),
    }
    following = next((code for code in STEPS if not counts[code]), None)
    return [Step(code, counts[code], counts[code] > 0, code == following) for code in STEPS]
