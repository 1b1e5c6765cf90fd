"""Which files of one's own a colleague can be taken into at once, and what came of it."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.utils import timezone

from kansrijk.families import rules
from kansrijk.families.models import Involvement, Person
from kansrijk.families.queries import visible
from kansrijk.families.queries_colleagues import roles_to_take_in
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Account, Membership
from kansrijk.trust.queries import in_force
from kansrijk.trust.rules import require_may

AUTHOR = frozenset({"author"})


@dataclass(frozen=True)
class Named:
    """A file in a list to choose from."""

    id: UUID
    name: str
    part: str


@dataclass(frozen=True)
class ManyChoice:
    """Kept files of one's own, by name, and colleagues: account and name, by name."""

    files: tuple[Named, ...]
    colleagues: tuple[tuple[UUID, str], ...]


def many_choice(actor: Actor, coalition: UUID) -> ManyChoice:
    """The newest MOST_LISTED files. Raises `Denied`."""
    with within(actor, coalition, verb="create", kind="involvement") as inside:
        require_may(actor, "create", "involvement", coalition=coalition, case=AUTHOR)
        rows = visible(inside, "list").filter(author=inside.account, state="kept").order_by("-made_at", "-pk")
        found = [Named(row.pk, inside.cipher.unseal(row.sealed_name), row.part) for row in rows[: rules.MOST_LISTED]]
        write_down(inside, "files listed", "R", hits=[one.id for one in found])
        held = Membership.objects.filter(
            in_force(timezone.localdate()),
            coalition=coalition,
            organisation__in=inside.organisations,
            role__in=roles_to_take_in(),
        ).exclude(account=inside.account)
        people = Account.objects.filter(pk__in=held.values("account"), is_active=True).order_by("name", "pk")
        by_name = sorted(found, key=lambda one: (rules.plain_name(one.name), one.id))
        return ManyChoice(tuple(by_name), tuple(people.values_list("pk", "name")))


def taken_in_with(actor: Actor, coalition: UUID, key: UUID) -> tuple[str, tuple[Named, ...]]:
    """(name of the colleague, files) of what was given with one key and goes on; nobody and none where it ended."""
    with within(actor, coalition, verb="read", kind="involvement") as inside:
        require_may(actor, "read", "involvement", coalition=coalition, case=AUTHOR)
        parts = given_with(inside, key)
        rows = Person.objects.filter(pk__in=[part.person_id for part in parts])
        found = [Named(row.pk, inside.cipher.unseal(row.sealed_name), row.part) for row in rows]
        name = Account.objects.filter(pk=parts[0].account).values_list("name", flat=True).first() if parts else ""
        write_down(inside, "colleagues listed", "R", kind="involvement", reference=key, hits=[one.id for one in found])
        return name or "", tuple(sorted(found, key=lambda one: (rules.plain_name(one.name), one.id)))


def given_with(inside: Within, key: UUID) -> list[Involvement]:
    """The parts that who asks gave with this key, and that go on: the key of each is made from it."""
    mine = Involvement.objects.filter(taken_in_by=inside.account, coalition=inside.coalition, ends_at=None)
    return [row for row in mine.order_by("pk") if row.pk == uuid5(key, str(row.person_id))]
