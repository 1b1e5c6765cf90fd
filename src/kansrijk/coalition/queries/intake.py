"""A workbook that was offered, as the next screen shows it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kansrijk.coalition.models import Intake
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class IntakeCard:
    """`counted`: sheet, read, new; `faults`: sheet, row, column, value, message; `rows`: per sheet."""

    id: UUID
    file_name: str
    state: str
    counted: tuple[dict[str, Any], ...]
    faults: tuple[dict[str, Any], ...]
    rows: dict[str, list[dict[str, Any]]]


def intake(actor: Actor, coalition: UUID, key: UUID) -> IntakeCard:
    """One's own offer. Raises `Denied` for that of somebody else or of another coalition."""
    require_may(actor, "update", "coalition", coalition=coalition)
    row = Intake.objects.filter(pk=key, coalition=coalition, account=actor.account).first()
    if row is None:
        raise Denied("update", "coalition")
    return IntakeCard(row.pk, row.file_name, row.state, tuple(row.counted), tuple(row.faults), row.rows)
