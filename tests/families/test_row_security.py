"""The second lock: what the database itself refuses, whatever a query forgets."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, connections, transaction
from psycopg_pool import ConnectionPool
from tests import prepared
from tests.families import people

from kansrijk.config import embedded
from kansrijk.families import commands
from kansrijk.trust import database
from kansrijk.trust.commands import create_coalition, installation_actor
from kansrijk.trust.compartment import SCHEMAS, SETTINGS, within
from kansrijk.trust.keys import new_wrapped_key
from kansrijk.trust.rules import Denied, rights_within

TABLES = (
    "person",
    "involvement",
    "person_history",
    "signal",
    "factor",
    "signal_history",
    "weighing",
    "weighing_history",
    "consent",
    "consent_stop",
    "parent_link",
    "parent_token",
    "parent_visit",
    "parent_request",
    "life_event",
    "break_glass",
    "proposal_cell",
    "plan_line",
    "care_coordinator",
    "questionnaire",
    "response",
    "response_history",
    "response_guarded",
)
INSERT = (
    "insert into families.person (coalition, family, part, state, sealed_name, match, author, organisation, ends_at)"
    " values (%s, %s, 'mother', 'proposal', 'gAAAA', %s, %s, %s, now())"
)
OF_REFERRALS = (
    "referral",
    "part",
    "event",
    "word",
    "asking",
    "visit_cell",
    "receiver_link",
    "receiver_visit",
    "consult",
    "case_meeting",
    "participant",
    "meeting_task",
)
ROOT = Path(__file__).resolve().parents[2]


def _two_coalitions() -> None:
    """Committed: a coalition with families each for fifty, one file per coalition, and one without the switch."""
    from django.utils import timezone

    with prepared.in_compartment_for_real():
        for number in range(50):
            where = people.coalition(f"coalitie-{number}")
            who = people.somebody("verloskundige", where, name=f"anne-{number}")
            file = commands.propose_file(
                by=who.actor, coalition=where, organisation=who.organisation, part="mother", name=f"Proef {number}"
            )
            commands.keep_file(by=who.actor, coalition=where, file=file, agreed_on=timezone.localdate())


FIFTY = prepared.Prepared("families_fifty", _two_coalitions)
fifty = prepared.fixture_for_real(FIFTY)
# Fixtures of a module are made once; nothing below commits anything but in transactions that are rolled back.


@contextmanager
def _as(role: str, database_server, name: str):
    with database_server.connect(role=role, database=name) as raw:
        yield raw


def _who() -> dict[str, tuple[str, str, str, str]]:
    """Coalition → what the database is told for its midwife."""
    from kansrijk.trust.models import Account
    from kansrijk.trust.queries import actor_for

    told = {}
    for account in Account.objects.filter(name__startswith="anne-"):
        actor = actor_for(account)
        tie = actor.ties[0]
        rights = " ".join(sorted(rights_within(actor, tie.coalition)))
        told[str(tie.coalition)] = (str(tie.coalition), str(account.pk), str(tie.organisation), rights)
    return told


def _tell(raw: psycopg.Connection, values: tuple[str, ...]) -> None:
    for name, value in zip(SETTINGS, values, strict=True):
        raw.execute("select set_config(%s, %s, true)", [f"kansrijk.{name}", value])


@pytest.mark.req("SEC-03", "row security")
@pytest.mark.django_db(transaction=True, databases=["default", "families"])
def test_fifty_threads_on_one_pool_see_their_own_coalition_only(fifty, database_server):
    """Each thread takes whatever connection is free, a thousand times in all, and looks before and after it is told."""
    told = list(_who().values())
    assert len(told) == 50
    name = connections["default"].settings_dict["NAME"]
    address = f"host={database_server.socket} user={embedded.FAMILIES} dbname={name}"
    with ConnectionPool(address, min_size=8, max_size=8, open=True, timeout=120) as pool:

        def look(number: int) -> list[str]:
            wrong = []
            for turn in range(20):
                values = told[(number + turn * 7) % 50]
                with pool.connection() as raw, raw.transaction():
                    if raw.execute("select count(*) from families.person").fetchone() != (0,):
                        wrong.append("saw rows before anything was told")
                    _tell(raw, values)
                    seen = raw.execute("select coalition::text, author::text from families.person").fetchall()
                    if seen != [(values[0], values[1])]:
                        wrong.append(f"{values[0]}: {seen}")
            return wrong

        with ThreadPoolExecutor(50) as threads:
            found = [one for wrong in threads.map(look, range(50)) for one in wrong]
    assert found == []


@pytest.mark.req("SEC-03", "row security")
@pytest.mark.django_db(transaction=True, databases=["default", "families"])
@pytest.mark.parametrize("missing", SETTINGS)
def test_what_the_database_is_not_told_it_does_not_show(fifty, database_server, missing):
    values = next(iter(_who().values()))
    name = connections["default"].settings_dict["NAME"]
    with _as(embedded.FAMILIES, database_server, name) as raw:
        with raw.transaction():
            _tell(raw, values)
            assert raw.execute("select count(*) from families.person").fetchone() == (1,)
        with raw.transaction():
            _tell(raw, tuple("" if known == missing else value for known, value in zip(SETTINGS, values, strict=True)))
            assert raw.execute("select count(*) from families.person").fetchone() == (0,)
        assert raw.execute("select count(*) from families.person").fetchone() == (0,), "told for one transaction only"


@pytest.mark.req("SEC-03", "row security")
@pytest.mark.django_db(transaction=True, databases=["default", "families"])
def test_the_owner_sees_nothing_and_the_application_may_not_even_ask(fifty, database_server):
    values = next(iter(_who().values()))
    name = connections["default"].settings_dict["NAME"]
    for table in (*(f"families.{one}" for one in TABLES), *(f"referrals.{one}" for one in OF_REFERRALS)):
        with _as(embedded.OWNER, database_server, name) as raw, raw.transaction():
            _tell(raw, values)
            assert raw.execute(f"select count(*) from {table}").fetchone() == (0,)
        with _as(embedded.APPLICATION, database_server, name) as raw:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(f"select count(*) from {table}")
    with _as(embedded.APPLICATION, database_server, name) as raw:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute(f"set role {embedded.FAMILIES}")


@pytest.mark.req("SEC-03", "row security")
@pytest.mark.django_db(transaction=True, databases=["default", "families"])
@pytest.mark.parametrize(
    "statement",
    [
        "truncate families.person",
        "update families.person set coalition = gen_random_uuid()",
        "update families.person set author = gen_random_uuid()",
        "update families.person_history set was = '{}'",
        "update families.life_event set kind = 'moved'",
        "delete from families.life_event",
        "delete from families.person_history",
        "delete from families.involvement",
        "update families.signal set author = gen_random_uuid()",
        "update families.signal set person_id = gen_random_uuid()",
        "update families.factor set state = 'gone'",
        "update families.consent set expires_on = expires_on",
        "update families.consent_stop set category = category",
        "update families.parent_link set person_id = gen_random_uuid()",
        "update families.parent_link set code_hash = code_hash",
        "update families.parent_link set ends_on = ends_on + 1",
        "update families.parent_token set link_id = gen_random_uuid()",
        "update families.parent_visit set link_id = gen_random_uuid()",
        "update families.parent_visit set ends_at = ends_at + interval '1 hour'",
        "update families.parent_request set sealed_text = 'gAAAA'",
        "delete from families.parent_link",
        "delete from families.parent_token",
        "delete from families.parent_request",
        "delete from families.consent_stop",
        "truncate families.consent",
        "update families.proposal_cell set proposals = 1",
        "update families.plan_line set person_id = gen_random_uuid()",
        "update families.care_coordinator set sealed_name = sealed_name",
        "delete from families.plan_line",
        "delete from families.care_coordinator",
        "insert into families.proposal_cell select * from families.proposal_cell",
        "delete from families.proposal_cell",
        "delete from referrals.part",
        "delete from referrals.participant",
        "delete from referrals.meeting_task",
        "update referrals.case_meeting set held_on = held_on + 1",
        "update referrals.case_meeting set consent_id = gen_random_uuid()",
        "update referrals.participant set agreed = '{self}'",
        "update referrals.meeting_task set sealed_text = 'gAAAA'",
        "update referrals.consult set sealed_question = 'gAAAA'",
        "delete from referrals.receiver_link",
        "update referrals.receiver_link set referral_id = gen_random_uuid()",
        "update referrals.receiver_link set ends_at = ends_at + interval '1 day'",
        "update referrals.receiver_link set code_hash = code_hash",
        "update referrals.receiver_visit set link_id = gen_random_uuid()",
        "delete from referrals.event",
        "delete from referrals.word",
        "update referrals.referral set sender = gen_random_uuid()",
        "update referrals.referral set receiver_organisation = gen_random_uuid()",
        "update referrals.referral set rule = 'R6'",
        "update referrals.part set sealed_text = sealed_text",
        "update referrals.event set event = event",
        "update referrals.word set sealed_text = sealed_text",
        "alter table families.person disable row level security",
        "drop policy person_select on families.person",
    ],
)
def test_the_role_of_b_cannot_open_its_own_tables(fifty, database_server, statement):
    values = next(iter(_who().values()))
    name = connections["default"].settings_dict["NAME"]
    with _as(embedded.FAMILIES, database_server, name) as raw:
        with raw.transaction(force_rollback=True):
            _tell(raw, values)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(statement)


@pytest.mark.req("SEC-03", "row security")
@pytest.mark.django_db(transaction=True, databases=["default", "families"])
def test_a_row_for_another_coalition_is_refused(fifty, database_server):
    mine, theirs = list(_who().values())[:2]
    name = connections["default"].settings_dict["NAME"]
    with _as(embedded.FAMILIES, database_server, name) as raw:
        for coalition, author, party in (
            (theirs[0], mine[1], mine[2]),
            (mine[0], theirs[1], mine[2]),
            (mine[0], mine[1], theirs[2]),
        ):
            with raw.transaction(force_rollback=True):
                _tell(raw, mine)
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level"):
                    raw.execute(INSERT, [coalition, uuid4(), b"x" * 32, author, party])


@pytest.mark.req("SEC-03", "the switch of a coalition")
@pytest.mark.django_db(transaction=True, databases=["default", "families"])
def test_a_coalition_that_is_switched_off_is_empty_for_the_database_too(fifty, database_server):
    values = next(iter(_who().values()))
    name = connections["default"].settings_dict["NAME"]
    with _as(embedded.FAMILIES, database_server, name) as raw, raw.transaction(force_rollback=True):
        _tell(raw, values)
        raw.execute("update trust_coalition set has_families = false where id = %s", [values[0]])
        assert raw.execute("select count(*) from families.person").fetchone() == (0,)


@pytest.mark.req("SEC-03", "every table of B")
@pytest.mark.django_db
def test_every_table_of_b_has_forced_row_security_and_is_nobodys_of_the_server(database_server):
    with database_server.connect(database=connection.settings_dict["NAME"]) as raw:
        roles = raw.execute(
            "select rolname, rolsuper or rolbypassrls from pg_roles where rolname = any(%s)",
            [[embedded.APPLICATION, embedded.FAMILIES]],
        ).fetchall()
        owned = raw.execute(
            "select count(*) from pg_class where pg_get_userbyid(relowner) = any(%s)",
            [[embedded.APPLICATION, embedded.FAMILIES]],
        ).fetchone()
        tables = {
            schema: raw.execute(
                "select relname from pg_class where relnamespace = %s::regnamespace and relkind = 'r' order by 1",
                [schema],
            ).fetchall()
            for schema in SCHEMAS
        }
        indexed = raw.execute("select indexdef from pg_indexes where schemaname = any(%s)", [list(SCHEMAS)]).fetchall()
    assert sorted(roles) == [(embedded.APPLICATION, False), (embedded.FAMILIES, False)]
    assert owned == (0,)
    for schema, expected in (("families", TABLES), ("referrals", OF_REFERRALS)):
        assert [name for (name,) in tables[schema]] == sorted(expected), "a new table belongs in the tests above"
        assert database.unguarded(schema) == []
    assert [text for (text,) in indexed if "sealed" in text or "was" in text.rpartition("(")[2]] == []


@pytest.mark.req("SEC-03", "doctor")
@pytest.mark.django_db
def test_a_table_without_a_lock_is_found(database_server):
    """On a database of its own, in which a table was added carelessly and one lost its policy."""
    name = f"{connection.settings_dict['NAME']}_careless"
    with database_server.connect() as server:
        server.execute(f'drop database if exists "{name}" with (force)')
    embedded.make_database(database_server, name, template=prepared.BARE)
    try:
        with database_server.connect(role=embedded.OWNER, database=name) as owner:
            owner.execute("create table families.careless (id int)")
            owner.execute("create table referrals.careless (id int)")
            owner.execute("alter table families.involvement no force row level security")
            for policy in ("select", "select_parent", "insert", "forget_select", "forget_update"):
                owner.execute(f"drop policy person_history_{policy} on families.person_history")
            owner.execute(f"grant usage on schema families to {embedded.APPLICATION}")
        with prepared.standing_in(name):
            assert database.unguarded("families") == ["careless", "involvement", "person_history"]
            assert database.unguarded("referrals") == ["careless"]
            assert len([one for one in database._compartment_faults() if "families" in one]) == 4
    finally:
        with database_server.connect() as server:
            server.execute(f'drop database if exists "{name}" with (force)')


@pytest.mark.django_db
def test_one_opening_at_a_time_and_nothing_stays_open(compartment):
    here = people.coalition("hier")
    who = people.somebody("jgz", here)
    with pytest.raises(RuntimeError, match="open already"), transaction.atomic():
        with within(who.actor, here, verb="read", kind="file"), within(who.actor, here, verb="read", kind="file"):
            pass
    with within(who.actor, here, verb="read", kind="file"):
        pass
    with connection.cursor() as cursor:
        for name in SETTINGS:
            cursor.execute("select current_setting(%s, true)", [f"kansrijk.{name}"])
            assert cursor.fetchone() in {("",), (None,)}


@pytest.mark.django_db(transaction=True, databases=["default", "families"])
def test_the_application_reaches_b_over_the_connection_of_its_own_role_and_comes_back(fifty):
    from kansrijk.trust.models import Account
    from kansrijk.trust.queries import actor_for

    actor = actor_for(Account.objects.get(name="anne-7"), has_shown_factor=True)

    def role() -> str:
        with connections["default"].cursor() as cursor:
            cursor.execute("select current_user")
            return str(cursor.fetchone()[0])

    assert role() == embedded.APPLICATION
    with within(actor, actor.ties[0].coalition, verb="read", kind="file"):
        assert role() == embedded.FAMILIES
    assert role() == embedded.APPLICATION
    with pytest.raises(Denied), within(actor, uuid4(), verb="read", kind="file"):
        pass
    assert role() == embedded.APPLICATION


WITHOUT_B = """
import django
django.setup()
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from kansrijk.trust.actors import Actor, Tie
from kansrijk.trust.addresses import addresses
from kansrijk.trust.compartment import within
from kansrijk.trust.rules import Denied, objects_of_b
from kansrijk.web import slots
from uuid import UUID
one = UUID(int=1)
assert not settings.FAMILIES and list(settings.DATABASES) == ["default"]
assert [a.label for a in apps.get_app_configs() if a.label in {"families", "referrals"}] == []
assert [a for a in addresses().values() if a.object in objects_of_b() or a.data_class in {"D3", "D4", "D5"}] == []
texts = str(list(get_resolver().reverse_dict)) + str(sorted(addresses()))
assert "families" not in texts and "gezinnen" not in texts
try:
    with within(Actor(account=one, ties=(Tie("jgz", one, one),)), one, verb="read", kind="file"):
        print("opened")
