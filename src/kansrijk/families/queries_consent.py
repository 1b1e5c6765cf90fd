"""Reads of consents. Each opens compartment B itself and writes its record before it answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kansrijk.families import consents, grounds
from kansrijk.families.grounds import Giver, Rule
from kansrijk.families.models import Consent, ConsentStop, Person
from kansrijk.families.queries import standing_of, visible
from kansrijk.families.recording import write_down
from kansrijk.offer.models import Service
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Organisation
from kansrijk.trust.queries_mandate import done_for
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class Receiver:
    """One door of the directory with which sharing can be asked, and the rules that speak of it."""

    id: UUID
    name: str
    kind: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Asking:
    """What a form of consent begins with. `age`: by the day of birth; '' where that has to be asked."""

    file: UUID
    name: str
    part: str
    age: str
    sender: str
    organisation: str
    receivers: tuple[Receiver, ...]


@dataclass(frozen=True)
class ConsentRead:
    """One consent as it is now. `categories`: those that still hold; `ended_at`: since when none does.

    `done_by`: both names in words, where it was asked in a colleague's place.
    """

    id: UUID
    file: UUID | None
    receiver: UUID
    receiver_name: str
    purpose: str
    given: tuple[str, ...]
    categories: tuple[str, ...]
    given_at: datetime
    expires_on: date
    ended_at: datetime | None
    how_ended: str
    agreed: tuple[str, ...]
    channel: str
    rule: str
    told: str
    is_as_told: bool
    done_by: str = ""

    @property
    def is_in_force(self) -> bool:
        return bool(self.categories)


@dataclass(frozen=True)
class Receipt:
    """What a parent takes home of one consent. It names both organisations and no person: paper lies about.

    `sender`: the organisation that asked, as it is called now; `digest`: of the exact text, hexadecimal.
    """

    consent: ConsentRead
    sender: str
    told_version: str
    told_language: str
    digest: str
    with_interpreter: bool


def asking(actor: Actor, coalition: UUID, file: UUID) -> Asking:
    """With whom sharing may be asked for this person, from this organisation. Raises `Denied`."""
    with within(actor, coalition, verb="create", kind="consent") as inside:
        person = found_file(inside, file, "create")
        write_down(inside, "consent begun", "R", kind="consent", reference=file)
        return asking_within(inside, person)


def asking_within(inside: Within, person: Person) -> Asking:
    """The same inside an opening of compartment B."""
    age = grounds.age_of(Giver(born_on(inside, person)), timezone.localdate())
    sender, receivers = doors(inside, person)
    return Asking(
        file=person.pk,
        name=inside.cipher.unseal(person.sealed_name),
        part=person.part,
        age=age.code if age else "",
        sender=sender,
        organisation=Organisation.objects.get(pk=person.organisation).name,
        receivers=receivers,
    )


def consents_of(actor: Actor, coalition: UUID, file: UUID) -> list[ConsentRead]:
    """Every consent of one person, those in force first, the newest first. Raises `Denied`."""
    with within(actor, coalition, verb="list", kind="consent") as inside:
        person = found_file(inside, file, "list")
        found = consents_within(inside, person)
        write_down(inside, "consents listed", "R", kind="consent", reference=file, hits=[one.id for one in found])
        return found


def consents_within(inside: Within, person: Person) -> list[ConsentRead]:
    """The same inside an opening of compartment B."""
    rows = Consent.objects.filter(person=person.pk, coalition=inside.coalition).order_by("-given_at", "-pk")
    return sorted(read(rows, timezone.localdate()), key=lambda one: not one.is_in_force)


def consent(actor: Actor, coalition: UUID, consent: UUID) -> ConsentRead:
    """One consent with the text that was told. Raises `Denied` where it is not there or not the actor's to read."""
    with within(actor, coalition, verb="read", kind="consent") as inside:
        row, file = found(inside, consent, "read")
        write_down(inside, "consent read", "R", kind="consent", reference=consent, hits=[file])
        return read([row], timezone.localdate())[0]


def receipt(actor: Actor, coalition: UUID, consent: UUID) -> Receipt:
    """One consent as the parent takes it home. Raises `Denied` where it is not there or not the actor's to read."""
    with within(actor, coalition, verb="read", kind="consent") as inside:
        row, file = found(inside, consent, "read")
        write_down(inside, "consent read", "R", kind="consent", reference=consent, hits=[file])
        return Receipt(
            consent=read([row], timezone.localdate())[0],
            sender=Organisation.objects.get(pk=row.organisation).name,
            told_version=row.told_version,
            told_language=row.told_language,
            digest=bytes(row.told_hash).hex(),
            with_interpreter=row.with_interpreter,
        )


