"""Sealing: what was committed to the audit gets its place in the chain of its coalition, and the ends are signed."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from kansrijk.trust import sealing, statements, tombstones
from kansrijk.trust.models import AuditHead, AuditStatement
from kansrijk.trust.sealing import FORM, INSTALLATION, Head

BATCH = 5000
LOCK = 7_401_853  # of the one sealer; of no other meaning
TAKEN = f"""
select coalesce(r.coalition, '{INSTALLATION}'), r.id, {sealing.columns("r")}
from trust_auditwaiting w join trust_auditrecord r on r.id = w.record
where w.place = any(%(places)s) and not exists (select from trust_auditseal s where s.record = r.id)
order by w.place
"""  # noqa: S608 - names from our own table of forms
STANDS = "select w.place from trust_auditwaiting w where exists (select from trust_auditrecord r where r.id = w.record)"
"""What can be sealed. A place whose record is gone is left standing: it is all that tells of that record."""
ENDS = """
select c.chain, s.number, s.hash from unnest(%s::uuid[]) c (chain)
cross join lateral (select number, hash from trust_auditseal where chain = c.chain order by number desc limit 1) s
"""


def seal() -> int:
    """Seals all that is committed and waits, and puts what was signed outside the database. Returns how many records.

    One sealer at a time: where another one is at work, this one does nothing. Raises `OSError` where the statements
    and tombstones cannot be written outside; what was sealed stays sealed, and the next run writes them.
    """
    sealed = 0
    while taken := _seal_some():
        sealed += taken
    statements.put_outside()
    tombstones.put_outside()
    return sealed


@transaction.atomic
def _seal_some() -> int:
    """One batch, in one transaction: its seals, where the chains that grew end, and the statement that signs that."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(f"{STANDS} order by w.place limit %s", [BATCH])
        places = [place for (place,) in cursor.fetchall()]
    if not places:
        return 0
    last = AuditStatement.objects.order_by("-run").first()
    run = last.run + 1 if last else 1
    heads = _chained(sealing.lines(TAKEN, {"places": places}))
    with connection.cursor() as cursor:
        cursor.execute("delete from trust_auditwaiting where place = any(%s)", [places])
    if heads:
        _sign(run, heads)
    return len(places)


def _chained(lines: Iterable[bytes]) -> list[Head]:
    """Gives each record its place, and returns where the chains that grew end now."""
    taken: dict[str, tuple[UUID, bytes]] = {}
    for line in lines:
        name, key, written = line.split(b"\t", 2)
        taken[key.decode()] = UUID(name.decode()), written
    ends = {chain: (0, sealing.first(chain)) for chain, _ in taken.values()}
    with connection.cursor() as cursor:
        cursor.execute(ENDS, [list(ends)])
        ends |= {chain: (number, bytes(mark)) for chain, number, mark in cursor.fetchall()}
        into = "copy trust_auditseal (chain, number, record, form, hash) from stdin"
        with cursor.copy(into) as copy:
            for record, (chain, written) in taken.items():
                number, before = ends[chain]
                ends[chain] = number + 1, sealing.following(before, written)
                copy.write_row((chain, number + 1, record, FORM, ends[chain][1]))
    return [Head(chain, number, mark) for chain, (number, mark) in ends.items()]


def _sign(run: int, heads: list[Head]) -> None:
    before = next(statements.kept(run - 2), None) if run > 1 else None
    at = timezone.now().replace(microsecond=0)
    previous = before.digest if before else sealing.FIRST_STATEMENT
    made = sealing.signed(run, at.isoformat(), previous, heads)
    AuditStatement.objects.create(run=run, at=at, previous=previous, key=made.key, signature=made.signature)
    AuditHead.objects.bulk_create(AuditHead(chain=h.chain, number=h.number, run=run, hash=h.hash) for h in heads)
