"""What the database itself shows to a parent: her own rows and nothing else, whatever a query forgets."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connections
from django.utils import timezone
from tests import prepared
from tests.families import doors, own, people
from tests.families.test_consents import MONEY, give
from tests.families.test_plan import planned
from tests.families.test_responses import answered
from tests.families.test_row_security import TABLES
from tests.families.test_signals import CANARIES, written
from tests.families.test_weighing import weighed

from kansrijk.config import embedded
from kansrijk.families import (
    commands,
    commands_consent,
    commands_event,
    commands_glass,
    commands_own,
    queries,
    queries_signal,
)
from kansrijk.trust.actors import VISITOR, Actor, Subject
from kansrijk.trust.compartment import hash_of
from kansrijk.trust.rules import rights_within

pytestmark = [
    pytest.mark.req("SEC-03", "row security"),
    pytest.mark.django_db(transaction=True, databases=["default", "families"]),
]
ROOM = "families_own_pages"


def _two_coalitions() -> None:
    """In each a mother with everything in her file, her child in the same family, and the page of each open."""
    lines = []
    with prepared.in_compartment_for_real():
        for slug in ("hier", "daar"):
            where = people.coalition(slug)
            who = people.somebody("verloskundige", where, name=f"anne-{slug}")
            bo, cee = (
                people.somebody("verloskundige", where, name=f"{name}-{slug}", organisation=who.organisation)
                for name in ("bo", "cee")
            )
            people.somebody("privacyfunctionaris", where, name=f"pien-{slug}")
            door = doors.door(where, "debt_help")
            signal = written(who, where)
            mother = queries_signal.signal(who.actor, where, signal).file
            weighed(who, where, file=mother)
            answered(who, where, mother)
            commands.change_file(by=who.actor, coalition=where, file=mother, version=1, name="Mama", born_on=own.ADULT)
            family = queries.file(who.actor, where, mother).family
            young = timezone.localdate() - timedelta(5000)
            child = own.kept(who, where, part="child", name="Kindje", born_on=young, family=family)
            commands.keep_file(by=who.actor, coalition=where, file=mother, agreed_on=timezone.localdate())
            for file, words in ((mother, ("self",)), (child, ("self", "holders"))):
                commands.take_in(by=who.actor, coalition=where, file=file, account=bo.account)
                if file == mother:
                    consent = give(who, where, file, door, MONEY)
                    commands_consent.withdraw_consent(
                        by=who.actor, coalition=where, consent=consent, category="question"
                    )
                planned(who, where, file)
                _happened(who, cee, where, file, ("Mama", own.ADULT) if file == mother else ("Kindje", young))
                made = own.link(who, where, file, agreed=words)
                key = commands_own.open_page(by=VISITOR, token=made.token, code=made.code)
                hers = Actor(subject=Subject(where, hash_of(key)))
                commands_own.ask(by=hers, key=uuid4(), kind="correction", text="dit klopt niet")
                lines.append(f"{slug} {'mother' if file == mother else 'child'} {where} {file} {key} {made.token}")
    from django.conf import settings

    settings.DATA_DIR.joinpath("pages.txt").write_text("\n".join(lines), "utf-8")


def _happened(who, colleague, where, file, known) -> None:
    """An event, and a colleague who opened the file in an emergency."""
    commands_event.record_event(by=who.actor, coalition=where, file=file, key=uuid4(), kind="other_parent_unknown")
    name, born_on = known
    said = {"name": name, "born_on": born_on, "reason": "zij belt in paniek en niemand neemt op", "hours": 1}
    opening = commands_glass.break_glass(by=colleague.actor, coalition=where, key=uuid4(), **said)
    commands_glass.close_glass(by=colleague.actor, coalition=where, opening=opening)


own_pages = prepared.fixture_for_real(prepared.Prepared(ROOM, _two_coalitions))


def _told(slug: str, part: str) -> tuple[str, str, str, str]:
    """(coalition, person, key of the browser, token of the link)."""
    from django.conf import settings

    rows = [line.split() for line in settings.DATA_DIR.joinpath("pages.txt").read_text("utf-8").splitlines()]
    _, _, where, person, key, token = next(row for row in rows if row[:2] == [slug, part])
    return where, person, key, token


@contextmanager
def _raw(database_server, role: str = embedded.FAMILIES):
    name = connections["default"].settings_dict["NAME"]
    with database_server.connect(role=role, database=name) as raw, raw.transaction(force_rollback=True):
        yield raw


def _tell(raw, **values: str) -> None:
    for name, value in values.items():
        raw.execute("select set_config(%s, %s, true)", [f"kansrijk.{name}", value])


def _as_parent(raw, slug: str = "hier", part: str = "mother") -> tuple[str, str]:
    """Tells the database what the server tells it of this parent. Gives (coalition, person)."""
    from uuid import UUID

    coalition, person, key, _token = _told(slug, part)
    rights = rights_within(Actor(subject=Subject(UUID(coalition), hash_of(key))), UUID(coalition))
    _tell(raw, coalition=coalition, account="", organisations="", rights=" ".join(rights), visit=hash_of(key))
    return coalition, person


OF_WHOM = {
    "person": "t.id",
    "involvement": "t.person_id",
    "person_history": "t.person_id",
    "signal": "t.person_id",
    "factor": "(select s.person_id from families.signal s where s.id = t.signal_id)",
    "signal_history": "(select s.person_id from families.signal s where s.id = t.signal_id)",
    "weighing": "t.person_id",
    "weighing_history": "(select w.person_id from families.weighing w where w.id = t.weighing_id)",
    "questionnaire": "(select r.person_id from families.response r where r.questionnaire_id = t.id limit 1)",
    "response": "t.person_id",
    "response_history": "(select r.person_id from families.response r where r.id = t.response_id)",
    "consent": "t.person_id",
    "consent_stop": "(select c.person_id from families.consent c where c.id = t.consent_id)",
    "parent_link": "t.person_id",
    "plan_line": "t.person_id",
    "care_coordinator": "t.person_id",
    "parent_visit": "(select l.person_id from families.parent_link l where l.id = t.link_id)",
    "parent_request": "t.person_id",
}
# What is guarded is not hers to see on a screen that can be looked at.
# Of a paper the database shows nothing to whoever has not the paper in hand. What happened, and why a file was opened
# in an emergency, are notes of professionals; that it was opened she reads in who looked. A cell is nobody's row.
NEVER = {"response_guarded", "parent_token", "life_event", "break_glass", "proposal_cell"}


def _of_whom(raw, table: str) -> list[str]:
    return [str(one) for (one,) in raw.execute(f"select {OF_WHOM[table]} from families.{table} t").fetchall()]


def test_a_parent_reads_her_own_rows_of_each_table_and_of_nobody_else(own_pages, database_server):
    """One test for all tables: what is committed for a test is made anew after each."""
    name = connections["default"].settings_dict["NAME"]
    assert set(TABLES) == set(OF_WHOM) | NEVER, "a new table belongs here too"
    with database_server.connect(database=name) as everything:
        there = {one: everything.execute(f"select count(*) from families.{one}").fetchone()[0] for one in TABLES}
    assert all(there.values()), "nothing is proven with an empty table"
    with _raw(database_server) as raw:
        _coalition, person = _as_parent(raw)
        for table in TABLES:
            if table in NEVER:
                assert raw.execute(f"select count(*) from families.{table}").fetchone() == (0,)
                continue
            found = _of_whom(raw, table)
            assert 0 < len(found) < there[table], table
            assert set(found) == {person}, table


@pytest.mark.req("RGT-02", "factor_select_parent")
def test_what_is_guarded_is_not_hers_to_see_on_a_screen_that_can_be_looked_at(own_pages, database_server):
    name = connections["default"].settings_dict["NAME"]
    with database_server.connect(database=name) as everything:
        assert everything.execute("select count(*) from families.factor where code = 'RS01'").fetchone() == (2,)
    with _raw(database_server) as raw:
        _as_parent(raw)
        codes = {code for (code,) in raw.execute("select code from families.factor").fetchall()}
    assert codes == {"RMa02", "BS02"}


@pytest.mark.req("RGT-02", "families.parent")
def test_through_the_page_of_a_child_nothing_of_the_mother_is_seen(own_pages, database_server):
    with _raw(database_server) as raw:
        _as_parent(raw, part="child")
        for table in (
            "signal",
            "factor",
            "signal_history",
            "weighing",
            "weighing_history",
            "questionnaire",
            "response",
            "response_history",
            "consent",
            "consent_stop",
        ):
            assert raw.execute(f"select count(*) from families.{table}").fetchone() == (0,), table
        assert raw.execute("select part from families.person").fetchall() == [("child",)]


def test_what_the_database_is_not_told_of_a_parent_it_does_not_show(own_pages, database_server):
    for missing in ("coalition", "rights", "visit"):
        with _raw(database_server) as raw:
            _as_parent(raw)
            assert raw.execute("select count(*) from families.person").fetchone() == (1,)
            _tell(raw, **{missing: ""})
            for table in set(TABLES) - {"parent_link", "parent_visit"}:  # those two name no person but by a secret
                assert raw.execute(f"select count(*) from families.{table}").fetchone() == (0,), (missing, table)


def test_the_page_of_another_coalition_opens_nothing_here(own_pages, database_server):
    there, *_ = _told("daar", "mother")
    with _raw(database_server) as raw:
        _as_parent(raw)
        _tell(raw, coalition=there)
        assert raw.execute("select count(*) from families.person").fetchone() == (0,)
        _tell(raw, visit=hash_of("x" * 32))
        assert raw.execute("select count(*) from families.person").fetchone() == (0,)


ENDED = [
    "update families.parent_link set withdrawn_at = now(), withdrawn_by = made_by",
    "update families.parent_link set made_at = now() - interval '91 days', ends_on = current_date - 1",
    "update families.parent_visit set rests_at = now() - interval '1 second'",
    "update families.parent_visit set ended_at = now()",
    "update families.parent_visit set began_at = now() - interval '3 hours', rests_at = began_at, ends_at = now()",
    "update public.trust_coalition set has_families = false",
    "update families.person set state = 'proposal', agreed_on = null, ends_at = now(), made_at = now()",
]


@pytest.mark.req("SEC-08", "families.parent")
def test_what_ended_opens_nothing_for_the_database_either(own_pages, database_server):
    name = connections["default"].settings_dict["NAME"]
    for ended in ENDED:
        with database_server.connect(database=name) as raw, raw.transaction(force_rollback=True):
            assert raw.execute(ended).rowcount > 0
            raw.execute(f"set local role {embedded.FAMILIES}")
            _as_parent(raw)
            assert raw.execute("select count(*) from families.person").fetchone() == (0,), ended
            if "families.person" not in ended:
                assert raw.execute("select count(*) from families.consent").fetchone() == (0,), ended


REFUSED = [
    "insert into families.person (coalition, family, part, state, sealed_name, match, author, organisation,"
    " ends_at) select coalition, family, 'mother', 'proposal', 'gAAAA', match, author, organisation, now()"
    " from families.person",
    "insert into families.consent select (jsonb_populate_record(c, jsonb_build_object('id', uuidv7()))).*"
    " from families.consent c",
    "insert into families.parent_link select (jsonb_populate_record(l, jsonb_build_object('id', uuidv7()))).*"
    " from families.parent_link l",
    "insert into families.parent_token select sha256('x'), coalition, id, now() from families.parent_link",
    "insert into families.parent_visit select sha256('x'), coalition, id, now(), now(), now(), null"
    " from families.parent_link",
    "insert into families.involvement (coalition, person_id, account, organisation, taken_in_by)"
    " select coalition, id, author, organisation, author from families.person",
    "insert into families.consent_stop (coalition, consent_id, category, how, account)"
    " select coalition, id, 'contact', 'professional', recorded_by from families.consent",
]


def test_a_parent_writes_nothing_but_a_stop_and_what_she_says(own_pages, database_server):
    for statement in REFUSED:
        with _raw(database_server) as raw:
            _as_parent(raw)
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level"):
                raw.execute(statement)


UNTOUCHED = [
    "update families.person set version = version + 1",
    "update families.signal set version = version + 1",
    "update families.weighing set version = version + 1",
    "update families.response set version = version + 1",
    "update families.questionnaire set retired_at = now()",
    "update families.involvement set ends_at = now()",
    "update families.parent_link set tries = 0",
    "update families.parent_request set outcome = 'done', sealed_answer = 'gAAAA', answered_at = now(),"
    " answered_by = gen_random_uuid()",
    "delete from families.person",
    "delete from families.signal",
    "delete from families.weighing",
    "delete from families.response",
    "delete from families.factor",
    "delete from families.parent_visit",
]


def test_a_parent_changes_and_takes_away_nothing(own_pages, database_server):
    for statement in UNTOUCHED:
        with _raw(database_server) as raw:
            _as_parent(raw)
            assert raw.execute(statement).rowcount == 0, statement


@pytest.mark.req("WEB-44", "parent_link_select")
def test_before_the_code_a_paper_shows_its_link_and_no_person(own_pages, database_server):
    _coalition, person, _key, token = _told("hier", "mother")
    with _raw(database_server) as raw:
        _tell(raw, token=hash_of(token))
        assert [str(one) for one in raw.execute("select person_id from families.parent_link").fetchone()] == [person]
        for table in set(TABLES) - {"parent_link", "parent_token"}:
            assert raw.execute(f"select count(*) from families.{table}").fetchone() == (0,), table


@pytest.mark.req("SEC-05", "no secret and no word of a family in clear")
def test_no_table_holds_a_secret_or_a_word_in_clear(own_pages, database_server):
    name = connections["default"].settings_dict["NAME"]
    wanted = [text for part in ("mother", "child") for text in _told("hier", part)[2:]]
    wanted += [*CANARIES.values(), "dit klopt niet", own.NAME, "Kindje", "Kanariestraat"]
    with database_server.connect(database=name) as everything:
        tables = everything.execute(
            "select schemaname || '.' || tablename from pg_tables where schemaname in ('public', 'families')"
        ).fetchall()
        for (table,) in tables:
            text = " ".join(str(row) for (row,) in everything.execute(f"select t::text from {table} t").fetchall())
            assert [one for one in wanted if one in text] == [], table