def found(inside: Within, consent: UUID, verb: str) -> tuple[Consent, UUID]:
    """The row and the file that it was given in. Raises `Denied`; where that file is gone too."""
    row = Consent.objects.filter(pk=consent, coalition=inside.coalition).first()
    if row is None or row.person_id is None:
        raise Denied(verb, "consent")
    found_file(inside, row.person_id, verb)
    return row, row.person_id


def found_file(inside: Within, file: UUID, verb: str) -> Person:
    """The file that consents hang on, where the actor may do this with consents. Raises `Denied`."""
    row: Person | None = visible(inside, "read").filter(pk=file).first()
    if row is None:
        raise Denied(verb, "consent")
    require_may(inside.actor, verb, "consent", coalition=inside.coalition, case=standing_of(inside, row))
    return row


def born_on(inside: Within, person: Person) -> date | None:
    return date.fromisoformat(inside.cipher.unseal(person.sealed_born_on)) if person.sealed_born_on else None


def doors(inside: Within, person: Person) -> tuple[str, tuple[Receiver, ...]]:
    """(role of the sender, the doors of the directory that a rule of today speaks of for that role, by name)."""
    held = {
        tie.role
        for tie in inside.actor.ties
        if tie.coalition == inside.coalition and tie.organisation == person.organisation
    }
    acting = inside.actor.acting_in(inside.coalition)
    held = set(acting.roles) if acting is not None else held
    sender = next((role for role in sorted(held) if any(role in rule.senders for rule in grounds.rules())), "")
    rows = services(inside).order_by("name_key", "pk")
    made = (_receiver(row, sender) for row in rows)
    return sender, tuple(one for one in made if one.rules)


def services(inside: Within) -> QuerySet[Service]:
    """Doors of this coalition that were not taken out."""
    return Service.objects.filter(coalition=inside.coalition, withdrawn_on=None).select_related("provider")


def _receiver(row: Service, sender: str) -> Receiver:
    kind = grounds.receiver_of(row.kind)
    between = grounds.rules_between(sender, kind, timezone.localdate())
    name = f"{row.name}, {row.provider.name}" if row.provider.name != row.name else row.name
    return Receiver(row.pk, name, kind, tuple(rule for rule in between if rule.road == "ask"))


def holds(inside: Within, *, consent: UUID, receiver: UUID, purpose: str, category: str, at: datetime) -> bool:
    """Whether these data may go to this receiver for this purpose, at this instant. Whatever sends, asks this."""
    row = Consent.objects.filter(pk=consent, coalition=inside.coalition, receiver=receiver, purpose=purpose).first()
    if row is None or at < row.given_at:
        return False
    # Stopped in the future: before the clock was put back. Nobody stops anything ahead.
    stopped = Q(stopped_at__lte=at) | Q(stopped_at__gt=timezone.now())
    stops = ConsentStop.objects.filter(stopped, consent=row.pk, category__in=["", category])
    return category in row.categories and timezone.localdate(at) <= row.expires_on and not stops.exists()


def stopped_as_a_whole(consents: Iterable[UUID]) -> set[UUID]:
    """Those of these consents that were stopped, other than by a newer one. Whatever was sent under one is over."""
    stops = ConsentStop.objects.filter(consent__in=list(consents), category="")
    return set(stops.exclude(how="replaced").values_list("consent", flat=True))


def read(rows: Iterable[Consent], today: date) -> list[ConsentRead]:
    """Rows with what stopped of them. One query, and one more where some were asked in a colleague's place."""
    rows = list(rows)
    stops: dict[UUID, list[ConsentStop]] = {row.pk: [] for row in rows}
    for stop in ConsentStop.objects.filter(consent__in=list(stops)).order_by("stopped_at", "pk"):
        stops[stop.consent_id].append(stop)
    names = done_for((row.recorded_by, row.done_by) for row in rows)
    return [_read(row, stops[row.pk], today, names.get((row.recorded_by, row.done_by), "")) for row in rows]


def _read(row: Consent, stops: list[ConsentStop], today: date, done_by: str) -> ConsentRead:
    stopped = {stop.category for stop in stops}
    is_over = "" in stopped or row.expires_on < today
    left = () if is_over else tuple(code for code in row.categories if code not in stopped)
    ended = stops[-1] if stops and not left else None
    return ConsentRead(
        id=row.pk,
        file=row.person_id,
        receiver=row.receiver,
        receiver_name=row.receiver_name,
        purpose=row.purpose,
        given=tuple(row.categories),
        categories=left,
        given_at=row.given_at,
        expires_on=row.expires_on,
        ended_at=ended.stopped_at if ended else None,
        how_ended=ended.how if ended else ("" if left else "expired"),
        agreed=tuple(row.agreed),
        channel=row.channel,
        rule=row.rule,
        told=row.told,
        is_as_told=bytes(row.told_hash) == consents.digest(row.told),
        done_by=done_by,
    )
