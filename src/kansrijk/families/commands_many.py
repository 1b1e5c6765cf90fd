"""Taking a colleague into several files at once, and taking that back: one statement and one record each."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db.models import QuerySet
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families.models import Involvement, Person
from kansrijk.families.queries import visible
from kansrijk.families.queries_colleagues import colleagues_of
from kansrijk.families.queries_many import given_with
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import Denied, require_may

AUTHOR = frozenset({"author"})
MOST_AT_ONCE = 200


class TakenIn(NamedTuple):
    """How many files the colleague sees from now on, and in how many the colleague was already."""

    now: int
    before: int


def take_in_many(*, by: Actor, coalition: UUID, files: Collection[UUID], account: UUID, key: UUID) -> TakenIn:
    """Takes one colleague into several kept files of one's own, all or none. Sent twice with one key it is once.

    Raises `Denied` where a file is not there or not one's own, and `BadInput` with `files` or `account`.
    """
    wanted = sorted(set(files))
    with within(by, coalition, verb="create", kind="involvement") as inside:
        require_may(by, "create", "involvement", coalition=coalition, case=AUTHOR)
        if not 0 < len(wanted) <= MOST_AT_ONCE:
            raise BadInput(f"choose one to {MOST_AT_ONCE} files", field="files")
        rows = list(_own(inside).filter(pk__in=wanted).select_for_update().order_by("pk"))
        if len(rows) != len(wanted):
            raise Denied("create", "involvement")
        if any(row.state != "kept" for row in rows):
            raise BadInput("a proposal is seen by its author alone; keep the file first", field="files")
        by_party = {row.organisation: row for row in rows}
        if account == inside.account or any(account not in colleagues_of(row) for row in by_party.values()):
            raise BadInput("this is nobody who cares for families in your organisation", field="account")
        made = {uuid5(key, str(row.pk)) for row in rows}
        if Involvement.objects.filter(pk__in=made).exists():
            return TakenIn(0, len(rows))
        there = Involvement.objects.filter(person__in=wanted, account=account, ends_at=None)
        seen = set(there.values_list("person", flat=True))
        new = [row for row in rows if row.pk not in seen]
        Involvement.objects.bulk_create(_part(inside, row, account, key) for row in new)
        if new:
            hits = [account, *(row.pk for row in new)]
            write_down(inside, "colleague taken in", "C", kind="involvement", reference=key, hits=hits)
        return TakenIn(len(new), len(seen))


def take_back_many(*, by: Actor, coalition: UUID, key: UUID) -> int:
    """Ends, at once, the parts that were given with one key and go on still. Returns how many; twice is once."""
    with within(by, coalition, verb="update", kind="involvement") as inside:
        require_may(by, "update", "involvement", coalition=coalition, case=AUTHOR)
        parts = given_with(inside, key)
        if not parts:
            return 0
        Involvement.objects.filter(pk__in=[row.pk for row in parts]).update(ends_at=timezone.now())
        hits = [parts[0].account, *(row.person_id for row in parts)]
        write_down(inside, "colleague let go", "U", kind="involvement", reference=key, hits=hits)
        return len(parts)


def _own(inside: Within) -> QuerySet[Person]:
    return visible(inside, "read").filter(author=inside.account)


def _part(inside: Within, row: Person, account: UUID, key: UUID) -> Involvement:
    return Involvement(
        id=uuid5(key, str(row.pk)),
        coalition=inside.coalition,
        person=row,
        account=account,
        organisation=row.organisation,
        taken_in_by=inside.account,
    )
