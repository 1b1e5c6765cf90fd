"""Filling in a questionnaire: answers point at their version for ever, what is not asked is nowhere, no score."""

import json
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.families import own, people
from tests.families.screens import client_of
from tests.families.test_questionnaires import made
from tests.families.test_signals import begin as begin_signal
from tests.families.test_signals import is_denied

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_response, queries_response, queries_signal, responses
from kansrijk.families.models import Questionnaire, Response, ResponseGuarded
from kansrijk.families.questionnaire import ASKING, asked, read
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord, Tombstone

OURS = responses.ours()[0]
CANARY, GUARDED = "Kanarie-antwoord", "Kanarie-beschermd"
EVERY_KIND = made(
    version="2",
    title="Alle soorten",
    item=[
        {"linkId": "b", "type": "boolean", "text": "Ja of nee?"},
        {"linkId": "i", "type": "integer", "text": "Hoeveel?"},
        {"linkId": "d", "type": "decimal", "text": "Hoe zwaar?"},
        {"linkId": "t", "type": "date", "text": "Wanneer?"},
        {"linkId": "s", "type": "string", "text": "Wie?"},
        {
            "linkId": "c",
            "type": "choice",
            "repeats": True,
            "text": "Welke?",
            "answerOption": [{"valueString": "rood"}, {"valueString": "blauw"}],
        },
    ],
)
ANSWERS = {
    "b": False,
    "i": 3,
    "d": Decimal("2.50"),
    "t": date(2026, 11, 2),
    "s": "de buurvrouw",
    "c": ("rood", "blauw"),
}


def a_file(who: people.Somebody, where):
    return queries_signal.signal(who.actor, where, begin_signal(who, where)).file


def begun(who: people.Somebody, where, file=None, questionnaire: str = OURS.digest):
    return commands_response.begin_response(
        by=who.actor, coalition=where, file=file or a_file(who, where), key=uuid4(), questionnaire=questionnaire
    )


def finished(who: people.Somebody, where, file=None, answers=None, **told):
    key = begun(who, where, file, **told)
    given = {"goed": CANARY, "steun": True, "wie": "mijn zus"} if answers is None else answers
    commands_response.answer(
        by=who.actor, coalition=where, response=key, version=1, answers=given, total="12,5", is_finished=True
    )
    return key


def answered(who: people.Somebody, where, file):
    """Finished, and changed since."""
    key = finished(who, where, file)
    given = {"goed": CANARY, "zorgen": ("anders",), "anders": GUARDED}
    commands_response.answer(by=who.actor, coalition=where, response=key, version=2, answers=given, agreed=True)
    return key


def loaded(who: people.Somebody, where, content: bytes = EVERY_KIND):
    return commands_response.load_questionnaire(by=who.actor, coalition=where, content=content, may_use=True)


def refused(call, **named) -> str:
    with pytest.raises(BadInput) as fault, transaction.atomic():
        call(**named)
    return str(fault.value.field)


# What is kept of it


def test_answers_of_every_kind_come_back_as_they_were_given():
    every = read(EVERY_KIND)
    assert responses.opened(every, responses.written(ANSWERS)) == ANSWERS


answers_of_plain = st.fixed_dictionaries(
    {},
    optional={
        "a": st.booleans(),
        "n": st.integers(0, 9),
        "m": st.text(max_size=5).filter(str.strip),
        "z": st.text(max_size=5).filter(str.strip),
    },
)


@pytest.mark.req("IOP-11", "hidden branches never count")
@given(answers_of_plain)
def test_what_is_kept_and_what_is_told_is_of_questions_that_are_asked(sent):
    plain = read(made())
    told = responses.checked(plain, sent, is_finished=False)
    shown = {one.link for one in asked(plain, told)}
    assert set(told) <= shown
    assert {line.item.link for line in responses.lines(plain, told)} == shown
    assert responses.checked(plain, told, is_finished=False) == told, "what is kept is kept again as it is"
    assert set(responses.news(plain, shown, told)) == set()


@pytest.mark.parametrize("total", ["12", "12,5", "0", "-3", "", " 7 "])
def test_a_total_is_the_number_as_it_was_copied(total):
    assert responses.checked_total(total) == total.strip()


