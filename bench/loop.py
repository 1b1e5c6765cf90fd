"""`kansrijk bench loop`: what the audit promises, on a million made-up records in a database of its own.

Asked under the application's role, with the sealer at work beside 50 writers. Figures are per record, so that what must
be met reads as a ceiling: 5 µs is 200,000 a second, 2 ms is 500 a second.
"""

import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bench.tasks import Task, run
from bench.timing import Measured, measured, seconds

RECORDS, CHAINS, FILES = 1_000_000, 50, 90_000
WRITERS, LOAD_SECONDS = 50, 20
ROOT = Path(__file__).resolve().parents[1]
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
FILL = """
insert into trust_auditrecord (event, action, outcome, account, account_name, roles, organisation, purpose, coalition,
  network_address, object_kind, object_reference, data_class, policy, detail, source, trace)
select 'file read', 'R', 0, md5('account ' || n % 4000)::uuid, 'Naam van Proef-' || n % 4000, 'jgz member',
  md5('party ' || n % 900)::uuid, 'support', md5('chain ' || n % {chains})::uuid, '192.0.2.' || n % 250, 'file',
  md5('file ' || n % {files})::uuid::text, 'D4', 'authz_matrix.csv 0123456789ab',
  jsonb_build_object('fields', 'name born_on telephone'), 'kansrijk 0.1 host', md5(n::text)
from generate_series(1, {count}) n
"""


def tasks() -> list[Task]:
    """What can be measured here."""
    return [
        Task("verification of the audit", verification),
        Task("who saw this file", who_saw),
        Task("audit inserts", inserts),
    ]


def rows(only: str | None = None) -> Iterator[Measured]:
    """Every line, or those of the measurements whose name holds `only`, as they are measured."""
    return run(tasks(), only)


@cache
def filled() -> None:
    """A million sealed records, made once."""
    os.environ["KANSRIJK_DATA"] = str(ROOT / "build" / "bench-loop")
    os.environ.pop("DATABASE_URL", None)
    from kansrijk.cli.application import prepare

    prepare()
    from django.db import connection

    from kansrijk.trust.commands_sealing import seal
    from kansrijk.trust.models import AuditSeal

    while (there := AuditSeal.objects.count()) < RECORDS:
        with connection.cursor() as cursor:
            cursor.execute(FILL.format(chains=CHAINS, files=FILES, count=min(100_000, RECORDS - there)))
        seal()


def verification() -> list[Measured]:
    """The whole of it, from the first record to the last head, by whoever may verify."""
    filled()
    from kansrijk.trust.commands import installation_actor
    from kansrijk.trust.verifying import verify

    actor, seen = installation_actor(), []

    def look() -> None:
        seen.append(verify(actor))

    each = [1_000_000 * one / max(seen[-1].rows, 1) for one in seconds(look, 3)]
    assert all(not one.faults for one in seen), seen[-1].faults[:3]
    return [measured("verification of the audit, of 1,000,000 records: each", each, "µs", 5.0)]


def who_saw() -> list[Measured]:
    """Everybody who looked at one file, of all records, for files that no run has asked yet."""
    filled()
    from hashlib import md5
    from uuid import UUID

    from kansrijk.trust.queries_subject import records_about

    numbers = iter(range(1, FILES))

    def key(text: str) -> UUID:
        return UUID(hex=md5(text.encode(), usedforsecurity=False).hexdigest())

    def look() -> None:
        number = next(numbers)  # what is made keeps a file in one coalition: FILES is a multiple of CHAINS
        found = records_about(key(f"file {number}"), key(f"chain {number % CHAINS}"), *EVER)
        assert len(found) >= RECORDS // FILES, found

    return [measured("who saw this file, of 1,000,000 records", seconds(look, 30), "s", 1.0)]


def inserts() -> list[Measured]:
    """Writers that write as requests do, each record in a transaction of its own, and the sealer beside them."""
    filled()
    from django.db import connection

    from kansrijk.trust import audit, verifying
    from kansrijk.trust.actors import Actor
    from kansrijk.trust.commands_sealing import seal
    from kansrijk.trust.models import AuditWaiting

    seal()
    stop, written, waits, actor = threading.Event(), [0] * WRITERS, [0.0], Actor(name="Proef")

    def write(number: int) -> None:
        while not stop.is_set():
            audit.record(by=actor, event="file read", action="R", kind="file", reference=number, data_class="D4")
            written[number] += 1
        connection.close()

    def keep_sealing() -> None:
        while not stop.wait(2):
            waits.append(_oldest())
            seal()
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    threads.append(threading.Thread(target=keep_sealing))
    began = time.perf_counter()
    for one in threads:
        one.start()
    time.sleep(LOAD_SECONDS)
    stop.set()
    for one in threads:
        one.join()
    spent = time.perf_counter() - began
    waits.append(_oldest())
    seal()
    assert not AuditWaiting.objects.exists()
    assert verifying.late() == 0
    return [
        measured(
            f"audit inserts, {WRITERS} writers, sealer beside them: each", [1000 * spent / sum(written)], "ms", 2.0
        ),
        measured("audit inserts: longest wait for a seal", [max(waits)], "s", 60.0),
    ]


def _oldest() -> float:
    """Seconds since the oldest record that waits was written."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select coalesce(extract(epoch from clock_timestamp() - min(since)), 0) from trust_auditwaiting")
        return float(cursor.fetchone()[0])
