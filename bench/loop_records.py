"""Ten million records of the audit, about the people of `loop_region`, each sealed by the sealer itself."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg

from bench import loop_region

RECORDS = 10_000_000
AT_ONCE = 100_000
INDEX = "audit_by_subject"
# Of ten records one is a list with the keys of six people, four are of a file and five of a referral.
FILL = """
insert into trust_auditrecord (event, action, outcome, account, account_name, roles, organisation, purpose, coalition,
  network_address, object_kind, object_reference, data_class, policy, detail, source, trace)
select case kind when 0 then 'files listed' when 1 then 'file read' else 'referral read' end, 'R', 0,
  md5('account ' || n % 6000)::uuid, 'Naam van Proef-' || n % 6000, 'jgz member', md5('party ' || n % 3000)::uuid,
  case kind when 2 then 'referral' else 'support' end, md5('coalition ' || c)::uuid, '192.0.2.' || n % 250,
  case kind when 2 then 'referral' else 'file' end,
  case kind when 0 then '' when 1 then md5('file ' || f)::uuid::text
    else md5('referral ' || f + {people} * (n % 3))::uuid::text end,
  'D4', 'authz_matrix.csv 0123456789ab',
  case kind
    when 0 then jsonb_build_object('hits from 1', (
      select string_agg(md5('file ' || case when f < {large} then (f + i) % {large}
        else {large} + (f - {large} + i * ({coalitions} - 1)) % {others} end)::uuid::text, ' ')
      from generate_series(0, 5) i
    ))
    when 1 then jsonb_build_object('fields', 'name born_on telephone')
    else jsonb_build_object('hits from 1', md5('file ' || f)::uuid::text)
  end,
  'kansrijk 0.1 host', md5(n::text)
from (
  select n, n % {people} as f,
    case when n % {people} < {large} then 0 else 1 + n % {people} % ({coalitions} - 1) end as c,
    case when n / {people} % 10 = 0 then 0 when n / {people} % 10 < 5 then 1 else 2 end as kind
  from generate_series({since}, {since} + {count} - 1) n
) x
"""


@cache
def filled() -> None:
    """Every record that there has to be, sealed; goes on where an earlier making was broken off."""
    loop_region.filled()
    from kansrijk.trust.commands_sealing import seal

    seal()
    there = _sealed()
    if there < RECORDS:
        with _without_index():
            _make(there)
        assert _sealed() >= RECORDS


def _make(there: int) -> None:
    """Written by one thread and sealed by this one, which is slower than the two of them need be, and honest."""
    from kansrijk.trust.commands_sealing import seal

    writer = threading.Thread(target=_write, args=(there,))
    writer.start()
    while writer.is_alive():
        if not seal():
            time.sleep(0.2)
    writer.join()
    seal()


def _write(there: int) -> None:
    from django.db import connection

    for since in range(there, RECORDS, AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(_statement(since, min(AT_ONCE, RECORDS - since)))
    connection.close()


@contextmanager
def _without_index() -> Iterator[None]:
    """An index that grows by hand is slow to write to; it is made again over the whole, exactly as it was."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("create table if not exists bench_index as select pg_get_indexdef(%s::regclass) as made", [INDEX])
        owner.execute(f"drop index if exists {INDEX}")
        yield
        owner.execute("set maintenance_work_mem = '1GB'")
        owner.execute(owner.execute("select made from bench_index").fetchone()[0])  # type: ignore[index,arg-type]
        owner.execute("drop table bench_index")
        owner.execute("vacuum analyze trust_auditrecord, trust_auditseal, trust_auditwaiting")


def _sealed() -> int:
    """Records with a seal: the ends of all chains together."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(n), 0) from (select max(number) n from trust_auditseal group by chain) x")
        return int(cursor.fetchone()[0])


def _statement(since: int, count: int) -> str:
    coalitions, large = loop_region.COALITIONS, loop_region.LARGE
    others = (loop_region.PEOPLE - large) // (coalitions - 1) * (coalitions - 1)
    return FILL.format(
        since=since, count=count, people=loop_region.PEOPLE, large=large, coalitions=coalitions, others=others
    )