@pytest.mark.parametrize("total", ["veel", "1 2", "12345", "1,234", "7/10", "9e9"])
def test_a_total_is_no_text(total):
    with pytest.raises(BadInput) as fault:
        responses.checked_total(total)
    assert fault.value.field == "total"


def test_every_version_ever_shipped_can_still_be_read_and_laid_out():
    assert OURS.digest in responses.shipped()
    for digest, content in responses.shipped().items():
        found = read(content)
        assert found.digest == digest
        assert responses.lines(found, {})


pytestmark = pytest.mark.django_db


def test_what_is_filled_in_is_read_back_with_its_version(here, midwife):
    key = finished(midwife, here)
    found = queries_response.response(midwife.actor, here, key)
    assert (found.status, found.version, found.filled_on) == ("completed", 2, timezone.localdate())
    assert found.answers == {"goed": CANARY, "steun": True, "wie": "mijn zus"}
    assert (found.total, found.questionnaire, found.author) == ("12,5", OURS, "anne")


@pytest.mark.req("IOP-11", "answers point at their version")
def test_answers_keep_the_text_they_were_given_to_when_a_newer_version_comes(here, midwife):
    first = loaded(midwife, here)
    key = finished(midwife, here, questionnaire=str(first), answers=ANSWERS)
    changed = json.loads(EVERY_KIND)
    changed["version"], changed["item"][4]["text"] = "3", "Wie is dat voor u?"
    loaded(midwife, here, json.dumps(changed).encode())
    commands_response.retire_questionnaire(by=midwife.actor, coalition=here, questionnaire=first)
    found = queries_response.response(midwife.actor, here, key)
    assert (found.questionnaire.version, found.answers) == ("2", ANSWERS)
    assert [one.text for one in found.questionnaire.every() if one.link == "s"] == ["Wie?"]
    with within(midwife.actor, here, verb="read", kind="response"):
        assert bytes(Questionnaire.objects.get(pk=first).content) == EVERY_KIND


def test_the_database_lets_no_questionnaire_be_changed_and_no_answer_point_elsewhere(here, midwife):
    first = loaded(midwife, here)
    key = finished(midwife, here, questionnaire=str(first), answers=ANSWERS)
    other = loaded(midwife, here, made())
    with pytest.raises(DatabaseError), within(midwife.actor, here, verb="update", kind="questionnaire"):
        Questionnaire.objects.filter(pk=first).update(content=made(), digest="0" * 64)
    with pytest.raises(DatabaseError), within(midwife.actor, here, verb="update", kind="response"):
        Response.objects.filter(pk=key).update(questionnaire=other)
    with pytest.raises(DatabaseError), within(midwife.actor, here, verb="create", kind="questionnaire"):
        Questionnaire.objects.create(
            coalition=here, digest="0" * 64, url="u", version="1", title="t", content=b"x", origin="loaded",
            loaded_by=midwife.account,
        )  # fmt: skip


@pytest.mark.req("IOP-11", "hidden branches never count")
def test_what_is_not_asked_any_more_is_nowhere_in_the_database_but_in_what_it_said_before(here, midwife):
    key = finished(midwife, here)
    at = {"by": midwife.actor, "coalition": here, "response": key}
    commands_response.answer(**at, version=2, answers={"goed": CANARY, "steun": False, "wie": "mijn zus"})
    found = queries_response.response(midwife.actor, here, key)
    assert (found.status, found.answers) == ("amended", {"goed": CANARY, "steun": False})
    earlier = queries_response.history(midwife.actor, here, key)
    assert [(dict(one.answers), one.total) for one in earlier] == [
        ({"goed": CANARY, "steun": True, "wie": "mijn zus"}, "12,5")
    ]
    page = client_of(midwife).get(f"/gezinnen/hier/vragenlijst/{key}").content.decode()
    assert "mijn zus" not in page.split("Wat er eerder stond")[0]


