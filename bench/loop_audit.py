"""Rows of `kansrijk bench loop`: what the audit promises, over ten million records, with the sealer at work.

Figures are per record, so that what must be met reads as a ceiling: 5 µs is 200,000 a second, 2 ms is 500 a second.
"""

import threading
import time
from datetime import UTC, datetime

from bench import loop_region
from bench.loop_records import RECORDS, filled
from bench.loop_region import coalition_of, key
from bench.tasks import Task
from bench.timing import Measured, measured, seconds

WRITERS, LOAD_SECONDS = 50, 20
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def verification() -> list[Measured]:
    """The whole of it, from the first record to the last head, by whoever may verify."""
    filled()
    from kansrijk.trust.commands import installation_actor
    from kansrijk.trust.verifying import verify

    actor, seen = installation_actor(), []

    def look() -> None:
        seen.append(verify(actor))

    each = [1_000_000 * one / max(seen[-1].rows, 1) for one in seconds(look, 2, warm=0)]
    assert all(not one.faults for one in seen), seen[-1].faults[:3]
    return [measured(f"verification of the audit, of {RECORDS:,} records: each", each, "µs", 5.0)]


def who_saw() -> list[Measured]:
    """Everybody who looked at one file, of all records, for files that no run has asked yet."""
    filled()
    from kansrijk.trust.queries_subject import records_about

    numbers = iter(range(7, loop_region.PEOPLE, 97))

    def look() -> None:
        number = next(numbers)
        found = records_about(key(f"file {number}"), key(f"coalition {coalition_of(number)}"), *EVER)
        assert len(found) >= 0.9 * RECORDS / loop_region.PEOPLE, len(found)

    return [measured(f"who saw this file, of {RECORDS:,} records", seconds(look, 30), "s", 1.0)]


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


TASKS = [
    Task("verification of the audit", verification),
    Task("who saw this file", who_saw),
    Task("audit inserts", inserts),
]
