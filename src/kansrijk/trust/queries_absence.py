"""Who is away: in the words of the database for other rooms, and one's own period."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Absence
from kansrijk.trust.rules import require_may


@dataclass(frozen=True)
class Period:
    """From and up to and including these days."""

    starts_on: date
    ends_on: date

    @property
    def is_now(self) -> bool:
        return self.starts_on <= timezone.localdate() <= self.ends_on


def away() -> QuerySet[Absence]:
    """Periods that hold today."""
    today = timezone.localdate()
    return Absence.objects.filter(starts_on__lte=today, ends_on__gte=today)


def own_absence(actor: Actor, coalition: UUID) -> Period | None:
    """One's own period, unless it is over."""
    require_may(actor, "create", "absence", coalition=coalition)
    row = Absence.objects.filter(account=actor.account, coalition=coalition, ends_on__gte=timezone.localdate()).first()
    return Period(row.starts_on, row.ends_on) if row else None
