"""Every write of families. Each opens compartment B: one actor, one coalition, one transaction with its record."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import life_events, rules
from kansrijk.families.counting import count_end
from kansrijk.families.models import Consent, Involvement, Person
from kansrijk.families.proposing import filled, propose, sealed
from kansrijk.families.queries import standing_of
from kansrijk.families.queries_colleagues import colleagues_of
from kansrijk.families.queries_event import happened
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import Denied, require_may


class LetGo(NamedTuple):
    """Whose part ended in which file."""

    file: UUID
    is_own: bool


def propose_file(
    *,
    by: Actor,
    coalition: UUID,
    organisation: UUID,
    part: str,
    name: str,
    born_on: date | None = None,
    telephone: str = "",
    address: str = "",
    family: UUID | None = None,
) -> UUID:
    """Begins the file of one person: a proposal, seen by its author alone and gone after a week.

    `family`: of another file of the author's own; without one a new family begins.
    """
    with within(by, coalition, verb="create", kind="file") as inside:
        made = propose(
            inside,
            organisation=organisation,
            part=part,
            name=name,
            born_on=born_on,
            telephone=telephone,
            address=address,
            family=family,
        )
        return made.pk


def change_file(
    *,
    by: Actor,
    coalition: UUID,
    file: UUID,
    version: int,
    name: str,
    born_on: date | None = None,
    telephone: str = "",
    address: str = "",
) -> int:
    """Writes what a file says now; what it said is kept with it. Returns the new version.

    Raises `BadInput` when somebody else changed it since `version` was read.
    """
    with within(by, coalition, verb="update", kind="file") as inside:
        row = _found(inside, file, "update", "file")
        rules.after(row.state, "change")
        if row.version != version:
            raise BadInput("somebody else changed this file in the meantime; read it again", field="version")
        if address.strip() and life_events.is_address_secret(happened(file)):
            raise BadInput("the address of this person is secret and stands nowhere", field="address")
        fields = sealed(inside, timezone.localdate(), name=name, born_on=born_on, telephone=telephone, address=address)
        Person.objects.filter(pk=file).update(**fields, version=F("version") + 1)
        write_down(inside, "file changed", "U", reference=file, fields=filled(fields))
        return version + 1


def keep_file(*, by: Actor, coalition: UUID, file: UUID, agreed_on: date) -> None:
    """The parent agreed, on a day, that this organisation keeps the file: it does not end after a week any more."""
    with within(by, coalition, verb="keep", kind="file") as inside:
        row = _found(inside, file, "keep", "file")
        state = rules.after(row.state, "keep")
        today = timezone.localdate()
        if not timezone.localdate(row.made_at) <= agreed_on <= today:
            raise BadInput("the day of the agreement lies before the file or in the future", field="agreed_on")
        count_end(inside, row, "kept")
        Person.objects.filter(pk=file).update(state=state, ends_at=None, agreed_on=agreed_on, version=F("version") + 1)
        write_down(inside, "file kept", "U", reference=file, fields=["agreed_on"])


def forget_file(*, by: Actor, coalition: UUID, file: UUID, is_refused: bool = False) -> None:
    """Destroys a file with all that hangs on it; the record of that stays.

    `is_refused`: the parent did not want it. That is counted where it was a proposal, and stands nowhere else.
    """
    with within(by, coalition, verb="delete", kind="file") as inside:
        row = _found(inside, file, "delete", "file")
        rules.after(row.state, "forget")
        count_end(inside, row, "refused" if is_refused else "removed")
        _destroy(inside, [file])
        write_down(inside, "file removed", "D", reference=file)


def take_in(*, by: Actor, coalition: UUID, file: UUID, account: UUID) -> UUID:
    """Takes a colleague of the same organisation into a kept file, with a role that may read one."""
    with within(by, coalition, verb="create", kind="involvement") as inside:
        row = _found(inside, file, "create", "involvement")
        if row.state != "kept":
            raise BadInput("a proposal is seen by its author alone; keep the file first", field="file")
        if account == inside.account or account not in colleagues_of(row):
            raise BadInput("this is nobody who cares for families in your organisation", field="account")
        if Involvement.objects.filter(person=file, account=account, ends_at=None).exists():
            raise BadInput("this colleague is in the file already", field="account")
        made = Involvement.objects.create(
            coalition=coalition,
            person=row,
            account=account,
            organisation=row.organisation,
            taken_in_by=inside.account,
        )
        write_down(inside, "colleague taken in", "C", kind="involvement", reference=made.pk, hits=[file, account])
        return made.pk


def let_go(*, by: Actor, coalition: UUID, involvement: UUID) -> LetGo:
    """Ends a colleague's part in a file, at once: by who took in, or by the colleague. Twice is once."""
    with within(by, coalition, verb="update", kind="involvement") as inside:
        row = Involvement.objects.filter(pk=involvement, coalition=coalition).first()
        if row is None:
            raise Denied("update", "involvement")
        case = frozenset({"author"} if row.taken_in_by == inside.account else {"involved"})
        require_may(by, "update", "involvement", coalition=coalition, case=case)
        if row.ends_at is None:
            Involvement.objects.filter(pk=involvement).update(ends_at=timezone.now())
            hits = [row.person_id, row.account]
            write_down(inside, "colleague let go", "U", kind="involvement", reference=involvement, hits=hits)
        return LetGo(row.person_id, row.account == inside.account)


def forget_expired(*, by: Actor) -> int:
    """Destroys every proposal whose week is over, coalition by coalition. Returns how many."""
    require_may(by, "expire", "file")
    gone = 0
    for coalition in Coalition.objects.filter(has_families=True).values_list("pk", flat=True):
        with within(by, coalition, verb="expire", kind="file") as inside:
            ended = _expire(inside)
            if ended:
                write_down(inside, "proposals expired", "D", hits=ended)
            gone += len(ended)
    return gone


def _expire(inside: Within) -> list[UUID]:
    """Counts and destroys what is over, one coalition at a time: two that do so at once would count twice."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"expire {inside.coalition}"])
    rows = list(Person.objects.filter(coalition=inside.coalition, ends_at__lte=timezone.now()).order_by("pk"))
    for row in rows:
        count_end(inside, row, "expired")
    ended = [row.pk for row in rows]
    if ended:
        _destroy(inside, ended)
    return ended


def _destroy(inside: Within, files: list[UUID]) -> None:
    """Files with all that hangs on them. A consent on which a referral hangs lets go of its file and stays."""
    Person.objects.filter(pk__in=files).delete()
    loose = Consent.objects.filter(coalition=inside.coalition, person=None)
    if inside.organisations:  # of where one worked before, row security does not show what was sent
        loose = loose.filter(organisation__in=inside.organisations)
    loose.delete()  # row security leaves what was sent


def _found(inside: Within, file: UUID, verb: str, kind: str) -> Person:
    """The file, locked, for who may do this to it or to what hangs on it. Raises `Denied`: not there or not yours."""
    row = Person.objects.select_for_update().filter(pk=file, coalition=inside.coalition).first()
    if row is None:
        raise Denied(verb, kind)
    require_may(inside.actor, verb, kind, coalition=inside.coalition, case=standing_of(inside, row))
    return row
