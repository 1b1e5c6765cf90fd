"""Reads of what happened in a family, and what recording something would do. Each writes its record first."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from kansrijk.families import grounds, life_events
from kansrijk.families.grounds import Giver
from kansrijk.families.life_events import Happened, Held, Kind
from kansrijk.families.models import Consent, LifeEvent, ParentLink, Person
from kansrijk.families.queries import standing_of, visible
from kansrijk.families.queries_consent import born_on, read
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import Denied, require_may

KIND = "life_event"


@dataclass(frozen=True)
class Recorded:
    """An event as it stands on the page of a file."""

    id: UUID
    kind: Kind
    recorded_at: datetime
    undone_at: datetime | None

    @property
    def stops_now(self) -> bool:
        """Whether everything rests because of it."""
        return self.kind.stops == life_events.STOP and self.undone_at is None


@dataclass(frozen=True)
class Shared:
    """A consent in force: with whom and what for. `ends`: whether it ends unless help goes on under it."""

    id: UUID
    receiver_name: str
    purpose: str
    ends: bool


@dataclass(frozen=True)
class Other:
    """Another file of the same family that is the actor's too."""

    id: UUID
    name: str
    part: str


@dataclass(frozen=True)
class Before:
    """What recording `kind` would do, asked before the button. `begins`: whether files of children can be begun.

    `who`: whose word counts at this age; () where the age is not known.
    """

    file: UUID
    name: str
    part: str
    kind: Kind
    shared: tuple[Shared, ...]
    others: tuple[Other, ...]
    has_link: bool
    has_address: bool
    begins: bool
    who: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """What can be recorded in one file."""

    file: UUID
    name: str
    part: str
    kinds: tuple[Kind, ...]


def recorded(actor: Actor, coalition: UUID, file: UUID) -> list[Recorded]:
    """What happened to one person, the newest first. Raises `Denied`."""
    with within(actor, coalition, verb="read", kind=KIND) as inside:
        person = found_file(inside, file, "read")
        rows = list(LifeEvent.objects.filter(person=person.pk).order_by("-recorded_at", "-pk"))
        write_down(inside, "life events read", "R", kind=KIND, reference=file, hits=[row.pk for row in rows])
        known = life_events.kinds()
        return [Recorded(row.pk, known[row.kind], row.recorded_at, row.undone_at) for row in rows]


def choice(actor: Actor, coalition: UUID, file: UUID) -> Choice:
    """What can be recorded in this file. Raises `Denied`."""
    with within(actor, coalition, verb="create", kind=KIND) as inside:
        person = found_file(inside, file, "create")
        write_down(inside, "life event begun", "R", kind=KIND, reference=file)
        name = inside.cipher.unseal(person.sealed_name)
        return Choice(person.pk, name, person.part, tuple(life_events.offered(person.part)))


def before(actor: Actor, coalition: UUID, file: UUID, code: str) -> Before:
    """What recording this would do here. Raises `Denied`, or `BadInput` for an event that is none here."""
    with within(actor, coalition, verb="create", kind=KIND) as inside:
        person = found_file(inside, file, "create")
        kind = life_events.kind_of(code, person.part)
        write_down(inside, "life event begun", "R", kind=KIND, reference=file)
        today, born = timezone.localdate(), born_on(inside, person)
        ends = life_events.ending(kind, held(person), frozenset(), born, today)
        links = ParentLink.objects.filter(person=person.pk, withdrawn_at=None, ends_on__gte=today)
        return Before(
            file=person.pk,
            name=inside.cipher.unseal(person.sealed_name),
            part=person.part,
            kind=kind,
            shared=_shared(person, ends, today),
            others=tuple(
                Other(one.pk, inside.cipher.unseal(one.sealed_name), one.part) for one in family_of(inside, person)
            ),
            has_link=links.exists(),
            has_address=bool(person.sealed_address),
            begins=life_events.begins_files(kind, happened(person.pk)) and person.author == inside.account,
            who=grounds.who_agrees(Giver(born), today),
        )


def _shared(person: Person, ends: set[UUID], today: date) -> tuple[Shared, ...]:
    rows = read(Consent.objects.filter(person=person.pk).order_by("-given_at", "-pk"), today)
    return tuple(Shared(one.id, one.receiver_name, one.purpose, one.id in ends) for one in rows if one.is_in_force)


def found_file(inside: Within, file: UUID, verb: str) -> Person:
    """The file, where the actor may do this with what happened. Raises `Denied`."""
    row: Person | None = visible(inside, "read").filter(pk=file).first()
    if row is None:
        raise Denied(verb, KIND)
    require_may(inside.actor, verb, KIND, coalition=inside.coalition, case=standing_of(inside, row))
    return row


def family_of(inside: Within, person: Person) -> list[Person]:
    """Other files of the same family in which the actor may record what happened."""
    rows = visible(inside, "read").filter(family=person.family).exclude(pk=person.pk).order_by("made_at", "pk")
    return [row for row in rows if _may_record(inside, row)]


def _may_record(inside: Within, row: Person) -> bool:
    return any(f"{KIND}.create.{relation}" in inside.rights for relation in standing_of(inside, row))


def held(person: Person) -> list[Held]:
    """Every consent of one person, inside an opening."""
    rows = {row.pk: row for row in Consent.objects.filter(person=person.pk)}
    return [
        Held(one.id, one.is_in_force, one.agreed, rows[one.id].age, rows[one.id].exception)
        for one in read(rows.values(), timezone.localdate())
    ]


def happened(file: UUID) -> list[Happened]:
    """What was recorded about one person, inside an opening."""
    rows = LifeEvent.objects.filter(person=file).order_by("recorded_at")
    return [Happened(row.kind, row.recorded_at, row.undone_at) for row in rows]
