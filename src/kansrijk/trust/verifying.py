"""Verifies the audit: every seal follows from its record and the seal before, and ends where it was signed to end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from kansrijk.trust import audit, sealing, statements
from kansrijk.trust.actors import Actor
from kansrijk.trust.chains import chains
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import require_may
from kansrijk.trust.sealing import FORM, INSTALLATION, Head, Statement

LATE = timedelta(seconds=60)
_FORM = str(FORM).encode()
MOST_TOLD = 20  # faults of one chain; the first says where to look
GONE = rb"\N" + b"\t"
HEADS = """
select distinct h.chain from trust_audithead h
left join trust_auditseal s on s.chain = h.chain and s.number = h.number where s.hash is distinct from h.hash
"""
WALK = f"""
select case when h.hash <> s.hash then -s.number else s.number end, s.hash, s.form, {sealing.columns("r")}
from trust_auditseal s left join trust_auditrecord r on r.id = s.record
left join trust_audithead h on h.chain = s.chain and h.number = s.number
where s.chain = %(chain)s order by s.number
"""  # noqa: S608 - names from our own table of forms
WAITING = """
select count(*), count(*) filter (where r.occurred_at < %s)
from trust_auditwaiting w join trust_auditrecord r on r.id = w.record
where not exists (select from trust_auditseal s where s.record = r.id)
"""
GONE_BEFORE = """
select w.record, w.since from trust_auditwaiting w
where not exists (select from trust_auditrecord r where r.id = w.record) order by w.place
"""
UNSEALED = """
select count(*) from trust_auditrecord r
where r.occurred_at < %s and not exists (select from trust_auditseal s where s.record = r.id)
"""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in a sentence. `number`: the place in the chain, where it has one."""

    words: str
    chain: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Verified:
    """What was found. `rows`: sealed records that were verified; `late`: unsealed for more than a minute."""

    rows: int
    late: int
    faults: tuple[Fault, ...]

    @property
    def is_in_order(self) -> bool:
        return not self.faults and not self.late


@dataclass
class _Found:
    """What one look gathers."""

    names: dict[UUID, str]
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0
    present: int = 0

    def name(self, chain: UUID) -> str:
        return self.names.get(chain, str(chain))

    def add(self, words: str, chain: UUID | None = None, number: int | None = None) -> None:
        self.faults.append(Fault(words, "" if chain is None else self.name(chain), number))


def verify(actor: Actor) -> Verified:
    """Looks at every sealed record, at one moment, and writes down that it was verified. Raises `Denied`."""
    require_may(actor, "verify", "audit")
    with _one_moment() as snapshot:
        found = _Found({INSTALLATION: "installation", **dict(Coalition.objects.values_list("pk", "slug"))})
        ends = _statements(found)
        for chain in _doubtful(found, ends, snapshot):
            _walk(found, chain, ends.get(chain))
        _gone_before(found)
        seen = Verified(found.rows, _late(found.present), tuple(found.faults))
    detail = {"rows": seen.rows, "faults": len(seen.faults), "late": seen.late}
    outcome = audit.SUCCESS if seen.is_in_order else audit.FAILED
    audit.record(by=actor, event="audit verified", action="E", kind="audit", outcome=outcome, detail=detail)
    return seen


