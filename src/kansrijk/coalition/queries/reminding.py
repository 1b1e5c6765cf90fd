"""What one sees of the reminders of a coalition."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kansrijk.coalition import links
from kansrijk.coalition.models import Person, Reminding
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, may, require_may


@dataclass(frozen=True)
class Reminders:
    """`weekday`: 1 is Monday, None is off. `last_on` and `sent`: for which day the last went, and to how many; None and
    0 where none did yet, and for who may not set the day. `stopped`: how many people want none. `is_wanted`: by
    oneself; None where nobody listed is this account."""

    weekday: int | None
    last_on: date | None
    sent: int
    stopped: int
    is_wanted: bool | None
    may_set: bool


def reminders(actor: Actor, coalition: UUID) -> Reminders:
    """Every member sees the day and what it chose itself; who sets the day also how many mails went. Three queries."""
    require_may(actor, "read", "action", coalition=coalition)
    row = Reminding.objects.filter(coalition=coalition).first()
    may_set = may(actor, "set", "reminder", coalition=coalition) == "allow"
    people = Person.objects.filter(coalition=coalition, left_on__isnull=True)
    own = people.filter(account=actor.account, account__isnull=False).first()
    last = people.filter(nudged_on__isnull=False).order_by("-nudged_on").values_list("nudged_on", flat=True).first()
    return Reminders(
        row.weekday if row else 1,
        last if may_set else None,
        people.filter(nudged_on=last).count() if may_set and last else 0,
        people.filter(no_reminders_at__isnull=False).count() if may_set else 0,
        own.no_reminders_at is None if own else None,
        may_set,
    )


def reminded_by(actor: Actor, token: str) -> tuple[str, bool]:
    """(name of the coalition, whether reminders come) for the link of a reminder; `Denied` for what is not ours."""
    require_may(actor, "stop", "reminder")
    row = Person.objects.filter(pk=links.no_reminders_for(token)).select_related("coalition").first()
    if row is None:
        raise Denied("stop", "reminder")
    return row.coalition.name, row.no_reminders_at is None
