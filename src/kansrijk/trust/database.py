"""What is wrong with the database that the server is given: version, role, grants, tables, clock."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kansrijk.trust import statements, tombstones, verifying
from kansrijk.trust.compartment import SCHEMAS

OLDEST = 18  # uuidv7() and virtual columns
SLOWEST_CLOCK = 60  # seconds apart


def _row(statement: str, *values: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return tuple(cursor.fetchone() or ())


def faults() -> Iterator[str]:
    """One sentence each; none when everything is in order. Raises `DatabaseError` when nothing answers."""
    version, encoding, provider, locale = _row(
        "select current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding),"
        " datlocprovider, datlocale from pg_database where datname = current_database()"
    )
    if int(str(version)) < OLDEST:
        yield f"the database server is PostgreSQL {version}: {OLDEST} or newer is needed"
        return
    if (encoding, provider, locale) != ("UTF8", "b", "C.UTF-8"):
        yield "the database has another locale: make it with encoding UTF8, locale_provider builtin, C.UTF-8"
    yield from _role_faults()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "the tables are not up to date: run kansrijk migrate"
        return
    older = len(tombstones.missing())
    if older:
        yield f"the database lacks {older} tombstones that stand outside it: run kansrijk restore without a folder"
    yield from _audit_faults()
    yield from _compartment_faults()
    (now,) = _row("select clock_timestamp()")
    if isinstance(now, datetime) and abs((datetime.now(UTC) - now).total_seconds()) > SLOWEST_CLOCK:
        yield "the clocks of this computer and of the database are more than a minute apart"


def _role_faults() -> Iterator[str]:
    row = _row("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")
    for word, is_so in zip(("superuser", "bypassing row security", "allowed to make roles"), row, strict=True):
        if is_so:
            yield f"the database role is {word}; run the server under the application's role"
    (owned,) = _row("select count(*) from pg_class where pg_get_userbyid(relowner) = current_user")
    if owned:
        yield f"the database role owns {owned} tables or indexes; run the server under a role that owns nothing"
    (may_create,) = _row("select has_schema_privilege('public', 'create')")
    if may_create:
        yield "the database role may create tables; run the server under the application's role"


def alarms() -> Iterator[str]:
    """What must be looked at while the installation goes on: one sentence each."""
    waiting = verifying.late()
    if waiting:
        yield f"{waiting} records of the audit are unsealed for more than a minute: is kansrijk worker running?"
    gone = verifying.gone_before()
    if gone:
        yield f"{gone} records of the audit were removed before they were sealed: see kansrijk verify"
    folder = next(path for path in (statements.folder(), *statements.folder().parents) if path.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield "KANSRIJK_AUDIT_HEADS cannot be written by the user that runs this"


GUARDS = {
    "trust_auditrecord": ("append_only", "no_truncate", "to_be_sealed"),
    **dict.fromkeys(("trust_auditseal", "trust_audithead", "trust_auditstatement"), ("append_only", "no_truncate")),
}
"""Tables that only grow, and the triggers that see to it."""


def _audit_faults() -> Iterator[str]:
    for table, wanted in GUARDS.items():
        (may_change,) = _row("select has_table_privilege(%s, 'update, delete, truncate')", table)
        if may_change:
            yield f"the database role may change the audit; take update, delete and truncate on {table} away"
        (guards,) = _row(
            "select count(distinct w.name) from unnest(string_to_array(%s, ' ')) w (name) join pg_trigger t"
            " on t.tgrelid = %s::regclass and not t.tgisinternal and t.tgenabled in ('O', 'A')"
            " and starts_with(t.tgname, 'pgtrigger_' || w.name || '_')",
            " ".join(wanted),
            table,
        )
        if int(str(guards)) < len(wanted):
            yield f"the audit has lost a guard on {table}; run kansrijk migrate on a copy and compare its triggers"


def _compartment_faults() -> Iterator[str]:
    """Compartment B stands apart: the application has no right on its schemas, and each table judges every row."""
    for schema in SCHEMAS:
        found = _row("select oid::text from pg_namespace where nspname = %s", schema)
        if not found:
            continue
        if _row("select has_schema_privilege(%s, 'usage')", schema)[0]:
            yield f"the application's role may enter the schema {schema}; take usage on it away"
        for name in unguarded(schema):
            yield f"the table {schema}.{name} has no forced row security; run kansrijk migrate on a copy and compare"


def unguarded(schema: str) -> list[str]:
    """Tables of a schema of B without forced row security, or without any policy."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c where c.relnamespace = %s::regnamespace and c.relkind in ('r', 'p')"
            " and not (c.relrowsecurity and c.relforcerowsecurity"
            " and exists (select 1 from pg_policy p where p.polrelid = c.oid)) order by 1",
            [schema],
        )
        return [name for (name,) in cursor.fetchall()]
