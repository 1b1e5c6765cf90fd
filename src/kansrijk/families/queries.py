"""Every read of families. Each opens compartment B itself and writes its record before it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kansrijk.families import glass, rules
from kansrijk.families.models import BreakGlass, Involvement, Person, PersonHistory
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Organisation
from kansrijk.trust.queries import CoalitionCard
from kansrijk.trust.queries_mandate import done_for
from kansrijk.trust.rules import Denied, require_may, rights_within


@dataclass(frozen=True)
class File:
    """The file of one person as who may read it sees it. `family` ties files and opens none.

    `done_by`: both names in words, where it was begun in a colleague's place. `opened_in_emergency`: when a colleague
    did so last, where that is not long ago; for who keeps it.
    """

    id: UUID
    family: UUID
    part: str
    state: str
    name: str
    born_on: date | None
    telephone: str
    address: str
    ends_at: datetime | None
    agreed_on: date | None
    version: int
    is_mine: bool
    done_by: str = ""
    opened_in_emergency: datetime | None = None


@dataclass(frozen=True)
class Earlier:
    """What a file said until a moment."""

    until: datetime
    changed_by: UUID | None
    name: str
    born_on: date | None
    telephone: str
    address: str


def places(actor: Actor) -> list[CoalitionCard]:
    """The coalitions with families in which the actor has a task, by name. Nothing is asked for it."""
    own = {tie.coalition: tie for tie in actor.ties if tie.has_families and rights_within(actor, tie.coalition)}
    cards = (CoalitionCard(key, tie.name, tie.slug, tie.is_fictional) for key, tie in own.items())
    return sorted(cards, key=lambda card: (card.name, card.slug))


def place(actor: Actor, slug: str, kind: str) -> CoalitionCard:
    """The coalition of an address where the actor has a task in families. Raises `Denied` for any other, alike."""
    found = next((card for card in places(actor) if card.slug == slug), None)
    if found is None:
        raise Denied("list", kind)
    return found


def own_parties(actor: Actor, coalition: UUID) -> list[tuple[UUID, str]]:
    """The organisations that the actor works for in this coalition, by name."""
    held = actor.organisations_in(coalition)
    return list(Organisation.objects.filter(pk__in=held).order_by("name").values_list("pk", "name"))


def file(actor: Actor, coalition: UUID, file: UUID) -> File:
    """One file. Raises `Denied` where it is not there or not the actor's: the two are one."""
    with within(actor, coalition, verb="read", kind="file") as inside:
        row = visible(inside, "read").filter(pk=file).first()
        if row is None:
            raise Denied("read", "file")
        require_may(actor, "read", "file", coalition=coalition, case=standing_of(inside, row))
        write_down(inside, "file read", "R", reference=file)
        pair = (row.author, row.done_by)
        return replace(_opened(inside, row, _emergencies(inside, [row])), done_by=done_for([pair]).get(pair, ""))


def own_files(actor: Actor, coalition: UUID, wanted: str = "") -> list[File]:
    """The newest files that are the actor's, at most MOST_LISTED, by name; with `wanted` those whose name holds it.

    Names are opened in memory to search in; the database has no index on them.
    """
    verb = "search" if wanted else "list"
    with within(actor, coalition, verb=verb, kind="file") as inside:
        if not any(right.startswith(f"file.{verb}.") for right in inside.rights):
            raise Denied(verb, "file")
        rows = list(visible(inside, verb).order_by("-made_at", "-pk")[: rules.MOST_LISTED])
        part, broken = rules.plain_name(wanted), _emergencies(inside, rows)
        found = [one for one in (_opened(inside, row, broken) for row in rows) if part in rules.plain_name(one.name)]
        found.sort(key=lambda one: (rules.plain_name(one.name), one.id))
        event = "files searched" if wanted else "files listed"
        write_down(inside, event, "E" if wanted else "R", hits=[one.id for one in found])
        return found