def test_a_question_that_has_to_be_answered_can_wait_until_it_is_finished(here, midwife):
    key = begun(midwife, here, questionnaire=str(loaded(midwife, here, made())))
    at = {"by": midwife.actor, "coalition": here, "response": key}
    assert refused(commands_response.answer, **at, version=1, answers={}, is_finished=True) == "a"
    assert commands_response.answer(**at, version=1, answers={"a": True, "n": 5}) == 2
    assert queries_response.response(midwife.actor, here, key).status == "in_progress"
    open_now = {"a": True, "n": 5}
    assert refused(commands_response.answer, **at, version=2, answers=open_now, is_finished=True) == "m"
    assert refused(commands_response.answer, **at, version=2, answers={"z": "bsn 999990019", "a": False}) == "z"
    assert refused(commands_response.answer, **at, version=2, answers={"a": "ja"}) == "a"
    assert commands_response.answer(**at, version=2, answers={"a": False}, is_finished=True) == 3


@pytest.mark.req("SEC-05", "sealed fields")
def test_answers_and_total_are_ciphertext_here_in_what_was_and_in_no_record(here, midwife):
    key = finished(midwife, here)
    commands_response.answer(by=midwife.actor, coalition=here, response=key, version=2, answers={"goed": "anders"})
    with within(midwife.actor, here, verb="read", kind="response"), connection.cursor() as cursor:
        cursor.execute(
            "select to_jsonb(r)::text from families.response r"
            " union all select was::text from families.response_history"
        )
        rows = [text for (text,) in cursor.fetchall()]
    assert len(rows) == 2
    records = str(list(AuditRecord.objects.values("detail", "object_reference", "event")))
    for canary in (CANARY, "12,5", "mijn zus"):
        assert all(canary not in text for text in (*rows, records)), canary


@pytest.mark.req("AI-01", "a total is shown in its record alone")
def test_a_total_and_the_answers_stand_in_the_record_and_nowhere_else(here, midwife):
    file = a_file(midwife, here)
    key = finished(midwife, here, file)
    client = client_of(midwife)
    assert "12,5" in client.get(f"/gezinnen/hier/vragenlijst/{key}").content.decode()
    for address in (f"/gezinnen/hier/{file}", "/gezinnen/hier", f"/gezinnen/hier/{file}/balans", "/vandaag"):
        page = client.get(address).content.decode()
        assert "12,5" not in page, address
        assert CANARY not in page, address


# Which there are


def test_ours_and_what_a_coalition_loaded_are_offered_here_alone(here, midwife, colleague):
    key = loaded(midwife, here)
    there = people.coalition("daar")
    stranger = people.somebody("jgz", there, name="dirk")
    assert {one.title for one in queries_response.questionnaires(colleague.actor, here)} == {OURS.title, "Alle soorten"}
    assert {one.title for one in queries_response.questionnaires(stranger.actor, there)} == {OURS.title}
    assert is_denied(queries_response.questionnaire, stranger.actor, there, str(key))
    assert is_denied(begun, stranger, there, a_file(stranger, there), str(key))
    assert is_denied(queries_response.questionnaires, people.somebody("coordinator", here, name="els").actor, here)


def test_the_same_bytes_are_one_and_the_same_version_with_another_text_is_refused(here, midwife):
    key = loaded(midwife, here)
    assert loaded(midwife, here) == key
    named = {"by": midwife.actor, "coalition": here, "may_use": True}
    assert refused(commands_response.load_questionnaire, **named, content=EVERY_KIND + b" ") == "version"
    assert refused(commands_response.load_questionnaire, **{**named, "may_use": False}, content=made()) == "may_use"
    commands_response.retire_questionnaire(by=midwife.actor, coalition=here, questionnaire=key)
    file = a_file(midwife, here)
    at = {"by": midwife.actor, "coalition": here, "file": file, "key": uuid4(), "questionnaire": str(key)}
    assert refused(commands_response.begin_response, **at) == "questionnaire"
    assert loaded(midwife, here) == key
    commands_response.begin_response(**at)


def test_another_text_does_not_call_itself_one_of_ours(here, midwife):
    """It would be filled in for ours, by whoever chose ours."""
    content = made(url=OURS.url, version=OURS.version)
    assert (
        refused(commands_response.load_questionnaire, by=midwife.actor, coalition=here, content=content, may_use=True)
        == "version"
    )


