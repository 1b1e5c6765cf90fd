"""A parent asks for help herself: no account, her own consent word for word, a desk that carries it, a code to stop."""

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.families import doors, people
from tests.families.screens import client_of
from tests.families.test_ended import cells

from kansrijk.core.faults import BadInput
from kansrijk.families.models import Consent
from kansrijk.offer import parents
from kansrijk.offer.models import Desk, Directory, Service
from kansrijk.referrals import (
    asking,
    commands,
    commands_asking,
    commands_retention,
    commands_telling,
    queries,
    queries_asking,
    rules,
    telling,
)
from kansrijk.referrals.models import Event, Referral
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import within, within_asking
from kansrijk.trust.models import AuditRecord, Coalition
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
SAID = {"name": "Kanarie", "reach": "06 00000001 na drie uur", "question": "Hulp met brieven van Kanarie"}


@pytest.fixture
def door(here, nurse):
    """Of a public directory, where parents may come by themselves and people of the nurse receive."""
    made = doors.door(here, "debt_help", "Geldhulp Proef")
    Service.objects.filter(pk=made).update(parents_may_come=True, phone="0715123456")
    Directory.objects.create(coalition_id=here, is_public=True, areas=["GM9901"])
    Desk.objects.create(service_id=made, coalition_id=here, organisation_id=nurse.organisation)
    return made


def ask(door, code: str = "", **more) -> str:
    """Sends, and gives the code."""
    code = code or asking.new_code()
    arguments = {
        "said": asking.checked(**SAID),
        "is_agreed": True,
        "mark": queries_asking.mark_of(queries_asking.door(VISITOR, door), "nl"),
        "language": "nl",
        **more,
    }
    commands_asking.ask_for_help(by=VISITOR, door=door, code=code, **arguments)
    return code


def the_one(here, who) -> queries.ReferralRead:
    (line,) = queries.working_list(who.actor, here)
    return queries.referral(who.actor, here, line.id)


@pytest.mark.req("CON-01", "referrals.commands_asking")
def test_what_she_sends_is_a_referral_of_her_own_and_the_desk_receives_it(here, door, nurse):
    code = ask(door)
    (line,) = queries.working_list(nurse.actor, here)
    assert (line.name, line.state, line.is_mine_to_do, line.by_parent) == ("Kanarie", "sent", True, True)
    read = queries.referral(nurse.actor, here, line.id)
    assert dict(read.parts) == {"contact": "Kanarie\n06 00000001 na drie uur", "question": SAID["question"]}
    assert (read.sender_name, read.by_parent, read.covers) == ("", True, False)
    assert [(one.event, one.who, one.name) for one in read.steps] == [("send", "parent", "")]
    with within(nurse.actor, here, verb="read", kind="referral"):
        consent = Consent.objects.get(pk=read.consent)
    assert (consent.sender, consent.recorded_by, consent.person_id) == ("parent", None, None)
    assert (consent.agreed, consent.categories, consent.rule) == (["self"], ["contact", "question"], "R15")
    until = consent.expires_on.strftime("%d-%m-%Y")
    assert consent.told == asking.told("nl", "Geldhulp Proef, Partij Proef", until)
    assert queries_asking.asked(VISITOR, code).state == "sent"
    assert cells(here) == {("unknown", "parent", "sent"): (1, 0)}


def test_the_desk_carries_it_and_what_comes_back_comes_back_to_the_desk(here, door, nurse):
    code = ask(door)
    read = the_one(here, nurse)
    for version, (event, reason) in enumerate((("receive", ""), ("decline", "full")), start=1):
        step = {"event": event, "reason": reason, "version": version, "key": uuid4()}
        commands.take_step(by=nurse.actor, coalition=here, referral=read.id, **step)
    (line,) = queries.working_list(nurse.actor, here)
    assert (line.state, line.is_mine_to_do) == ("declined", True), "nothing disappears because nobody looked"
    assert queries_asking.asked(VISITOR, code).state == "declined"
    assert not AuditRecord.objects.filter(detail__fields__contains="cover").exists()


