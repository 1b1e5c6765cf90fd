"""Advice without a name: asked and answered between organisations, about nobody, and gone after four weeks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.families import people
from tests.families.screens import client_of

from kansrijk.core.faults import BadInput
from kansrijk.referrals import commands_consult, commands_retention, queries_consult, rules_consult
from kansrijk.referrals.models import Consult
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
QUESTION = "Een moeder slaapt slecht en maakt zich zorgen over geld. Wat doen jullie dan?"


@pytest.fixture
def asked(here, midwife, nurse):
    return ask(midwife, here, nurse)


def ask(who, where, whom, **said):
    values = {"key": uuid4(), "phase": "during", "question": QUESTION, "is_nameless": True, **said}
    return commands_consult.ask_consult(by=who.actor, coalition=where, organisation=whom.organisation, **values)


@pytest.mark.req("LAW-06", "referrals.consult")
def test_the_table_has_no_column_by_which_a_person_is_found(compartment):
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.columns where table_schema = 'referrals'"
            " and table_name = 'consult'"
        )
        columns = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "select confrelid::regclass::text from pg_constraint where conrelid = 'referrals.consult'::regclass"
            " and contype = 'f'"
        )
        points_at = {name for (name,) in cursor.fetchall()}
    assert columns == {
        "id", "coalition", "asker", "asker_organisation", "organisation", "phase", "sealed_question", "sealed_answer",
        "asked_at", "answered_at", "answered_by",
    }  # fmt: skip
    assert points_at == {"trust_coalition", "trust_organisation"}


def test_it_is_asked_read_and_answered_once(here, midwife, nurse, asked):
    assert ask(midwife, here, nurse, key=asked) == asked, "twice is once"
    at = {"coalition": here, "consult": asked}
    assert queries_consult.consult(nurse.actor, here, asked).may_answer
    commands_consult.answer_consult(by=nurse.actor, answer="Bel samen met haar de schuldhulp.", **at)
    found = queries_consult.consult(midwife.actor, here, asked)
    assert (found.answer, found.is_mine, found.may_answer) == ("Bel samen met haar de schuldhulp.", True, False)
    with pytest.raises(BadInput) as refused:
        commands_consult.answer_consult(by=nurse.actor, answer="Nog een.", **at)
    assert refused.value.field == "key"
    with pytest.raises(Denied):
        commands_consult.answer_consult(by=midwife.actor, answer="Ik zelf.", **at)
    events = {"advice asked", "advice read", "advice given"}
    assert set(AuditRecord.objects.filter(object_kind="consult").values_list("event", flat=True)) == events


@pytest.mark.req("LAW-06", "referrals.rules_consult.points_at")
@pytest.mark.parametrize(
    "text",
    [
        "bel 06 12345678",
        "mail a@voorbeeld.invalid",
        "postcode 2312 AB",
        "geboren 3-4-1990",
        "op 12 maart 2026",
        "999990019",
    ],
)
def test_what_points_at_somebody_is_refused_in_question_and_answer(here, midwife, nurse, asked, text):
    with pytest.raises(BadInput) as refused:
        ask(midwife, here, nurse, question=f"Zij woont hier, {text}")
    assert refused.value.field == "points"
    with pytest.raises(BadInput) as refused:
        commands_consult.answer_consult(by=nurse.actor, coalition=here, consult=asked, answer=text)
    assert refused.value.field == "points"


def test_a_question_of_weeks_and_numbers_points_at_nobody():
    assert rules_consult.points_at("22 weken zwanger, 3 kinderen, 1500 euro schuld, sinds 2024") == ""


@pytest.mark.parametrize(
    ("said", "field"),
    [({"is_nameless": False}, "is_nameless"), ({"phase": "x"}, "phase"), ({"question": " "}, "question")],
)
def test_what_is_missing_is_named(here, midwife, nurse, said, field):
    with pytest.raises(BadInput) as refused:
        ask(midwife, here, nurse, **said)
    assert refused.value.field == field


def test_nobody_asks_the_own_organisation_or_one_at_which_nobody_receives(here, midwife, colleague):
    coordinator = people.somebody("coordinator", here, name="coor")
    for whom in (colleague, coordinator):
        with pytest.raises(BadInput) as refused:
            ask(midwife, here, whom)
        assert refused.value.field == "organisation"


@pytest.mark.req("SEC-03", "consult_select")
def test_it_is_of_who_asked_and_of_the_organisation_that_was_asked(here, midwife, colleague, nurse, asked):
    third = people.somebody("jgz", here, name="derde")
    for who in (colleague, third):
        with pytest.raises(Denied):
            queries_consult.consult(who.actor, here, asked)
        with within(who.actor, here, verb="read", kind="consult"):
            assert Consult.objects.count() == 0, "asked past every query of ours"
    with within(nurse.actor, here, verb="update", kind="consult"):
        assert Consult.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Consult.objects.update(sealed_answer="gAAAAx", answered_at=timezone.now(), answered_by=midwife.account)
        assert Consult.objects.all().delete()[0] == 0


def test_who_asked_takes_it_away(here, midwife, nurse, asked):
    with pytest.raises(Denied):
        commands_consult.drop_consult(by=nurse.actor, coalition=here, consult=asked)
    commands_consult.drop_consult(by=midwife.actor, coalition=here, consult=asked)
    with pytest.raises(Denied):
        queries_consult.consult(midwife.actor, here, asked)


@pytest.mark.req("RET-01", "referrals.commands_retention")
def test_after_four_weeks_it_is_gone(here, midwife, asked, monkeypatch):
    assert commands_retention.forget_ended(by=installation_actor()) == 0
    monkeypatch.setattr(rules_consult, "DAYS_KEPT", -1)
    assert commands_retention.forget_ended(by=installation_actor(), dry_run=True) == 1
    commands_retention.forget_ended(by=installation_actor())
    with within(midwife.actor, here, verb="read", kind="consult"):
        assert Consult.objects.count() == 1, "the database lets nothing go before four weeks, whoever asks"
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_expr(polqual, polrelid) from pg_policy where polname = 'consult_delete'")
        assert "28 days" in cursor.fetchone()[0]
    assert timedelta(28).days == 28


def test_on_screen_it_is_asked_and_answered_and_there_is_no_field_for_a_person(here, midwife, nurse):
    client, theirs = client_of(midwife), client_of(nurse)
    page = client.get("/verwijzingen/hier/advies/vragen").content.decode()
    assert "Niemand mag herkenbaar zijn" in page
    names = set(__import__("re").findall(r'name="([a-z_]+)"', page)) - {
        "csrfmiddlewaretoken",
        "viewport",
        "next",
        "language",
    }
    assert {"organisation", "phase", "question", "is_nameless", "key"} <= names
    assert not names & {"sealed_name", "name", "born_on", "address", "telephone", "file", "person"}
    said = {"key": str(uuid4()), "organisation": str(nurse.organisation), "phase": "during", "question": QUESTION}
    refused = client.post("/verwijzingen/hier/advies/vragen", said)
    assert refused.status_code == 400
    assert "vink aan dat niemand herkenbaar is" in refused.content.decode()
    refused = client.post(
        "/verwijzingen/hier/advies/vragen", {**said, "question": "bel 0612345678", "is_nameless": "on"}
    )
    assert "Hiermee is iemand te vinden" in refused.content.decode()
    done = client.post("/verwijzingen/hier/advies/vragen", {**said, "is_nameless": "on"})
    assert done.status_code == 302
    assert "Gevraagd aan uw organisatie" in theirs.get("/verwijzingen/hier/advies").content.decode()
    assert theirs.post(done["Location"], {"answer": "Doe dit."}).status_code == 302
    assert "Doe dit." in client.get(done["Location"]).content.decode()
    assert client.post(f"{done['Location']}/weghalen").status_code == 302
    third = client_of(people.somebody("jgz", here, name="derde"))
    assert third.get(done["Location"]).status_code == 404