@pytest.mark.parametrize("answers", [{"i": 999990019}, {"d": Decimal("999990019.0")}, {"s": "999990019"}])
def test_a_service_number_is_no_answer_of_any_kind(answers):
    with pytest.raises(BadInput, match="service number"):
        responses.checked(read(EVERY_KIND), answers, is_finished=False)
    assert responses.checked(read(EVERY_KIND), ANSWERS, is_finished=True) == ANSWERS


# Who


@pytest.mark.req("SEC-02", "unknown and foreign are one")
def test_it_is_seen_by_who_made_it_and_once_finished_by_who_cares_for_the_person(here, midwife, colleague, nurse):
    file = a_file(midwife, here)
    key, draft = finished(midwife, here, file), begun(midwife, here, file)
    for other in (colleague, nurse, people.somebody("coordinator", here)):
        assert is_denied(queries_response.response, other.actor, here, key)
        assert is_denied(queries_response.responses_of, other.actor, here, file)
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=timezone.localdate())
    part = commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    assert queries_response.response(colleague.actor, here, key).total == "12,5"
    assert is_denied(queries_response.response, colleague.actor, here, draft)
    at = {"by": colleague.actor, "coalition": here, "response": key}
    assert is_denied(commands_response.answer, **at, version=2, answers={})
    assert is_denied(commands_response.drop_response, **at)
    assert is_denied(queries_response.history, colleague.actor, here, key)
    commands.let_go(by=midwife.actor, coalition=here, involvement=part)
    assert is_denied(queries_response.response, colleague.actor, here, key)
    assert is_denied(begun, colleague, here, file)


@pytest.mark.req("SEC-02", "row security of a response")
def test_the_database_shows_an_unfinished_one_to_its_author_alone(here, midwife, colleague):
    """Asked past every query of ours."""
    file = a_file(midwife, here)
    key = finished(midwife, here, file)
    begun(midwife, here, file)
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=timezone.localdate())
    commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    with within(colleague.actor, here, verb="read", kind="response"):
        assert list(Response.objects.values_list("pk", flat=True)) == [key]
        assert Response.objects.update(changed_at=timezone.now()) == 0
        assert Response.objects.all().delete() == (0, {})
        assert Questionnaire.objects.filter(origin="ours").update(retired_at=timezone.now()) == 0


def test_it_goes_with_its_file_and_leaves_a_tombstone(here, midwife):
    file = a_file(midwife, here)
    key, other = finished(midwife, here, file), finished(midwife, here, file)
    commands_response.answer(by=midwife.actor, coalition=here, response=key, version=2, answers={})
    commands_response.drop_response(by=midwife.actor, coalition=here, response=other)
    assert is_denied(queries_response.response, midwife.actor, here, other)
    commands.forget_file(by=midwife.actor, coalition=here, file=file)
    with within(midwife.actor, here, verb="read", kind="response"), connection.cursor() as cursor:
        cursor.execute("select count(*) from families.response")
        assert cursor.fetchone() == (0,)
        cursor.execute("select count(*) from families.response_history")
        assert cursor.fetchone() == (0,)
    assert {one.pk for one in Tombstone.objects.filter(kind="response")} == {key, other}


@pytest.mark.req("AUD-01", "every look at a questionnaire that was filled in")
def test_every_step_and_every_look_is_one_record(here, midwife):
    file = a_file(midwife, here)
    before = AuditRecord.objects.count()
    key = begun(midwife, here, file)
    at = {"by": midwife.actor, "coalition": here, "response": key}
    commands_response.answer(**at, version=1, answers={"goed": "a"})
    commands_response.answer(**at, version=2, answers={"goed": "a"}, is_finished=True)
    commands_response.answer(**at, version=3, answers={"goed": "b"})
    queries_response.response(midwife.actor, here, key)
    queries_response.responses_of(midwife.actor, here, file)
    queries_response.history(midwife.actor, here, key)
    commands_response.drop_response(**at)
    told = list(AuditRecord.objects.order_by("occurred_at", "pk").values_list("event", "action"))
    assert told[before:] == [
        ("response begun", "C"),
        ("response kept so far", "U"),
        ("response finished", "U"),
        ("response changed", "U"),
        ("response read", "R"),
        ("responses listed", "R"),
        ("response history read", "R"),
        ("response removed", "D"),
    ]


