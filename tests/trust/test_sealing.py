"""The audit is numbered, chained and signed after it was committed; whatever is done to it later is found."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import prepared

from kansrijk.trust import audit, commands_sealing, database, sealing, statements, verifying
from kansrijk.trust.actors import Actor
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import AuditHead, AuditRecord, AuditSeal, AuditStatement, AuditWaiting
from kansrijk.trust.rules import Denied

HERE, THERE = UUID(int=7), UUID(int=8)


@pytest.fixture(autouse=True)
def _outside(settings, tmp_path):
    settings.AUDIT_HEADS = str(tmp_path / "heads")


def write(coalition=None, **fields):
    audit.record(by=Actor(name="Test"), event="test", action="R", kind="page", coalition=coalition, **fields)


def write_and_seal(rounds: int = 3) -> None:
    """Three chains: of the installation and of two coalitions, sealed in several runs."""
    for number in range(rounds):
        for where in (None, HERE, THERE):
            write(where, reference=f"{number}\t\\ 'é", detail={"b": number, "a": "x\n"})
            write(where, reference=number)
        commands_sealing.seal()


def verified() -> verifying.Verified:
    return verifying.verify(installation_actor())


@pytest.mark.django_db
@pytest.mark.req("AUD-04", "trust.sealing")
def test_each_coalition_has_a_chain_and_what_belongs_to_none_has_its_own():
    write_and_seal()
    seals = AuditSeal.objects.values_list("chain", "number", "record")
    for chain in (HERE, THERE):
        numbers = sorted(number for where, number, _ in seals if where == chain)
        assert numbers == list(range(1, 7))
    records = {one.pk: one for one in AuditRecord.objects.all()}
    assert {(chain, records[record].coalition or sealing.INSTALLATION) for chain, _, record in seals} == {
        (chain, chain) for chain in (HERE, THERE, sealing.INSTALLATION)
    }
    assert not AuditWaiting.objects.exists()
    seen = verified()
    assert (seen.faults, seen.late) == ((), 0)
    assert seen.rows == len(records)


@pytest.mark.django_db
@pytest.mark.req("AUD-04", "trust.sealing.FORMS")
def test_a_seal_covers_every_column_of_a_record():
    """Who adds a column to the audit adds a form."""
    columns = {field.column for field in AuditRecord._meta.concrete_fields}
    assert set(sealing.FORMS[sealing.FORM]) == columns


@pytest.mark.django_db
def test_the_seal_can_be_made_again_by_others():
    """By the documented way, without our code: bytes as `copy` writes them, SHA-256 of the one before and of these."""
    import hashlib

    write(HERE, reference="één")
    commands_sealing.seal()
    record = AuditRecord.objects.get(coalition=HERE)
    seal = AuditSeal.objects.get(chain=HERE)
    values = [getattr(record, name) for name in sealing.FORMS[1]]
    assert values[-4:] == [record.policy, record.detail, record.source, record.trace]
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "copy (select id, occurred_at, event, action, outcome, account, account_name, roles, organisation, purpose,"
            " coalition, network_address, object_kind, object_reference, data_class, policy, detail, source, trace"
            " from trust_auditrecord where coalition is not null) to stdout"
        ) as copy,
    ):
        written = b"".join(bytes(one) for one in copy).removesuffix(b"\n")
    zero = hashlib.sha256(b"kansrijk: chain of the audit " + HERE.bytes).digest()
    assert bytes(seal.hash) == hashlib.sha256(zero + hashlib.sha256(written).digest()).digest()


@pytest.mark.django_db
@pytest.mark.req("AUD-04", "the signature")
def test_what_is_signed_is_inside_and_outside_and_the_public_key_is_enough_to_check_it():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    write_and_seal()
    inside, outside = list(statements.kept()), sorted(statements.outside(), key=lambda one: one.run)
    assert inside == outside
    assert [one.run for one in inside] == [1, 2, 3]
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sealing.public_key()))
    for one in inside:
        public.verify(one.signature, one.text)


@pytest.mark.django_db
def test_an_older_key_of_the_installation_still_counts_and_a_strange_one_does_not(settings):
    old, new, strange = ("b25seS1mb3ItZGVtby1hbmQtdGVzdHMtMzJieXRlcyE=", "bmV3" * 10 + "bmU=", "c3Ry" * 10 + "c3Q=")
    settings.MASTER_KEYS = [old]
    write_and_seal(1)
    settings.MASTER_KEYS = [new, old]
    assert verified().is_in_order
    settings.MASTER_KEYS = [strange]
    assert any("not signed by a key" in one.words for one in verified().faults)


@pytest.mark.django_db
@pytest.mark.req("AUD-03", "seals only grow")
@pytest.mark.parametrize("table", ["trust_auditseal", "trust_audithead", "trust_auditstatement"])
@pytest.mark.parametrize("statement", ["update {} set {} = {}", "delete from {}", "truncate {}"])
def test_the_application_cannot_change_what_is_sealed(table, statement):
    write_and_seal(1)
    column = "previous" if table.endswith("statement") else "hash"
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.django_db
@pytest.mark.req("AUD-04", "unsealed is an alarm")
def test_what_is_unsealed_for_a_minute_is_an_alarm():
    write_and_seal(1)
    write(HERE)
    assert verified().is_in_order
    record = AuditRecord.objects.create(
        event="test",
        action="R",
        object_kind="page",
        data_class="D1",
        policy="",
        source="",
        occurred_at=timezone.now() - timedelta(seconds=61),
    )
    assert verified().late == 1
    assert any("unsealed" in one for one in database.alarms())
    AuditWaiting.objects.filter(record=record.pk).delete()
    assert verified().late == 1, "also where the sealer's own list forgot it"


@pytest.mark.django_db
def test_only_the_installation_verifies_and_it_is_written_down():
    with pytest.raises(Denied):
        verifying.verify(Actor())
    verified()
    assert AuditRecord.objects.filter(event="audit verified").count() == 1


@pytest.mark.django_db
def test_a_list_with_what_is_not_there_or_there_twice_stops_nobody():
    write(HERE)
    known, strange = AuditRecord.objects.get(coalition=HERE).pk, uuid4()
    AuditWaiting.objects.bulk_create(AuditWaiting(record=one) for one in (strange, known, known))
    commands_sealing.seal()
    assert AuditSeal.objects.filter(record=known).count() == 1
    assert [one.record for one in AuditWaiting.objects.all()] == [strange]


@pytest.mark.django_db
def test_a_statement_that_was_cut_off_outside_is_passed_over_and_the_next_stands_on_its_own_line(settings):
    write_and_seal(2)
    (file,) = Path(settings.AUDIT_HEADS).iterdir()
    with file.open("a") as told:
        told.write('{"at":"2026-')
    write_and_seal(1)
    assert [one.run for one in statements.outside()] == [1, 2, 3]
    assert verified().is_in_order


@pytest.mark.django_db
def test_outside_gets_what_it_missed(settings, tmp_path):
    """A disk that was full, or another folder: the next run brings all that is not there."""
    write_and_seal(2)
    settings.AUDIT_HEADS = str(tmp_path / "elsewhere")
    write_and_seal(1)
    assert sorted(one.run for one in statements.outside()) == [1, 2, 3]


def _sealed_for_real() -> None:
    write_and_seal(4)


SEALED = prepared.Prepared("audit_sealed", _sealed_for_real)
sealed = prepared.fixture(SEALED)


@pytest.fixture
def tampering(sealed, database_server, settings, tmp_path):
    """Statements run by whoever is master of the database; undone afterwards. Outside stands what was signed."""
    settings.AUDIT_HEADS = str(tmp_path / "heads")
    name = connection.settings_dict["NAME"]
    statements.put_outside()
    tables = ("trust_auditrecord", "trust_auditseal", "trust_audithead", "trust_auditstatement")
    with database_server.connect(database=name) as master:
        master.execute("set session_replication_role = replica")
        for table in tables:
            master.execute(f"create temp table kept_{table} as table {table}")
        yield master
        for table in tables:
            master.execute(f"delete from {table}")
            master.execute(f"insert into {table} select * from kept_{table}")


SEEN = [
    ("update trust_auditrecord set event = 'x' where id = {third}", HERE, 3, "changed"),
    ("delete from trust_auditrecord where id = {third}", HERE, 3, "is gone"),
    ("delete from trust_auditseal where chain = '{here}' and number = 3", HERE, 3, "missing"),
    (
        "delete from trust_auditrecord where id = {third}; delete from trust_auditseal where record = {third}",
        HERE,
        3,
        "missing",
    ),
    (
        "create temp table two as select * from trust_auditseal where chain = '{here}' and number in (3, 4);"
        " delete from trust_auditseal where record in (select record from two);"
        " insert into trust_auditseal select chain, 7 - number, record, form, hash from two; drop table two",
        HERE,
        3,
        "changed",
    ),
    ("delete from trust_auditseal where chain = '{here}' and number > 6", HERE, 7, "the end is lost"),
    ("update trust_audithead set hash = '\\x00' where chain = '{here}' and number = 8", HERE, 8, "signed"),
    ("update trust_auditstatement set signature = signature || '\\x00' where run = 4", None, None, "not signed"),
    ("update trust_auditstatement set at = at + interval '1 hour' where run = 2", None, None, "changed"),
    ("delete from trust_auditstatement where run = 2", None, None, "are gone"),
    ("delete from trust_auditstatement where run = 4; delete from trust_audithead where run = 4", None, None, "lost"),
]


@pytest.mark.django_db
@pytest.mark.req("AUD-05", "trust.verifying")
@pytest.mark.parametrize(("statement", "chain", "number", "words"), SEEN, ids=[one[0][:60] for one in SEEN])
def test_what_was_done_to_the_audit_is_found_and_where(tampering, statement, chain, number, words):
    assert verified().is_in_order
    third = f"(select record from trust_auditseal where chain = '{HERE}' and number = 3)"
    if "{third}" in statement:
        (record,) = tampering.execute(f"select {third}").fetchone()
        third = f"'{record}'"
    tampering.execute(statement.format(third=third, here=HERE))
    seen = verified()
    assert not seen.is_in_order
    assert any(words in one.words for one in seen.faults)
    if chain:
        first = next(one for one in seen.faults if one.number is not None)
        assert (first.chain, first.number) == (str(chain), number)


@pytest.mark.django_db
@pytest.mark.req("AUD-05", "the end, lost with all that says so inside")
def test_an_end_that_is_lost_from_every_table_is_seen_from_outside(tampering):
    """As a restore of an older copy would leave it: all that is inside fits."""
    last = "select chain, number from trust_audithead where run = 4"
    both = f"({last} union all {last.replace('number', 'number - 1')})"
    tampering.execute(
        "delete from trust_auditrecord r using trust_auditseal s"
        f" where s.record = r.id and (s.chain, s.number) in {both}"
    )
    tampering.execute(f"delete from trust_auditseal s where (s.chain, s.number) in {both}")
    tampering.execute("delete from trust_auditstatement where run = 4")
    tampering.execute("delete from trust_audithead where run = 4")
    seen = verified()
    assert any("outside is number 4" in one.words for one in seen.faults)
    assert {(one.chain, one.number) for one in seen.faults if one.number} >= {(str(HERE), 7), (str(THERE), 7)}
    for file in Path(statements.folder()).iterdir():
        file.unlink()
    assert not any("lost" in one.words and one.number for one in verified().faults), "outside is what shows it"


@pytest.mark.django_db
@pytest.mark.req("AUD-05", "a chain that was made anew")
def test_a_chain_that_was_made_anew_from_a_changed_record_is_not_the_signed_one(tampering):
    record = f"(select record from trust_auditseal where chain = '{HERE}' and number = 1)"
    tampering.execute(f"update trust_auditrecord set event = 'x' where id = {record}")
    before = sealing.first(HERE)
    for line in list(sealing.lines(verifying.WALK, {"chain": HERE})):
        number, _mark, _form, written = line.split(b"\t", 3)
        before = sealing.following(before, written)
        tampering.execute(
            "update trust_auditseal set hash = %s where chain = %s and number = %s",
            [before, HERE, abs(int(number))],
        )
    seen = verified()
    assert (seen.faults[0].chain, seen.faults[0].number) == (str(HERE), 2), "the first head that does not fit"
    assert "not the one that was signed" in seen.faults[0].words


BYTES = {
    "trust_auditrecord": [field.column for field in AuditRecord._meta.concrete_fields],
    "trust_auditseal": ["chain", "number", "record", "form", "hash"],
    "trust_audithead": ["chain", "number", "run", "hash"],
    "trust_auditstatement": ["run", "at", "previous", "key", "signature"],
}
FLIPS = {
    "uuid": "set_byte(uuid_send({c}), {n} %% 16, get_byte(uuid_send({c}), {n} %% 16) # (1 << ({n} %% 8)))",
    "bytea": "set_byte({c}, {n} %% length({c}), get_byte({c}, {n} %% length({c})) # (1 << ({n} %% 8)))",
}


def _flipped(column: str, kind: str, at: int) -> str:
    """An expression: the value with one bit of it another, or the least other value that its type can hold."""
    if kind == "uuid":
        return f"encode({FLIPS['uuid'].format(c=f'coalesce({column}, uuidv7())', n=at)}, 'hex')::uuid".replace(
            "%%", "%"
        )
    if kind == "bytea":
        return FLIPS["bytea"].format(c=column, n=at).replace("%%", "%")
    if kind == "timestamp with time zone":
        return f"{column} + interval '{1 << (at % 20)} microseconds'"
    if kind in {"smallint", "bigint"}:
        return f"{column} # (1 << {at % 8})" if kind == "smallint" else f"{column} # {1 << (at % 8)}"
    if kind == "jsonb":
        return f"jsonb_set({column}, '{{x}}', '{at}')"
    return (
        f"overlay({column} || ' ' placing chr(((ascii(substr({column} || ' ', 1 + {at} % (length({column}) + 1), 1))"
        f" + {at % 40}) % 90) + 33) from 1 + {at} % (length({column}) + 1) for 1)"
    )


@pytest.mark.django_db
@pytest.mark.req("AUD-04", "any byte of any column of any row")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.data())
def test_any_byte_of_any_column_of_any_row_is_noticed(tampering, data):
    table = data.draw(st.sampled_from(sorted(BYTES)))
    column = data.draw(st.sampled_from(BYTES[table]))
    row = data.draw(st.integers(0, 200))
    at = data.draw(st.integers(0, 400))
    tampering.execute("begin")
    (kind,) = tampering.execute(
        "select format_type(atttypid, null) from pg_attribute where attrelid = %s::regclass and attname = %s",
        [table, column],
    ).fetchone()
    rows = f"(select ctid from {table} order by 1 offset {row} % (select count(*) from {table}) limit 1)"
    try:
        done = tampering.execute(
            f"update {table} set {column} = {_flipped(column, kind, at)} where ctid = {rows}"
            f" and {column} is distinct from {_flipped(column, kind, at)}"
        )
    except (psycopg.errors.IntegrityError, psycopg.errors.DataError):
        tampering.execute("rollback")
        return  # the database itself refuses such a value
    tampering.execute("commit")
    try:
        assert not done.rowcount or verified().faults, f"{table}.{column} of row {row} at {at}"
    finally:
        for name in BYTES:
            tampering.execute(f"delete from {name}")
            tampering.execute(f"insert into {name} select * from kept_{name}")


for_real = prepared.fixture_for_real(SEALED)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("AUD-04", "one sealer, late commits")
def test_what_is_committed_late_is_sealed_late_and_nothing_is_passed_over(for_real, database_server):
    """Writers that commit in any order, two sealers at once: every record once, every chain whole."""
    stop, faults, before = threading.Event(), [], AuditRecord.objects.count()

    def keep_sealing() -> None:
        while not stop.is_set():
            try:
                commands_sealing.seal()
            except DatabaseError as error:  # pragma: no cover - would be the finding
                faults.append(error)
        connection.close()

    def write_some(number: int) -> None:
        for turn in range(10):
            with transaction.atomic():
                write((HERE, THERE, None)[(number + turn) % 3], reference=f"{number} {turn}")
                if number % 5 == 0:
                    stop.wait(0.02)
        connection.close()

    sealers = [threading.Thread(target=keep_sealing) for _ in range(2)]
    for one in sealers:
        one.start()
    with ThreadPoolExecutor(10) as writers:
        list(writers.map(write_some, range(20)))
    stop.set()
    for one in sealers:
        one.join()
    commands_sealing.seal()
    assert faults == []
    assert AuditSeal.objects.count() == AuditRecord.objects.count() == before + 200
    assert verified().is_in_order


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("AUD-05", "removed before it was sealed")
def test_a_record_that_is_removed_before_it_is_sealed_is_told_until_somebody_looks(for_real, database_server):
    """By the master of the database, with triggers off. The sealer runs on, and lets what tells of it stand."""
    write(HERE)
    record = AuditRecord.objects.latest("id").pk
    with database_server.connect(database=connection.settings_dict["NAME"]) as master:
        master.execute("set session_replication_role = replica")
        master.execute("delete from trust_auditrecord where id = %s", [record])
    for _ in range(2):
        write(HERE)
        commands_sealing.seal()
        told = [one.words for one in verified().faults]
        assert [one for one in told if "removed before it was sealed" in one and str(record) in one], told
        assert any("removed before" in one for one in database.alarms())
    assert AuditSeal.objects.count() == AuditRecord.objects.count() - 1, "all but what the look itself wrote"


@pytest.mark.django_db(transaction=True)
def test_a_sealer_that_stands_beside_another_does_nothing(for_real, database_server):
    write(HERE)
    with database_server.connect(database=connection.settings_dict["NAME"]) as other:
        other.execute("select pg_advisory_lock(%s)", [commands_sealing.LOCK])
        assert commands_sealing.seal() == 0
        other.execute("select pg_advisory_unlock(%s)", [commands_sealing.LOCK])
    assert commands_sealing.seal() == 1


@pytest.mark.django_db
@pytest.mark.req("AUD-05", "cli.verify")
def test_the_verb_says_it_in_one_line_each_and_by_its_exit_code(monkeypatch, settings):
    from typer.testing import CliRunner

    from kansrijk.cli.main import app

    monkeypatch.setattr("kansrijk.cli.verify.prepare", lambda: None)
    write_and_seal(1)
    done = CliRunner().invoke(app, ["verify"])
    assert (done.exit_code, done.stdout.strip()) == (0, "The audit is in order: 6 sealed records")
    AuditRecord.objects.create(
        event="test",
        action="R",
        object_kind="page",
        data_class="D1",
        policy="",
        source="",
        occurred_at=timezone.now() - timedelta(minutes=2),
    )
    done = CliRunner().invoke(app, ["verify", "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == 3
    assert told == {"ok": False, "rows": 6, "first_bad": None, "unsealed_older_than_60s": 1, "faults": []}
    AuditHead.objects.create(chain=HERE, number=9, run=1, hash=b"forged")
    assert AuditStatement.objects.count() == 1
    done = CliRunner().invoke(app, ["verify", "--json"])
    told = json.loads(done.stdout)
    assert told["first_bad"] == {"chain": str(HERE), "number": 3}