except Denied:
    print("closed")
"""


@pytest.mark.req("SEC-03", "the switch of the installation")
def test_an_installation_without_b_has_no_room_no_address_and_no_way_in():
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_FAMILIES_URL"}
    environment |= {"DJANGO_SETTINGS_MODULE": "kansrijk.config.settings", "KANSRIJK_MODE": "test"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_B], env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "closed"


@pytest.mark.req("SEC-03", "the switch of the installation")
def test_an_installation_without_b_has_no_tables(database_server):
    name = "kansrijk_without_b"
    with database_server.connect() as server:
        server.execute(f'drop database if exists "{name}" with (force)')
    embedded.make_database(database_server, name)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_FAMILIES_URL"}
    environment |= {
        "DATABASE_OWNER_URL": database_server.url(embedded.OWNER, name),
        "KANSRIJK_DATABASE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "kansrijk.config.settings",
        "KANSRIJK_MODE": "test",
    }
    command = [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0"]
    try:
        subprocess.run(command, env=environment, check=True, cwd=ROOT / "src")
        with database_server.connect(database=name) as raw:
            found = raw.execute("select nspname from pg_namespace where nspname = any(%s)", [list(SCHEMAS)]).fetchall()
        assert found == []
    finally:
        with database_server.connect() as server:
            server.execute(f'drop database if exists "{name}" with (force)')


@pytest.mark.django_db
def test_a_new_coalition_has_no_b():
    made = create_coalition(by=installation_actor(), name="Nieuw", slug="nieuw")
    from kansrijk.trust.models import Coalition

    assert Coalition.objects.get(pk=made).has_families is False
    assert new_wrapped_key() != new_wrapped_key()