@pytest.mark.req("RES-08", "a step sent twice")
def test_sent_twice_is_once_and_of_two_who_write_the_second_is_told(here, midwife, nurse):
    file, key = a_file(midwife, here), uuid4()
    at = {"by": midwife.actor, "coalition": here}
    for _ in range(2):
        commands_response.begin_response(**at, file=file, key=key, questionnaire=OURS.digest)
    at["response"] = key
    for _ in range(2):
        assert commands_response.answer(**at, version=1, answers={"goed": "a"}, is_finished=True) == 2
    assert refused(commands_response.answer, **at, version=1, answers={"goed": "b"}) == "version"
    named = {"by": nurse.actor, "coalition": here, "file": a_file(nurse, here), "key": key}
    assert refused(commands_response.begin_response, **named, questionnaire=OURS.digest) == "key"


# On screen


def places(page: str) -> dict[str, str]:
    """Link → name of its field, of ours."""
    return {one.link: f"q{n}" for n, one in enumerate(OURS.every()) if one.kind in ASKING and f'"q{n}"' in page}


def test_on_screen_questions_come_by_answers_and_nothing_is_filled_in_beforehand(here, midwife):
    client, file = client_of(midwife), a_file(midwife, here)
    page = client.get(f"/gezinnen/hier/{file}/vragenlijst").content.decode()
    assert "checked" not in page
    key = page.split('name="key" value="')[1].split('"')[0]
    sent = {"key": key, "questionnaire": OURS.digest}
    fill = f"/gezinnen/hier/vragenlijst/{key}/invullen"
    assert client.post(f"/gezinnen/hier/{file}/vragenlijst", sent)["Location"] == fill
    page = client.get(fill).content.decode()
    first = places(page)
    assert set(first) == {"goed", "steun", "zorgen", "wil-hulp"}
    assert "checked" not in page
    assert 'name="total"' not in page, "of ours nobody has a total"
    form = {"version": 1, "shown": " ".join(first.values()), first["goed"]: CANARY, first["steun"]: "yes"}
    answer = client.post(fill, form)
    assert answer.status_code == 200, "what is asked anew stands in no address"
    page = answer.content.decode()
    assert "Nieuwe vraag" in page
    assert CANARY in page
    now = places(page)
    assert set(now) == {*first, "wie"}
    again = {**form, "version": 2, "shown": " ".join(now.values()), now["wie"]: "mijn zus"}
    assert client.post(fill, again)["Location"] == f"/gezinnen/hier/vragenlijst/{key}"
    page = client.get(f"/gezinnen/hier/vragenlijst/{key}").content.decode()
    for text in (CANARY, "mijn zus", "ja", "niet beantwoord", OURS.version, "anne"):
        assert text in page, text
    assert "Waarmee?" not in page, "it was not asked"
    assert OURS.title in client.get(f"/gezinnen/hier/{file}").content.decode()