@pytest.mark.req("CON-02", "referrals.commands_asking.take_back")
def test_she_stops_it_with_her_code_and_the_desk_sees_what_she_wrote_no_longer(here, door, nurse):
    code = ask(door)
    read = the_one(here, nurse)
    for _ in range(2):
        commands_asking.take_back(by=VISITOR, code=asking.readable(code).lower())
    assert queries.working_list(nurse.actor, here) == []
    after = queries.referral(nurse.actor, here, read.id)
    assert (after.state, after.parts) == ("consent_withdrawn", ())
    assert queries_asking.asked(VISITOR, code).state == "consent_withdrawn"
    with within(nurse.actor, here, verb="read", kind="referral"):
        assert list(Event.objects.order_by("number").values_list("event", flat=True)) == ["send", "withdraw_consent"]


def test_sent_twice_with_one_code_it_is_one_request(here, door, nurse):
    code = ask(door)
    assert ask(door, code) == code
    with pytest.raises(BadInput) as other, transaction.atomic():
        ask(door, code, said=asking.checked("Ander", "bel niet", "niets"))
    assert other.value.field == "again"
    assert dict(the_one(here, nurse).parts)["question"] == SAID["question"]


@pytest.mark.req("CON-01", "no consent, no row")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"is_agreed": False}, "agreed"), ({"mark": "anders"}, "mark"), ({"language": "en"}, "mark")],
)
def test_without_her_word_for_these_words_nothing_is_there(here, door, nurse, wrong, field):
    with pytest.raises(BadInput) as refused, transaction.atomic():
        ask(door, **wrong)
    assert refused.value.field == field
    assert queries.working_list(nurse.actor, here) == []


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", " "), ("reach", ""), ("question", "x" * 601), ("question", "mijn nummer is 999990019")],
)
def test_what_is_missing_too_long_or_a_service_number_is_one_sentence(field, text):
    with pytest.raises(BadInput) as refused:
        asking.checked(**{**SAID, field: text})
    assert refused.value.field == field