def same_person(actor: Actor, coalition: UUID, name: str, born_on: date | None) -> list[File]:
    """Files that are the actor's and of exactly this name and day of birth, found by keyed hash.

    Twins share a day and a surname, not a name; whether two files are one person is for people to say.
    """
    with within(actor, coalition, verb="search", kind="file") as inside:
        if not any(right.startswith("file.search.") for right in inside.rights):
            raise Denied("search", "file")
        mark = inside.cipher.mark("person", rules.plain_name(name), born_on.isoformat() if born_on else "")
        found = [_opened(inside, row) for row in visible(inside, "search").filter(match=mark).order_by("pk")]
        write_down(inside, "files searched", "E", hits=[one.id for one in found])
        return found


def history(actor: Actor, coalition: UUID, file: UUID) -> list[Earlier]:
    """What a file said earlier, the newest first. Raises `Denied`."""
    with within(actor, coalition, verb="history", kind="file") as inside:
        row = visible(inside, "history").filter(pk=file).first()
        if row is None:
            raise Denied("history", "file")
        require_may(actor, "history", "file", coalition=coalition, case=standing_of(inside, row))
        write_down(inside, "file history read", "R", reference=file)
        rows = PersonHistory.objects.filter(person=file, coalition=coalition).order_by("-changed_at")
        return [Earlier(one.changed_at, one.changed_by, **_opened_fields(inside, one.was)) for one in rows]


def visible(inside: Within, verb: str) -> QuerySet[Person]:
    """Files to which the matrix gives this verb in one of the actor's relations: the first lock; RLS is the second."""
    account = inside.account
    related = {
        "author": Q(author=account),
        "involved": Q(state="kept")
        & Q(Exists(Involvement.objects.filter(person=OuterRef("pk"), account=account, ends_at=None))),
    }
    condition = Q(pk__in=[])
    for relation, held in related.items():
        if f"file.{verb}.{relation}" in inside.rights:
            condition |= held
    in_force = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
    return Person.objects.filter(in_force, condition, coalition=inside.coalition, organisation__in=inside.organisations)


def standing_of(inside: Within, row: Person) -> frozenset[str]:
    """How the actor stands to this file, in relations of the matrix."""
    parts = Involvement.objects.filter(person=row.pk, account=inside.account)
    ends = list(parts.values_list("ends_at", flat=True))
    return rules.standing(
        account=inside.account,
        organisations=inside.organisations,
        author=row.author,
        organisation=row.organisation,
        is_involved=row.state == "kept" and None in ends,
        was_involved=bool(ends),
    )


def _emergencies(inside: Within, rows: list[Person]) -> dict[UUID, datetime]:
    """File → when somebody else opened it in an emergency last; row security shows it to who keeps the file only."""
    since = timezone.now() - glass.RECENT
    found = BreakGlass.objects.filter(person__in=[row.pk for row in rows], opened_at__gt=since)
    return dict(found.exclude(account=inside.account).order_by("opened_at").values_list("person", "opened_at"))


def _opened(inside: Within, row: Person, broken: Mapping[UUID, datetime] = MappingProxyType({})) -> File:
    sealed = {f"sealed_{key}": getattr(row, f"sealed_{key}") for key in ("name", "born_on", "telephone", "address")}
    return File(
        id=row.pk,
        family=row.family,
        part=row.part,
        state=row.state,
        ends_at=row.ends_at,
        agreed_on=row.agreed_on,
        version=row.version,
        opened_in_emergency=broken.get(row.pk),
        is_mine=row.author == inside.account,
        **_opened_fields(inside, sealed),
    )


def _opened_fields(inside: Within, sealed: dict[str, Any]) -> dict[str, Any]:
    text = {
        key: inside.cipher.unseal(sealed[f"sealed_{key}"]) if sealed[f"sealed_{key}"] else ""
        for key in ("name", "born_on", "telephone", "address")
    }
    return {**text, "born_on": date.fromisoformat(text["born_on"]) if text["born_on"] else None}