def test_one_can_go_on_later_and_is_told_what_cannot_be(here, midwife):
    client, file = client_of(midwife), a_file(midwife, here)
    key = begun(midwife, here, file, str(loaded(midwife, here)))
    fill = f"/gezinnen/hier/vragenlijst/{key}/invullen"
    page = client.post(fill, {"version": 1, "q1": "drie", "q4": "bsn 999990019", "total": "veel"}).content.decode()
    assert "drie" in page
    assert 'id="id_q1_error"' in page
    page = client.post(fill, {"version": 1, "q4": "bsn 999990019"}).content.decode()
    assert "BSN" in page.split('id="id_q4_error"')[1][:200]
    assert "één getal" in client.post(fill, {"version": 1, "total": "veel"}).content.decode()
    form = {
        "version": 1,
        "q0": "no",
        "q1": "3",
        "q2": "2,50",
        "q3": "2026-11-02",
        "q5": ["rood", "blauw"],
        "later": "1",
    }
    assert client.post(fill, {**form, "q4": "de buurvrouw"})["Location"] == f"/gezinnen/hier/{file}"
    found = queries_response.response(midwife.actor, here, key)
    assert (found.status, found.answers) == ("in_progress", ANSWERS)
    assert client.get(f"/gezinnen/hier/vragenlijst/{key}")["Location"] == fill
    page = client.get(fill).content.decode()
    for text in ('value="de buurvrouw"', 'value="2,50"', 'value="2026-11-02"', 'name="total"'):
        assert text in page, text
    assert page.count("checked") == 3
    answer = client.post(fill, {"version": 1, "q4": "anders"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "de buurvrouw" in page.split("Wat er nu staat")[1].split("<form")[0]
    assert "anders" in page.split('name="q4"')[1]


@pytest.mark.req("IOP-11", "a Questionnaire that calculates is refused")
def test_a_file_of_ones_own_is_loaded_read_and_taken_out_of_the_offer_on_screen(here, midwife):
    client = client_of(midwife)
    address = "/gezinnen/hier/vragenlijsten"

    def send(content: bytes, **more):
        file = SimpleUploadedFile("lijst.json", content, "application/json")
        return client.post(address, {"file": file, "may_use": "on", **more})

    for content, told in (
        (b"{", "Dit is geen JSON"),
        (made(resourceType="Patient"), "Dit is geen lijst volgens FHIR"),
        (
            made(item=[{"linkId": "a", "type": "integer", "text": "A?", "initial": [{"valueInteger": 1}]}]),
            "vult vooraf",
        ),
        (
            made(
                item=[
                    {
                        "linkId": "a",
                        "type": "integer",
                        "text": "A?",
                        "extension": [
                            {"url": "http://hl7.org/x/sdc-questionnaire-calculatedExpression", "valueString": "1"}
                        ],
                    }
                ]
            ),
            "rekent met antwoorden",
        ),
    ):
        answer = send(content)
        assert answer.status_code == 400
        assert told in answer.content.decode(), told
    page = client.get(send(made())["Location"]).content.decode()
    assert "Wordt gevraagd als “A” = ja." in page
    key = next(one.key for one in queries_response.questionnaires(midwife.actor, here) if one.origin == "loaded")
    assert client.post(f"{address}/{key}/weg")["Location"] == address
    assert "wordt niet meer aangeboden" in client.get(address).content.decode()
    assert client.post(f"{address}/{uuid4()}/weg").status_code == 404
    assert client.get(f"{address}/nergens").status_code == 404


# What is guarded


def kept_and_taken_in(midwife, here, colleague):
    file = a_file(midwife, here)
    key = answered(midwife, here, file)
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=timezone.localdate())
    commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    return file, key


@pytest.mark.req("SEC-05", "families.commands_response.answer")
def test_what_is_guarded_is_kept_with_her_agreement_only_and_goes_with_its_answer(here, midwife):
    key = begun(midwife, here)
    at = {"by": midwife.actor, "coalition": here, "response": key}
    given = {"zorgen": ("anders",), "anders": GUARDED}
    assert refused(commands_response.answer, **at, version=1, answers=given) == "agreed"
    assert commands_response.answer(**at, version=1, answers=given, agreed=True, is_finished=True) == 2
    assert commands_response.answer(**at, version=1, answers=given, agreed=True, is_finished=True) == 2
    found = queries_response.response(midwife.actor, here, key)
    assert (found.answers, found.agreed_on, found.is_whole) == (given, timezone.localdate(), True)
    commands_response.answer(**at, version=2, answers={})
    found = queries_response.response(midwife.actor, here, key)
    assert (found.answers, found.agreed_on) == ({}, None)
    (was,) = queries_response.history(midwife.actor, here, key)
    assert was.answers == {"zorgen": ("anders",)}, "of what was guarded nothing earlier is kept"
    with within(midwife.actor, here, verb="read", kind="response"):
        assert not ResponseGuarded.objects.exists()


@pytest.mark.req("SEC-05", "response_guarded_select")
def test_who_was_taken_in_reads_the_rest_and_nothing_of_what_is_guarded(here, midwife, colleague, nurse):
    _file, key = kept_and_taken_in(midwife, here, colleague)
    found = queries_response.response(colleague.actor, here, key)
    assert (found.answers, found.is_whole) == ({"goed": CANARY, "zorgen": ("anders",)}, False)
    page = client_of(colleague).get(f"/gezinnen/hier/vragenlijst/{key}").content.decode()
    assert CANARY in page
    assert "Alleen wie het dossier bijhoudt" in page, "who was taken in prints nothing of it"
    for text in (GUARDED, "Wat is dat andere?"):
        assert text not in page
    for who in (colleague, nurse):
        with within(who.actor, here, verb="read", kind="response"):
            assert not ResponseGuarded.objects.exists(), "the database shows it to nobody else either"
    page = client_of(midwife).get(f"/gezinnen/hier/vragenlijst/{key}").content.decode()
    assert "k-no-print" in page.split("Wat is dat andere?")[0].rsplit("<div", 1)[1], "never on paper"
    assert GUARDED in page


@pytest.mark.req("SEC-05", "families.queries_copy")
def test_what_is_guarded_stands_in_no_copy_nor_the_name_that_tells_it(here, midwife, colleague):
    def filled(who, where, file):
        content = made(title="Alles beschermd", meta={}, item=[{"linkId": "a", "type": "boolean", "text": "Bang?"}])
        key = begun(who, where, file, str(loaded(who, where, content)))
        at = {"by": who.actor, "coalition": where, "response": key, "version": 1, "is_finished": True}
        assert refused(commands_response.answer, **at, answers={}, total="7") == "agreed", "a total tells it too"
        commands_response.answer(**at, answers={"a": True}, total="7", agreed=True)
        return answered(who, where, file)

    file = own.kept(midwife, here)
    filled(midwife, here, file)
    commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    hers = own.Given(file, own.link(midwife, here, file))
    for address in ("/mijn/kopie/lezen", "/mijn/kopie/bestand"):
        copy = own.browser(hers).get(address).content.decode()
        assert CANARY in copy
        for text in (GUARDED, "Alles beschermd", "Bang?", "Wat is dat andere?"):
            assert text not in copy, address
    assert "Alles beschermd" in client_of(midwife).get(f"/gezinnen/hier/{file}").content.decode()
    assert "Alles beschermd" not in client_of(colleague).get(f"/gezinnen/hier/{file}").content.decode()


def test_who_loads_says_which_questions_are_guarded_and_until_then_all_are(here, midwife):
    key = loaded(midwife, here, made(meta={}))
    client, address = client_of(midwife), f"/gezinnen/hier/vragenlijsten/{key}"
    assert "Nog niemand zei welke vragen beschermd zijn" in client.get(address).content.decode()
    response = begun(midwife, here, questionnaire=str(key))
    fill = f"/gezinnen/hier/vragenlijst/{response}/invullen"
    sent = {"version": 1, "shown": "q0 q4", "q0": "no", "later": "1"}
    answer = client.post(fill, sent)
    assert answer.status_code == 400
    assert "alleen op als de ouder dat goed vindt" in answer.content.decode()
    assert client.post(fill, {**sent, "agreed": "on"}).status_code == 302
    assert client.post(f"{address}/beschermd", {"guarded": ["nergens"]})["Location"] == address
    assert client.post(f"{address}/beschermd", {"guarded": ["n"]})["Location"] == address
    assert "Nog niemand zei" not in client.get(address).content.decode()
    at = {"by": midwife.actor, "coalition": here, "response": response, "version": 2}
    assert refused(commands_response.answer, **at, answers={"a": False}) == "agreed", "what was guarded stays so"
    other = begun(midwife, here, questionnaire=str(key))
    commands_response.answer(**{**at, "response": other, "version": 1}, answers={"a": False})
    named = {"by": midwife.actor, "coalition": here, "questionnaire": key}
    assert refused(commands_response.say_guarded, **named, links=["nergens"]) == "guarded"