def late() -> int:
    """How many records wait longer than a minute to be sealed, by the sealer's own list: quick, for an alarm."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [_limit()])
        return int(cursor.fetchone()[1])


def gone_before() -> int:
    """How many records were removed before they were sealed."""
    with connection.cursor() as cursor:
        cursor.execute(GONE_BEFORE)
        return len(cursor.fetchall())


def _limit() -> datetime:
    return timezone.now() - LATE


@contextmanager
def _one_moment() -> Iterator[str]:
    """Everything as it was at one instant, so that what is sealed meanwhile is no fault.

    Yields the name by which another connection sees the same; "" inside a transaction of somebody else's.
    """
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if not is_first:
            yield ""
            return
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            cursor.execute("select pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        yield str(snapshot)


def _statements(found: _Found) -> dict[UUID, Head]:
    """Each statement names the one before it, the newest is signed by us, and outside says the same.

    Returns where each chain was signed to end.
    """
    ends: dict[UUID, Head] = {}
    outside, newest = statements.newest_outside(), None
    before, run = sealing.FIRST_STATEMENT, 0
    for newest in statements.kept():
        if newest.run != run + 1:
            found.add(f"statements {run + 1} to {newest.run - 1} of the sealer are gone")
        elif newest.previous != before:
            found.add(
                f"statement {run} of the sealer is not what statement {newest.run} follows: one of them was changed"
            )
        if outside and newest.run == outside.run and newest.digest != outside.digest:
            found.add(f"statement {newest.run} of the sealer differs from the one outside the database")
        for head in newest.heads:
            if head.chain in ends and head.number <= ends[head.chain].number:
                found.add(f"statement {newest.run} of the sealer goes back", head.chain, head.number)
            ends[head.chain] = head
        before, run = newest.digest, newest.run
    if newest is not None and not sealing.is_ours(newest):
        found.add(f"statement {newest.run} of the sealer is not signed by a key of this installation")
    _outside(found, newest, outside, ends)
    return ends


def _outside(found: _Found, newest: Statement | None, outside: Statement | None, ends: dict[UUID, Head]) -> None:
    """What was signed and put outside must still be inside."""
    if outside is None:
        if newest is not None and datetime.fromisoformat(newest.at) < _limit():
            found.add("there is no statement of the sealer outside the database: a lost end would not be seen")
        return
    if not sealing.is_ours(outside):
        found.add(f"statement {outside.run} outside the database is not signed by a key of this installation")
        return
    run = newest.run if newest else 0
    if outside.run <= run:
        return
    found.add(f"the end is lost: the database ends with statement {run} of the sealer, outside is number {outside.run}")
    lost = sorted((one for one in statements.outside() if one.run > run), key=lambda one: one.run)
    for head in (head for statement in lost if sealing.is_ours(statement) for head in statement.heads):
        ends[head.chain] = head


def _doubtful(found: _Found, ends: dict[UUID, Head], snapshot: str) -> list[UUID]:
    """What follows as it should is counted; the other chains are for a closer look."""
    seen = chains(snapshot)
    with connection.cursor() as cursor:
        cursor.execute(HEADS)
        doubtful = {chain for (chain,) in cursor.fetchall()}
    for one in {*seen, *ends}:
        if one not in doubtful and one in seen and seen[one].ends_as(ends.get(one)):
            found.rows += seen[one].next - 1
            found.present += seen[one].next - 1
        else:
            doubtful.add(one)
    return sorted(doubtful, key=str)


def _walk(found: _Found, chain: UUID, end: Head | None) -> None:
    """One chain, place by place. A fault is told once; what comes after it is judged by the seal that stands there."""
    before, expected, told = sealing.first(chain), 1, len(found.faults) + MOST_TOLD
    for line in sealing.lines(WALK, {"chain": chain}):
        place, mark, form, written = line.split(b"\t", 3)
        number = int(place)
        follows = sealing.following(before, written)
        kept = mark[3:]  # of \\x…, as copy writes bytes
        if number == expected and kept == follows.hex().encode() and form == _FORM:
            before, expected = follows, expected + 1
            continue
        words = _wrong(abs(number), expected, number < 0, form, written, kept == follows.hex().encode())
        if len(found.faults) < told:
            found.add(words, chain, min(abs(number), expected))
        found.present -= written.startswith(GONE)
        before, expected = bytes.fromhex(kept.decode()), abs(number) + 1
    found.rows += expected - 1
    found.present += expected - 1
    if end is None:
        found.add("sealed, and never signed", chain, 1)
    elif end.number > expected - 1:
        found.add(f"the end is lost: signed up to place {end.number}, there are {expected - 1}", chain, expected)
    elif end.number < expected - 1:
        found.add(f"what comes after place {end.number} was never signed", chain, end.number + 1)
    elif end.hash != before and len(found.faults) < told:
        found.add(f"place {end.number} is not the one that was signed", chain, end.number)


def _wrong(number: int, expected: int, is_not_the_head: bool, form: bytes, written: bytes, fits: bool) -> str:
    if number != expected:
        return f"places {expected} to {number - 1} are missing"
    if written.startswith(GONE):
        return f"the record of place {number} is gone"
    if int(form) != FORM:
        return f"place {number} is sealed in form {int(form)}, which this version does not know"
    if is_not_the_head and fits:
        return f"place {number} is not the one that was signed"
    return f"place {number} was changed: its seal does not follow from the record and the place before"


def _gone_before(found: _Found) -> None:
    """Records that were removed before they were sealed: the sealer's list still names them."""
    with connection.cursor() as cursor:
        cursor.execute(GONE_BEFORE)
        for record, since in cursor.fetchall():
            found.add(f"a record of {since:%Y-%m-%d %H:%M} UTC was removed before it was sealed: {record}")


def _late(present: int) -> int:
    """Records without a seal that are older than a minute, also those that the sealer's list forgot."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from trust_auditrecord")
        (records,) = cursor.fetchone()
        cursor.execute(WAITING, [_limit()])
        waiting, waiting_late = cursor.fetchone()
        if records - present == waiting:
            return int(waiting_late)
        cursor.execute(UNSEALED, [_limit()])
        return int(cursor.fetchone()[0])
