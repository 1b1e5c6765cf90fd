"""Reads around a file that was opened in an emergency: what helps now, and what is to be judged. Each is a record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from kansrijk.families import glass, life_events, signals
from kansrijk.families.models import BreakGlass, Consent, Factor, Person, Signal
from kansrijk.families.queries_consent import read
from kansrijk.families.queries_event import happened
from kansrijk.families.recording import write_down
from kansrijk.families.signals import Kept, Moment
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Account, AuditRecord, Organisation
from kansrijk.trust.rules import Denied, require_may

KIND = "break_glass"
IN_VAIN = "break-glass found nobody"
"""The event of a record of who asked and found nobody; who was looked for stands nowhere."""
WEEKS_OF_TRIES = 4


@dataclass(frozen=True)
class Emergency:
    """What of one file helps in an emergency, and until when it is shown. `keeper`: whose file it is.

    `moment` and what follows come from the newest signal; `helpers`: whom the parent lets share with.
    """

    id: UUID
    ends_at: datetime
    name: str
    part: str
    born_on: date | None
    telephone: str
    address: str
    keeper: str
    moment: Moment | None
    contact: str
    language: str
    interpreter: str
    factors: tuple[Kept, ...]
    helpers: tuple[str, ...]
    has_ended: bool


@dataclass(frozen=True)
class Opening:
    """An opening to be judged. It names who opened and not whose file it was; the reason may.

    `because`: of the list (glass.reasons); `reason`: words beside it, '' where there are none.
    """

    id: UUID
    opened_at: datetime
    ends_at: datetime
    closed_at: datetime | None
    name: str
    organisation: str
    because: str
    reason: str
    outcome: str
    note: str
    decided_at: datetime | None
    is_own: bool


def emergency(actor: Actor, coalition: UUID, opening: UUID) -> Emergency:
    """What is shown while an opening of one's own lasts. Raises `Denied` before, after, and for anybody else's."""
    with within(actor, coalition, verb="read", kind=KIND) as inside:
        row = BreakGlass.objects.filter(pk=opening, account=inside.account, coalition=coalition).first()
        if row is None or not glass.is_open(row.ends_at, row.closed_at, timezone.now()):
            raise Denied("read", KIND)
        require_may(actor, "read", KIND, coalition=coalition, case=frozenset({"author"}))
        person = Person.objects.filter(pk=row.person_id, organisation__in=inside.organisations).first()
        if person is None:
            raise Denied("read", KIND)
        write_down(inside, "break-glass read", "R", kind=KIND, reference=opening, hits=[person.pk], purpose="emergency")
        return _opened(inside, row, person)


def _opened(inside: Within, row: BreakGlass, person: Person) -> Emergency:
    def text(sealed: str) -> str:
        return inside.cipher.unseal(sealed) if sealed else ""

    def day(sealed: str) -> date | None:
        return date.fromisoformat(text(sealed)) if sealed else None

    over = life_events.over_since(happened(person.pk))
    signal = Signal.objects.filter(person=person.pk, step=signals.STEPS[-1]).order_by("-made_at", "-pk").first()
    factors = Factor.objects.filter(signal=signal.pk).order_by("pk") if signal else ()
    moment = None
    if signal and not (signal.phase == "during" and life_events.is_before(signal.made_at, over)):
        born = day(signal.sealed_child_born_on)
        moment = Moment(signal.phase or "unknown", signal.situation, day(signal.sealed_due_on), born)
    agreed = read(Consent.objects.filter(person=person.pk).order_by("receiver_name"), timezone.localdate())
    keeper = Account.objects.filter(pk=person.author).values_list("name", flat=True).first()
    return Emergency(
        id=row.pk,
        ends_at=row.ends_at,
        name=text(person.sealed_name),
        part=person.part,
        born_on=day(person.sealed_born_on),
        telephone=text(person.sealed_telephone),
        address=text(person.sealed_address),
        keeper=keeper or "",
        moment=moment,
        contact=text(signal.sealed_contact) if signal else "",
        language=signal.language if signal else "",
        interpreter=signal.interpreter if signal else "",
        factors=tuple(Kept(one.code, one.side, one.state, one.storage) for one in factors),
        helpers=tuple(dict.fromkeys(one.receiver_name for one in agreed if one.is_in_force)),
        has_ended=over is not None,
    )


def openings(actor: Actor, coalition: UUID) -> list[Opening]:
    """Every opening in this coalition, those that nobody judged yet first. For who judges; raises `Denied`."""
    with within(actor, coalition, verb="list", kind=KIND) as inside:
        require_may(actor, "list", KIND, coalition=coalition)
        rows = list(BreakGlass.objects.filter(coalition=coalition).order_by("-opened_at", "-pk"))
        write_down(inside, "break-glass openings listed", "R", kind=KIND, hits=[row.pk for row in rows])
        return sorted(_read(inside, rows), key=lambda one: bool(one.outcome))


def tries_in_vain(actor: Actor, coalition: UUID) -> int:
    """How often somebody asked in an emergency and nobody was found, in the last weeks. For who judges; no names."""
    with within(actor, coalition, verb="list", kind=KIND) as inside:
        require_may(actor, "list", KIND, coalition=coalition)
        write_down(inside, "break-glass openings listed", "R", kind=KIND)
        since = timezone.now() - timedelta(WEEKS_OF_TRIES * 7)
        return AuditRecord.objects.filter(coalition=coalition, occurred_at__gte=since, event=IN_VAIN).count()


def opening(actor: Actor, coalition: UUID, opening: UUID) -> Opening:
    """One of them. Raises `Denied`."""
    with within(actor, coalition, verb="list", kind=KIND) as inside:
        require_may(actor, "list", KIND, coalition=coalition)
        row = BreakGlass.objects.filter(pk=opening, coalition=coalition).first()
        if row is None:
            raise Denied("list", KIND)
        write_down(inside, "break-glass openings listed", "R", kind=KIND, reference=opening, hits=[row.person_id])
        return _read(inside, [row])[0]


def _read(inside: Within, rows: list[BreakGlass]) -> list[Opening]:
    people = dict(Account.objects.filter(pk__in={row.account for row in rows}).values_list("pk", "name"))
    parties = dict(Organisation.objects.filter(pk__in={row.organisation for row in rows}).values_list("pk", "name"))
    return [
        Opening(
            id=row.pk,
            opened_at=row.opened_at,
            ends_at=row.ends_at,
            closed_at=row.closed_at,
            name=people.get(row.account, ""),
            organisation=parties.get(row.organisation, ""),
            **dict(zip(("because", "reason"), glass.said(inside.cipher.unseal(row.sealed_reason)), strict=True)),
            outcome=row.outcome,
            note=inside.cipher.unseal(row.sealed_note) if row.sealed_note else "",
            decided_at=row.decided_at,
            is_own=row.account == inside.account,
        )
        for row in rows
    ]
