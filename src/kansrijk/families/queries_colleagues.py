"""Which colleagues see a kept file, and who could be taken in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from kansrijk.families.models import Involvement, Person
from kansrijk.families.queries import standing_of, visible
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Account, Membership
from kansrijk.trust.queries import in_force
from kansrijk.trust.rules import Denied, matrix, require_may


@dataclass(frozen=True)
class Part:
    """A colleague in a file, now. `is_own`: the one who asks."""

    id: UUID
    name: str
    begins_at: datetime
    is_own: bool


@dataclass(frozen=True)
class Choice:
    """A file, and the colleagues who are not in it yet: account and name, by name."""

    file: UUID
    name: str
    part: str
    is_kept: bool
    colleagues: list[tuple[UUID, str]]


def parts(actor: Actor, coalition: UUID, file: UUID) -> list[Part]:
    """Of whoever keeps the file: all who are in it; of whoever was taken in: the own part. Raises `Denied`."""
    with within(actor, coalition, verb="read", kind="involvement") as inside:
        person = _seen(inside, file, "read")
        require_may(actor, "read", "involvement", coalition=coalition, case=standing_of(inside, person))
        rows = list(Involvement.objects.filter(person=file, ends_at=None).order_by("begins_at", "pk"))
        names = dict(Account.objects.filter(pk__in=[row.account for row in rows]).values_list("pk", "name"))
        write_down(inside, "colleagues listed", "R", kind="involvement", reference=file)
        return [Part(row.pk, names.get(row.account, ""), row.begins_at, row.account == inside.account) for row in rows]


def choice(actor: Actor, coalition: UUID, file: UUID) -> Choice:
    """For who may take somebody in. Raises `Denied`."""
    with within(actor, coalition, verb="create", kind="involvement") as inside:
        person = _seen(inside, file, "read")
        require_may(actor, "create", "involvement", coalition=coalition, case=standing_of(inside, person))
        there = Involvement.objects.filter(person=file, ends_at=None).values_list("account", flat=True)
        found = Account.objects.filter(pk__in=colleagues_of(person)).exclude(pk__in=[*there, inside.account])
        write_down(inside, "colleagues listed", "R", kind="involvement", reference=file)
        names = list(found.order_by("name", "pk").values_list("pk", "name"))
        name = inside.cipher.unseal(person.sealed_name)
        return Choice(person.pk, name, person.part, person.state == "kept", names)


def colleagues_of(person: Person) -> frozenset[UUID]:
    """Accounts of the file's organisation in its coalition today, in a role to which the matrix opens a file."""
    held = Membership.objects.filter(
        in_force(timezone.localdate()),
        account__is_active=True,
        coalition=person.coalition,
        organisation=person.organisation,
        role__in=roles_to_take_in(),
    )
    return frozenset(held.values_list("account", flat=True))


def roles_to_take_in() -> frozenset[str]:
    """Roles that may read a file they were taken into."""
    wanted = ("file", "read", "involved", "allow")
    return frozenset(row.role for row in matrix() if (row.object, row.verb, row.relation, row.effect) == wanted)


def _seen(inside: Within, file: UUID, verb: str) -> Person:
    person = visible(inside, verb).filter(pk=file).first()
    if person is None:
        raise Denied(verb, "involvement")
    return person
