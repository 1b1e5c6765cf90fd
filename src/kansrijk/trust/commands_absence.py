"""Being away for a while: who is, says so; the colleagues of the same organisation carry on what waits."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Absence
from kansrijk.trust.rules import require_may

MOST_DAYS_AWAY = 366


@transaction.atomic
def be_away(*, by: Actor, coalition: UUID, starts_on: date, ends_on: date) -> None:
    """From and up to and including these days, in this coalition; it takes the place of a period named before.

    Raises `BadInput` with `starts_on` or `ends_on`.
    """
    require_may(by, "create", "absence", coalition=coalition)
    assert by.account is not None  # who has this right in a coalition is somebody
    today = timezone.localdate()
    if starts_on < today:
        raise BadInput("a period begins today or later", field="starts_on")
    if not starts_on <= ends_on <= starts_on + timedelta(days=MOST_DAYS_AWAY):
        raise BadInput("a period ends on or after its first day, and within a year", field="ends_on")
    Absence.objects.filter(Q(account=by.account) | Q(ends_on__lt=today), coalition=coalition).delete()
    Absence.objects.create(account_id=by.account, coalition_id=coalition, starts_on=starts_on, ends_on=ends_on)
    _write_down(by, coalition, "absence named", "C", {"from": starts_on.isoformat(), "to": ends_on.isoformat()})


@transaction.atomic
def be_back(*, by: Actor, coalition: UUID) -> bool:
    """Ends one's own period at once, or takes it back; False where there is none. Twice is once."""
    require_may(by, "delete", "absence", coalition=coalition)
    found, _ = Absence.objects.filter(account=by.account, coalition=coalition).delete()
    if found:
        _write_down(by, coalition, "absence ended", "D", {})
    return bool(found)


def _write_down(by: Actor, coalition: UUID, event: str, action: str, detail: dict[str, str]) -> None:
    audit.record(
        by=by,
        event=event,
        action=action,
        kind="absence",
        reference=by.account,
        data_class="D1",
        coalition=coalition,
        detail=detail,
    )