@pytest.mark.req("CON-01", "only_by_consent")
def test_the_database_takes_no_request_without_her_consent_and_lets_her_do_one_thing_to_it(here, door, nurse):
    code = ask(door)
    read = the_one(here, nurse)
    with within_asking(VISITOR, code, verb="read", kind="help_request") as inside:
        row = Referral.objects.get(pk=read.id)
        for values in ({"state": "ended", "due_on": None}, {"state": "received"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Referral.objects.filter(pk=row.pk).update(**values)
        fields = {one.attname: getattr(row, one.attname) for one in Referral._meta.fields} | {"id": uuid4()}
        for wrong in ({"rule": "R5"}, {"sender_organisation": people.Organisation.objects.create(name="x").pk}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Referral(**{**fields, **wrong}).save(force_insert=True)
        consent = {one.attname: getattr(row.consent, one.attname) for one in Consent._meta.fields} | {"id": uuid4()}
        for wrong in ({"categories": ["contact", "health"]}, {"agreed": ["holders"]}, {"sender": "jgz"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Consent(**{**consent, **wrong}).save(force_insert=True)
        assert inside.rights == frozenset()
        with connection.cursor() as cursor:
            for table in ("families.person", "families.signal", "referrals.part", "referrals.word"):
                cursor.execute(f"select count(*) from {table}")
                assert cursor.fetchone() == (0,), f"she does not read what she wrote again: {table}"


@pytest.mark.req("SEC-02", "help_request")
def test_a_code_that_is_none_and_one_of_somebody_else_are_answered_alike(here, door, nurse):
    ask(door)
    for code in ("", "kort", asking.new_code(), "0" * 16, "A" * 200):
        assert queries_asking.asked(VISITOR, code) is None
        with pytest.raises(Denied):
            commands_asking.take_back(by=VISITOR, code=code)
    client = Client()
    pages = [client.post("/hulp-vragen", {"code": code}) for code in ("kort", asking.new_code())]
    assert [one.status_code for one in pages] == [404, 404]
    tokens = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|kd-[0-9a-f]+')
    assert len({tokens.sub(b"", one.content) for one in pages}) == 1
    assert len(queries.working_list(nurse.actor, here)) == 1


@pytest.mark.req("SEC-02", "door_within")
def test_where_nobody_receives_or_parents_may_not_come_there_is_no_page(here, door, nurse):
    client = Client()
    assert client.get(f"/hulp-vragen/{door}").status_code == 200
    for change, back in (
        (lambda: Service.objects.update(parents_may_come=False), lambda: Service.objects.update(parents_may_come=True)),
        (lambda: Directory.objects.update(is_public=False), lambda: Directory.objects.update(is_public=True)),
        (lambda: Service.objects.update(kind="library"), lambda: Service.objects.update(kind="debt_help")),
        (
            lambda: Coalition.objects.filter(pk=here).update(has_families=False),
            lambda: Coalition.objects.filter(pk=here).update(has_families=True),
        ),
        (lambda: Desk.objects.all().delete(), lambda: None),
    ):
        change()
        assert client.get(f"/hulp-vragen/{door}").status_code == 404
        assert queries_asking.door(VISITOR, door) is None
        back()
    assert client.get(f"/hulp-vragen/{uuid4()}").status_code == 404


@pytest.mark.req("WEB-49", "help_request")
@pytest.mark.req("SEC-05", "help_request")
def test_no_mail_no_job_and_no_record_holds_what_she_wrote(here, door, nurse, tmp_path):
    code = ask(door)
    (args,) = ProcrastinateJob.objects.filter(task_name=telling.JOB).values_list("args", flat=True)
    assert args == {"coalition": str(here), "organisation": str(nurse.organisation)}
    told = commands_telling.tell_waiting(
        by=installation_actor(), coalition=here, organisation=nurse.organisation, account=None
    )
    assert told == 1
    records = list(AuditRecord.objects.filter(event="help asked for").values())
    assert (len(records), records[0]["account"], records[0]["account_name"]) == (1, None, "")
    with connection.cursor() as cursor:
        cursor.execute("select to_jsonb(r)::text from referrals.referral r")
        rows = " ".join(text for (text,) in cursor.fetchall())
    for text in (*mail.outbox[0].body.split("\n"), mail.outbox[0].subject, str(args), str(records), rows):
        for canary in ("Kanarie", "00000001", "brieven", code):
            assert canary not in text


@pytest.mark.req("WEB-19", "help")
def test_who_asks_often_waits(here, door, nurse, settings):
    settings.RATE_FACTOR = 1
    client = Client()
    assert {client.post(f"/hulp-vragen/{door}", {}).status_code for _ in range(6)} == {422}
    assert client.post(f"/hulp-vragen/{door}", {}).status_code == 429


def test_a_coalition_takes_no_more_than_people_can_read_in_a_day(here, door, nurse, monkeypatch):
    monkeypatch.setattr(commands_asking, "MOST_A_DAY", 1)
    ask(door)
    with pytest.raises(BadInput) as refused, transaction.atomic():
        ask(door)
    assert refused.value.field == "busy"


def test_on_screen_without_javascript_from_the_page_for_parents_to_stopping(here, door, nurse):
    client = Client()
    Service.objects.update(areas=["GM9901"], phases=["during"])
    form = client.get(f"/hulp-vragen/{door}?taal=nl")
    page = form.content.decode()
    assert "Geldhulp Proef" in page
    assert "data-quick-exit" in page
    assert "checked" not in page
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("code", "mark")}
    refused = client.post(f"/hulp-vragen/{door}", {**SAID, **hidden})
    assert (refused.status_code, SAID["question"] in refused.content.decode()) == (422, True), "what was typed stays"
    assert "Zet een vinkje" in refused.content.decode()
    done = client.post(f"/hulp-vragen/{door}", {**SAID, **hidden, "agreed": "on"})
    told = done.content.decode()
    assert (done.status_code, asking.readable(hidden["code"]) in told) == (200, True)
    assert "Kanarie" not in told
    assert done["Cache-Control"] == "private, no-store"
    desk = client_of(nurse)
    assert "door de ouder zelf" in desk.get("/verwijzingen/hier").content.decode()
    one = desk.get(f"/verwijzingen/hier/{the_one(here, nurse).id}").content.decode()
    assert "Gevraagd door de ouder zelf" in one
    seen = client.post("/hulp-vragen", {"code": hidden["code"]}).content.decode()
    assert "Nog niemand heeft het geopend" in seen
    assert "Kanarie" not in seen
    stopped = client.post("/hulp-vragen", {"code": hidden["code"], "stop": "1"}).content.decode()
    assert "Je bent gestopt" in stopped
    assert "Ik wil stoppen" not in stopped
    assert queries.working_list(nurse.actor, here) == []


def test_every_language_of_the_page_for_parents_has_every_word_and_says_when_nobody_read_it(here, door):
    assert set(asking.languages()) == {one.code for one in parents.languages().values() if one.texts}
    first = set(asking.texts("nl"))
    for language in asking.languages():
        words = asking.texts(language)
        assert set(words) == first, language
        assert all(text.strip() for text in words.values())
        assert "{receiver}" in words["told"]
        assert "{until}" in words["told"]
        page = Client().get(f"/hulp-vragen/{door}?taal={language}").content.decode()
        assert words["send"] in page
        assert ('dir="rtl"' in page) == (language == "ar")
        assert (words["unread"] in page) == (language in {"ar", "tr", "pl", "uk"})
    assert asking.texts("xx") == asking.texts("nl")


def test_each_state_of_a_referral_is_a_sentence_for_her():
    assert set(asking.SEEN) | {"closed", "called_off", "recalled", "stopped"} == set(rules.STATES)
    assert all(asking.status(state, "nl") for state in rules.STATES)


@pytest.mark.req("RET-01", "help_request")
def test_it_is_destroyed_after_its_term_with_the_code(here, door, nurse):
    code = ask(door)
    commands_asking.take_back(by=VISITOR, code=code)
    with within(nurse.actor, here, verb="update", kind="referral"), connection.cursor() as cursor:
        cursor.execute("select count(*) from referrals.referral where sender is null")
        assert cursor.fetchone() == (1,)
    assert commands_retention.forget_ended(by=installation_actor()) == 0, "not before its term"
    assert queries_asking.asked(VISITOR, code) is not None


def test_another_text_under_the_same_code_is_told_that_the_first_one_stays(here, door, nurse):
    client, code = Client(), asking.new_code()
    form = {
        **SAID,
        "code": code,
        "agreed": "on",
        "mark": queries_asking.mark_of(queries_asking.door(VISITOR, door), "nl"),
    }
    for _ in range(2):
        assert client.post(f"/hulp-vragen/{door}", form).status_code == 200
    answer = client.post(f"/hulp-vragen/{door}", {**form, "reach": "06 00000002"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in (asking.texts("nl")["wrong_again"], asking.readable(code)):
        assert text in page
    assert "00000002" not in page
    assert SAID["reach"] in dict(the_one(here, nurse).parts)["contact"]


def test_one_network_does_not_shut_the_form_for_everybody(here, door, nurse, monkeypatch):
    monkeypatch.setattr(commands_asking, "MOST_OF_A_NETWORK", 1)
    ask(door)
    with pytest.raises(BadInput) as refused, transaction.atomic():
        ask(door)
    assert refused.value.field == "busy"
    elsewhere = Actor(address="192.0.2.77")
    mark = queries_asking.mark_of(queries_asking.door(VISITOR, door), "nl")
    told = {"said": asking.checked(**SAID), "is_agreed": True, "mark": mark, "language": "nl"}
    assert commands_asking.ask_for_help(by=elsewhere, door=door, code=asking.new_code(), **told)


@pytest.mark.req("CON-01", "referrals.is_still_agreed")
def test_a_desk_that_declined_reads_her_name_and_question_no_longer(here, door, nurse):
    code = ask(door)
    line = the_one(here, nurse)
    for number, event in enumerate(("receive", "decline"), start=1):
        reason = "not_here" if event == "decline" else ""
        commands.take_step(
            by=nurse.actor, coalition=here, referral=line.id, event=event, key=uuid4(), version=number, reason=reason
        )
    assert dict(queries.referral(nurse.actor, here, line.id).parts) == {}
    found = queries_asking.asked(VISITOR, code)
    assert "lezen je vraag niet meer" in asking.status(found.state, "nl")
