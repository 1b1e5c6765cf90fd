"""A backup is whole or not there, comes back whole or not at all, and brings back nobody who was destroyed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from tests import prepared
from tests.families import people

from kansrijk.cli import backing_up, restoring, trying_out
from kansrijk.cli.application import NotInOrder, shipped
from kansrijk.config import embedded
from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_signal, commands_weighing, queries
from kansrijk.trust import commands_sealing, statements, tombstones
from kansrijk.trust.audit import OlderDatabase
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Account, Session, Tombstone

NAMES = ("Wilhelmina Proefpersoon", "Adriaan Proefpersoon")


def _two_files() -> None:
    """Two files of one midwife, and a delivery on the disk; sealed."""
    from hashlib import sha256

    where = people.coalition("kopie")
    midwife = people.somebody("verloskundige", where, name="kopie-v")
    for name in NAMES:
        commands.propose_file(
            by=midwife.actor, coalition=where, organisation=midwife.organisation, part="mother", name=name
        )
    Session.objects.create(session_key="k" * 32, session_data="", expire_date="2099-01-01T00:00:00Z")
    content = b"a;b\n1;2\n"
    folder = Path(settings.DATA_DIR) / "deliveries" / sha256(content).hexdigest()
    folder.mkdir(parents=True)
    (folder / "raw").write_bytes(content)
    commands_sealing.seal()


for_real = prepared.fixture_for_real(prepared.Prepared("kept-twice", _two_files))


class World:
    """The database of this test under each role, and folders of its own."""

    def __init__(self, server, place: Path) -> None:
        self.server, self.place = server, place
        self.name = connection.settings_dict["NAME"]

    def url(self, role: str, name: str = "") -> str:
        return self.server.url(role, name or self.name)

    def backup(self, name: str = "one") -> Path:
        connection.close()
        backing_up.make(self.place / name, self.url(embedded.BACKUP), told=str)
        return self.place / name

    def put_back(self, folder: Path, name: str = "") -> None:
        made = backing_up.read_list(folder)
        backing_up.check_pieces(folder, made)
        stones = restoring.stones(made)
        restoring.add_files(folder, told=str)
        restoring.put_back(folder, self.url(embedded.OWNER, name), stones=stones, told=str)

    def rows(self, name: str = "") -> dict[str, tuple[int, str]]:
        """How many rows each table has, and what they are, read by the role for backups."""
        with psycopg.connect(self.url(embedded.BACKUP, name)) as reader:
            tables = reader.execute(
                "select format('%I.%I', schemaname, tablename) from pg_tables"
                " where schemaname not in ('pg_catalog', 'information_schema') order by 1"
            ).fetchall()
            whole = "select count(*), md5(coalesce(string_agg(r::text, chr(10) order by r::text), '')) from {} r"
            return {table: reader.execute(whole.format(table)).fetchone() for (table,) in tables}


@pytest.fixture
def world(for_real, transactional_db, database_server, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "AUDIT_HEADS", str(tmp_path / "heads"))
    monkeypatch.setattr(tombstones, "_told", {})
    monkeypatch.setattr(tombstones, "_looked", {})
    monkeypatch.setattr(statements, "_reached", {})
    commands_sealing.seal()
    return World(database_server, tmp_path)


def midwife():
    account = Account.objects.get(name="kopie-v")
    from kansrijk.trust.queries import actor_for

    actor = actor_for(account, has_shown_factor=True)
    return actor, actor.ties[0].coalition


def files() -> list[queries.File]:
    actor, where = midwife()
    with prepared.in_compartment_for_real():
        return queries.own_files(actor, where)


def names() -> list[str]:
    return [one.name for one in files()]


def forget(file: queries.File) -> None:
    actor, where = midwife()
    with prepared.in_compartment_for_real():
        commands.forget_file(by=actor, coalition=where, file=file.id)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("RET-04", "cli.restoring, trust.tombstones")
def test_what_was_destroyed_after_the_backup_does_not_come_back_with_it(world):
    """Backup, destroy, put back: the one that was kept is there, the destroyed one is not, in any table."""
    folder = world.backup()
    kept, gone = files()
    forget(gone)
    commands_sealing.seal()
    assert [one.id for one in tombstones.outside()] == [gone.id]
    connection.close()
    world.put_back(folder)
    assert names() == [kept.name]
    assert Tombstone.objects.get().pk == gone.id
    assert world.rows()["families.person"][0] == 1
    assert not Session.objects.exists()
    assert not tombstones.is_older()


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("RET-04", "trust.compartment, trust.tombstones.is_older")
def test_an_older_copy_put_back_by_other_means_shows_nobody_until_the_tombstones_are_replayed(world, client):
    folder = world.backup()
    gone, _kept = files()
    forget(gone)
    commands_sealing.seal()
    connection.close()
    restoring.put_back(folder, world.url(embedded.OWNER), stones=[], told=str)
    with pytest.raises(OlderDatabase):
        names()
    answer = client.get("/gereed")
    assert (answer.status_code, answer.json()) == (503, {"ready": False})
    assert restoring.destroy_again(world.url(embedded.OWNER)) == 1
    assert gone.name not in names()
    assert client.get("/gereed").json() == {"ready": True}
    with psycopg.connect(world.url(embedded.OWNER)) as owner:
        assert owner.execute("select count(*) from families.person").fetchone() == (0,)  # forced again


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("RET-04", "trust.tombstones.TABLES")
def test_a_signal_and_a_weighing_that_were_taken_away_do_not_come_back_either(world):
    actor, where = midwife()
    kept, _other = files()
    at = {"by": actor, "coalition": where}
    with prepared.in_compartment_for_real():
        party = actor.ties[0].organisation
        signal = commands_signal.begin_signal(organisation=party, key=uuid4(), file=kept.id, **at)
        weighing = commands_weighing.begin_weighing(file=kept.id, key=uuid4(), sufficiency="unknown", **at)
    folder = world.backup()
    with prepared.in_compartment_for_real():
        commands_signal.drop_signal(signal=signal, **at)
        commands_weighing.drop_weighing(weighing=weighing, **at)
    commands_sealing.seal()
    assert {one.kind for one in tombstones.outside()} == {"signal", "weighing"}
    connection.close()
    world.put_back(folder)
    rows = world.rows()
    assert [rows[f"families.{table}"][0] for table in ("signal", "weighing", "person")] == [0, 0, 2]


def test_an_older_copy_without_a_table_has_nothing_of_it_to_destroy():
    """What it does says so itself: of a table that is not there nothing is asked."""
    stones = [tombstones.Stone(uuid4(), "weighing", uuid4(), tombstones.EVER)]
    told = next(tombstones.again(stones))
    assert "if to_regclass('families.weighing') is not null then" in told


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("RES-22", "cli.backing_up, cli.restoring")
def test_a_backup_comes_back_to_the_row_with_its_rights_and_files(world):
    folder = world.backup()
    embedded.make_database(world.server, "kansrijk_put_back")
    try:
        shutil.rmtree(Path(settings.DATA_DIR) / "deliveries")
        world.put_back(folder, "kansrijk_put_back")
        before, after = world.rows(), world.rows("kansrijk_put_back")
        assert {table for table in before if before[table] != after[table]} == {"public.trust_session"}
        assert rights(world.url(embedded.OWNER)) == rights(world.url(embedded.OWNER, "kansrijk_put_back"))
        (raw,) = (Path(settings.DATA_DIR) / "deliveries").glob("*/raw")
        assert raw.read_bytes() == b"a;b\n1;2\n"
    finally:
        with world.server.connect() as master:
            master.execute("drop database kansrijk_put_back with (force)")


def rights(url: str) -> list[object]:
    """Who may do what to which table, row by row, and what the database does by itself."""
    asked = (
        "select relname, relacl::text, relrowsecurity, relforcerowsecurity, relowner::regrole::text from pg_class"
        " where relkind in ('r', 'S') and relnamespace in ('public'::regnamespace, 'families'::regnamespace,"
        " 'delivered'::regnamespace) order by 1",
        "select nspname, nspacl::text, nspowner::regrole::text from pg_namespace where nspname !~ '^pg_' order by 1",
        "select defaclrole::regrole::text, defaclobjtype, defaclacl::text from pg_default_acl order by 1, 2",
        "select polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) from pg_policy order by 1",
        "select tgname, tgrelid::regclass::text, tgenabled from pg_trigger where not tgisinternal order by 1, 2",
        "select proname, proacl::text, prosecdef from pg_proc where pronamespace = 'families'::regnamespace order by 1",
    )
    with psycopg.connect(url) as reader:
        return [reader.execute(one).fetchall() for one in asked]


@pytest.mark.django_db(transaction=True)
def test_mail_that_waited_is_not_sent_again_and_work_on_files_goes_on(world):
    from procrastinate.contrib.django import app as queue

    from kansrijk.coalition.commands.letters import JOB

    for task, order in ((JOB, {"letter": "x"}), ("figures.sweep", {"timestamp": 1})):
        queue.configure_task(task).defer(**order)
    folder = world.backup()
    world.put_back(folder)
    with connection.cursor() as cursor:
        cursor.execute("select task_name, status::text from procrastinate_jobs order by 1")
        assert dict(cursor.fetchall()) == {JOB: "cancelled", "figures.sweep": "todo"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("RES-22", "trust.sealed_files, cli.backing_up")
def test_a_backup_holds_nothing_that_can_be_read_and_another_key_opens_none_of_it(world, monkeypatch):
    folder = world.backup()
    for path in folder.iterdir():
        stored = path.read_bytes()
        for word in (b"Proefpersoon", b"kopie-v", b"trust_account (", b"voorbeeld.invalid", b"a;b"):
            assert word not in stored, path.name
    assert (folder.stat().st_mode & 0o077) == 0
    monkeypatch.setattr(settings, "MASTER_KEYS", ["YW5vdGhlci1rZXktb2YtdGhpcnR5LXR3by1ieXRlcyE="])
    with pytest.raises(BadInput, match="not signed by a key of this installation"):
        backing_up.read_list(folder)
    with pytest.raises(BadInput, match="not among KANSRIJK_MASTER_KEYS"):
        restoring.put_back(folder, world.url(embedded.OWNER), told=str)
    assert Account.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_was_changed_puts_nothing_back_and_what_is_there_stays(world):
    folder = world.backup()
    stored = (folder / backing_up.DATABASE).read_bytes()
    before = world.rows()
    for changed in (stored[:-1], stored[: len(stored) // 2], stored[:300] + bytes([stored[300] ^ 1]) + stored[301:]):
        (folder / backing_up.DATABASE).write_bytes(changed)
        made = backing_up.read_list(folder)
        with pytest.raises(BadInput, match="changed or cut off"):
            backing_up.check_pieces(folder, made)
        connection.close()
        with pytest.raises(BadInput):
            restoring.put_back(folder, world.url(embedded.OWNER), told=str)
        assert world.rows() == before
    listed = json.loads((folder / backing_up.LIST).read_text())
    (folder / backing_up.LIST).write_text(json.dumps({**listed, "runs": 9}))
    with pytest.raises(BadInput, match="not signed"):
        backing_up.read_list(folder)


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_done_is_said_and_leaves_nothing_behind(world):
    with pytest.raises(NotInOrder, match="does not answer the role nobody"):
        backing_up.make(world.place / "no", world.url("nobody"), told=str)
    with pytest.raises(NotInOrder, match="pg_dump stopped"):
        backing_up.make(world.place / "no", world.url(embedded.APPLICATION), told=str)
    assert not list(world.place.glob("no*"))
    folder = world.backup()
    with pytest.raises(BadInput, match="something here already"):
        backing_up.make(folder, world.url(embedded.BACKUP), told=str)
    with pytest.raises(BadInput, match="holds no backup"):
        backing_up.read_list(world.place)
    made = backing_up.read_list(folder)
    restoring.refuse_what_is_newer(made, shipped())
    with pytest.raises(NotInOrder, match="of a newer version"):
        restoring.refuse_what_is_newer(made, shipped() - {("trust", "0006_tombstones")})
    owner = world.url(embedded.OWNER)
    with pytest.raises(NotInOrder, match="--replace"):
        restoring.refuse_what_is_in_use(owner, replace=False)
    restoring.refuse_what_is_in_use(owner, replace=True)
    with psycopg.connect(world.url(embedded.APPLICATION)), pytest.raises(NotInOrder, match="at work"):
        restoring.refuse_what_is_in_use(owner, replace=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("AUD-05", "cli.restoring.set_aside")
def test_what_was_signed_after_the_backup_is_set_aside_and_the_audit_is_in_order_again(world):
    from kansrijk.trust import audit, verifying

    folder = world.backup()
    audit.record(by=installation_actor(), event="test", action="R", kind="page")
    commands_sealing.seal()
    connection.close()
    world.put_back(folder)
    assert any("the end is lost" in one.words for one in verifying.verify(installation_actor()).faults)
    assert restoring.set_aside(backing_up.read_list(folder).runs) == 1
    statements._reached.clear()
    audit.record(by=installation_actor(), event="backup restored", action="E", kind="backup")
    commands_sealing.seal()
    assert verifying.verify(installation_actor()).is_in_order
    assert list((world.place / "heads").glob("before-restore-*/statements-*.jsonl"))


@pytest.mark.django_db(transaction=True)
def test_a_tombstone_is_nobodys_to_make_or_take_away(world):
    forget(files()[0])
    for statement in (
        "insert into trust_tombstone (id, kind, coalition) values (uuidv7(), 'person', uuidv7())",
        "delete from trust_tombstone",
        "update trust_tombstone set kind = 'x'",
    ):
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.req("RES-22", "cli.backup, cli.verify")
def test_the_verbs_make_try_out_and_put_back(world):
    """As somebody types them, in processes of their own; a change in the backup is told by the exit code."""
    folder = world.place / "made"
    connection.close()
    done = run(world, "backup", str(folder), "--json")
    assert (done.returncode, json.loads(done.stdout)["out"]) == (0, str(folder)), done.stderr
    done = run(world, "verify", str(folder), "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["ok"], said["files"]) == (0, True, 2), done.stderr
    assert said["rows"] > 0
    done = run(world, "restore", str(folder))
    assert done.returncode == 3
    assert "--replace" in done.stderr
    done = run(world, "restore", str(folder), "--replace")
    assert (done.returncode, done.stdout[:8]) == (0, "Back at "), done.stderr
    assert sorted(names()) == sorted(NAMES)
    with (folder / backing_up.DATABASE).open("r+b") as file:
        file.seek(500)
        file.write(b"\0\0")
    done = run(world, "verify", str(folder))
    assert done.returncode == 1
    assert "changed or cut off" in done.stderr


def run(world: World, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "KANSRIJK_MODE": "test",
        "KANSRIJK_DATA": str(settings.DATA_DIR),
        "KANSRIJK_AUDIT_HEADS": str(settings.AUDIT_HEADS),
        "DATABASE_URL": world.url(embedded.APPLICATION),
        "DATABASE_OWNER_URL": world.url(embedded.OWNER),
        "DATABASE_BACKUP_URL": world.url(embedded.BACKUP),
        "DATABASE_FAMILIES_URL": world.url(embedded.FAMILIES),
    }
    command = [sys.executable, "-m", "kansrijk.cli.main", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_trying_out_leaves_no_database_behind(world, monkeypatch):
    folder = world.backup()
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/kansrijk?host=/nowhere")
    with pytest.raises(NotInOrder, match="could not be read"):
        trying_out.look(folder, world.url(embedded.OWNER), told=str)
    with world.server.connect() as master:
        left = master.execute("select datname from pg_database where datname like 'kansrijk_try%'").fetchall()
    assert left == []
