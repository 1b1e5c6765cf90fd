"""The balance of one person: what was told of her in the signals that the actor may read."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from kansrijk.families.balance import Balance, Line, together
from kansrijk.families.models import Factor, Person
from kansrijk.families.queries import standing_of, visible
from kansrijk.families.queries_signal import visible_signals
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class BalanceRead:
    """The balance of the person of a file, as who may read it sees it."""

    file: UUID
    name: str
    part: str
    balance: Balance


def balance(actor: Actor, coalition: UUID, file: UUID) -> BalanceRead:
    """Raises `Denied` where the file is not there or not the actor's to read: the two are one."""
    with within(actor, coalition, verb="read", kind="risk_factor") as inside:
        person = visible(inside, "read").filter(pk=file).first()
        if person is None:
            raise Denied("read", "risk_factor")
        standing = standing_of(inside, person)
        for side in ("risk_factor", "protective_factor"):
            require_may(actor, "read", side, coalition=coalition, case=standing)
        read = BalanceRead(person.pk, inside.cipher.unseal(person.sealed_name), person.part, of_person(inside, person))
        write_down(inside, "balance read", "R", kind="file", reference=file)
        return read


def of_person(inside: Within, person: Person) -> Balance:
    """Inside an opening: what all signals about this person that the actor may read say together."""
    told = visible_signals(inside, "read").filter(person=person.pk)
    rows = Factor.objects.filter(signal__in=told).select_related("signal").order_by("-signal__changed_at", "pk")
    return together(
        Line(row.code, row.side, row.state, row.storage == "guarded", timezone.localdate(row.signal.changed_at))
        for row in rows
    )
