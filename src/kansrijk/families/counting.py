"""Counting a proposal that ended: one is added to a cell, inside the opening in which it ends. Nothing points back.

There is no record of the count itself: the record of the end is there, and one that named a cell would tie them.
"""

from uuid import UUID

from django.db import connection
from django.utils import timezone

from kansrijk.families import weighing
from kansrijk.families.models import Person, Signal, Weighing
from kansrijk.trust.compartment import Within
from kansrijk.trust.models import Membership
from kansrijk.trust.rules import matrix

OUTCOMES = ("sent", "kept", "refused", "expired", "removed")
"""How a proposal ends. refused: the parent did not want it; removed: its author took it away for another reason."""
WITHOUT_SIGNAL = "no_signal"
PHASES = ("before", "during", "after", "unknown", WITHOUT_SIGNAL)
PARENT = "parent"
"""The kind of detector where she asked herself."""
OTHER = "other"
"""The kind of detector where the author holds no role any more in which files are begun."""


def count_end(inside: Within, row: Person, outcome: str) -> None:
    """A proposal ends so, and is counted; once, because what was sent was counted when it was."""
    if row.state == "proposal" and not row.was_sent:
        add(inside, row, outcome)


def add(inside: Within, row: Person, outcome: str) -> None:
    """One more in the cell that this proposal belongs to now."""
    signal = Signal.objects.filter(person=row.pk).order_by("-made_at", "-pk").first()
    phase = (signal.phase or "unknown") if signal else WITHOUT_SIGNAL
    weighed = Weighing.objects.filter(person=row.pk, step=weighing.STEPS[-1]).exists()
    _count(phase, detector_of(inside.coalition, row), outcome, weighed)


def add_asked() -> None:
    """One more that a parent asked herself: nothing is asked of how far she is."""
    _count("unknown", PARENT, "sent", weighed=False)


def _count(phase: str, detector: str, outcome: str, weighed: bool) -> None:
    """In the coalition that the database was told."""
    month = timezone.localdate().replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("select families.count_proposal(%s, %s, %s, %s, %s)", [month, phase, detector, outcome, weighed])


def detector_of(coalition: UUID, row: Person) -> str:
    """As which kind of professional the author works, or worked, where the file lies: the newest of those roles."""
    held = Membership.objects.filter(account=row.author, organisation=row.organisation, coalition=coalition)
    return (
        held.filter(role__in=detectors()).order_by("-starts_on", "role").values_list("role", flat=True).first() or OTHER
    )


def detectors() -> frozenset[str]:
    """Roles that may begin a file."""
    return frozenset(row.role for row in matrix() if (row.object, row.verb, row.effect) == ("file", "create", "allow"))
