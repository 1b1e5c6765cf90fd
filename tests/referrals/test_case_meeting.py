"""Talking together about help: nobody at the table without the parent's yes for that day, and gone when she stops."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from tests.families import doors, own, people
from tests.families.screens import client_of
from tests.families.test_consents import give
from tests.referrals.sending import file_of, given

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_consent, commands_event, copies
from kansrijk.offer.models import Desk
from kansrijk.referrals import commands_meeting, queries_meeting, queries_own_copy
from kansrijk.referrals.models import CaseMeeting, MeetingTask, Participant
from kansrijk.trust.compartment import within, within_own
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def table(here, midwife, nurse):
    """A file, a consent for a meeting of the directory, and the door of somebody who can take part."""
    file = file_of(here, midwife)
    meeting = doors.door(here, "case_meeting", "Knooppunt")
    consent = give(midwife, here, file, meeting, given("contact", "question", purpose="meeting"))
    door = doors.door(here, "youth_health", "Consultatiebureau")
    Desk.objects.create(service_id=door, coalition_id=here, organisation_id=nurse.organisation)
    return {"file": file, "consent": consent, "door": door}


@pytest.fixture
def planned(here, midwife, table):
    return plan(here, midwife, table)


def plan(where, who, table, **said):
    values = {"key": uuid4(), "held_on": TODAY() + timedelta(7), "agenda": "Hulp bij geld", **said}
    return commands_meeting.plan_meeting(
        by=who.actor, coalition=where, file=table["file"], consent=table["consent"], **values
    )


def add(where, who, meeting, table, **said):
    values = {"key": uuid4(), "service": table["door"], "agreed": ("self",), "agreed_on": TODAY(), **said}
    return commands_meeting.add_participant(by=who.actor, coalition=where, meeting=meeting, **values)


def agree(where, who, meeting, whose, **said):
    values = {"key": uuid4(), "text": "Belt maandag", "due_on": TODAY() + timedelta(10), **said}
    return commands_meeting.agree_task(by=who.actor, coalition=where, meeting=meeting, who=str(whose), **values)


def refused(call, *arguments, **named) -> str:
    with pytest.raises(BadInput) as found:
        call(*arguments, **named)
    return found.value.field


@pytest.mark.req("LAW-01", "referrals.case_meeting")
def test_there_is_no_meeting_without_the_parents_agreement_to_one(here, midwife, table, planned):
    assert plan(here, midwife, table, key=planned) == planned, "twice is once"
    other = give(midwife, here, table["file"], doors.door(here, "debt_help"), given("contact"))
    assert refused(plan, here, midwife, {**table, "consent": other}) == "consent"
    assert refused(plan, here, midwife, table, held_on=TODAY() - timedelta(1)) == "held_on"
    assert refused(plan, here, midwife, table, held_on=TODAY() + timedelta(120)) == "held_on"
    commands_consent.withdraw_consent(by=midwife.actor, coalition=here, consent=table["consent"])
    assert refused(plan, here, midwife, table) == "consent"
    with within(midwife.actor, here, verb="create", kind="case_meeting"):
        row = CaseMeeting.objects.get(pk=planned)
        row.pk, row.parties, row.ended_at = uuid4(), [], None
        with pytest.raises(IntegrityError, match="no consent"), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.req("LAW-01", "referrals.participant")
def test_nobody_takes_part_without_a_yes_for_that_very_day(here, midwife, table, planned):
    assert refused(add, here, midwife, planned, table, agreed=()) == "agreed"
    assert refused(add, here, midwife, planned, table, agreed_on=TODAY() + timedelta(1)) == "agreed_on"
    add(here, midwife, planned, table)
    assert refused(add, here, midwife, planned, table) == "service"
    with within(midwife.actor, here, verb="update", kind="case_meeting"):
        row = Participant.objects.get()
        for wrong, error in (
            ({"agreed": []}, IntegrityError),
            ({"agreed": ["holders"]}, IntegrityError),
            ({"agreed_on": None}, IntegrityError),
            ({"agreed_on": TODAY() + timedelta(1)}, IntegrityError),
            ({"for_date": row.for_date + timedelta(1)}, IntegrityError),
        ):
            values = {one.attname: getattr(row, one.attname) for one in Participant._meta.fields}
            values |= {"id": uuid4(), "service": uuid4(), **wrong}
            with pytest.raises(error), transaction.atomic():
                Participant(**values).save(force_insert=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            CaseMeeting.objects.update(held_on=row.for_date + timedelta(1))


@pytest.mark.req("SEC-03", "case_meeting_select")
def test_who_takes_part_reads_it_and_nobody_else_does(here, midwife, nurse, colleague, table, planned):
    third = people.somebody("jgz", here, name="derde")
    for who in (nurse, third, colleague):
        with pytest.raises(Denied):
            queries_meeting.meeting(who.actor, here, planned)
    part = add(here, midwife, planned, table)
    found = queries_meeting.meeting(nurse.actor, here, planned)
    assert (found.agenda, found.name, found.file, found.is_mine) == ("Hulp bij geld", "", None, False)
    assert [one.name for one in found.parts] == ["Consultatiebureau, Partij Proef"]
    for who in (third, colleague):
        with pytest.raises(Denied):
            queries_meeting.meeting(who.actor, here, planned)
        with within(who.actor, here, verb="read", kind="case_meeting"):
            assert [t.objects.count() for t in (CaseMeeting, Participant, MeetingTask)] == [0, 0, 0]
    commands_meeting.let_participant_go(by=midwife.actor, coalition=here, meeting=planned, participant=part)
    with pytest.raises(Denied):
        queries_meeting.meeting(nurse.actor, here, planned)
    with within(nurse.actor, here, verb="read", kind="case_meeting"):
        assert [t.objects.count() for t in (CaseMeeting, Participant, MeetingTask)] == [0, 0, 0]


def test_what_was_agreed_is_a_task_with_who_by_when_and_word_back(here, midwife, nurse, table, planned):
    part = add(here, midwife, planned, table)
    theirs = agree(here, midwife, planned, part)
    hers = agree(here, midwife, planned, "parents", text="Neemt brieven mee")
    assert refused(agree, here, midwife, planned, uuid4()) == "who"
    assert refused(agree, here, midwife, planned, "organiser", due_on=TODAY()) == "due_on"
    at = {"coalition": here, "meeting": planned}
    with pytest.raises(Denied):
        commands_meeting.agree_task(
            by=nurse.actor, key=uuid4(), who="parents", text="x", due_on=TODAY() + timedelta(9), **at
        )
    with pytest.raises(Denied):
        commands_meeting.finish_task(by=nurse.actor, task=hers, feedback="gedaan", **at)
    assert [line.open_tasks for line in queries_meeting.meetings(nurse.actor, here)] == [True]
    commands_meeting.finish_task(by=nurse.actor, task=theirs, feedback="Zij kwam", **at)
    assert refused(commands_meeting.finish_task, by=nurse.actor, task=theirs, feedback="Zij kwam", **at) == "key"
    found = {one.id: one for one in queries_meeting.meeting(midwife.actor, here, planned).tasks}
    assert (found[theirs].feedback, found[theirs].done_on) == ("Zij kwam", TODAY())
    assert (found[hers].who, found[hers].done_on) == ("parents", None)
    assert [line.open_tasks for line in queries_meeting.meetings(nurse.actor, here)] == [False]


def test_parents_are_there_or_it_says_why_not(here, midwife, planned):
    at = {"by": midwife.actor, "coalition": here, "meeting": planned}
    assert refused(commands_meeting.say_parents, parents="absent", **at) == "absence"
    commands_meeting.say_parents(parents="absent", absence="practical", **at)
    found = queries_meeting.meeting(midwife.actor, here, planned)
    assert (found.parents, found.absence) == ("absent", "practical")
    commands_meeting.say_parents(parents="present", absence="practical", **at)
    assert queries_meeting.meeting(midwife.actor, here, planned).absence == ""


def _stopped_by_her(at):
    from kansrijk.families import commands_own

    commands.keep_file(by=at["midwife"].actor, coalition=at["here"], file=at["file"], agreed_on=TODAY())
    hers = own.opened(own.Given(at["file"], own.link(at["midwife"], at["here"], at["file"])))
    commands_own.stop_sharing(by=hers, consent=at["consent"])


def _stopped(at):
    commands_consent.withdraw_consent(by=at["midwife"].actor, coalition=at["here"], consent=at["consent"])


def _loss(at):
    commands_event.record_event(
        by=at["midwife"].actor, coalition=at["here"], file=at["file"], key=uuid4(), kind="pregnancy_lost"
    )


@pytest.mark.req("CON-02", "referrals.moving.end_meetings")
@pytest.mark.parametrize("ends", [_stopped_by_her, _stopped, _loss])
def test_what_ends_it_takes_it_out_of_sight_at_once(here, midwife, nurse, table, planned, ends):
    part = add(here, midwife, planned, table)
    agree(here, midwife, planned, part)
    client = client_of(nurse)
    assert client.get(f"/verwijzingen/hier/overleg/{planned}").status_code == 200
    ends({"here": here, "midwife": midwife, **table})
    assert client.get(f"/verwijzingen/hier/overleg/{planned}").status_code == 404
    assert queries_meeting.meetings(nurse.actor, here) == []
    assert queries_meeting.meeting(midwife.actor, here, planned).has_ended
    assert refused(add, here, midwife, planned, table, service=doors.door(here, "debt_help")) == "state"


@pytest.mark.req("RET-02", "case_meeting goes with the person")
def test_it_goes_with_the_file(here, midwife, table, planned):
    part = add(here, midwife, planned, table)
    agree(here, midwife, planned, part)
    commands.forget_file(by=midwife.actor, coalition=here, file=table["file"])
    with within(midwife.actor, here, verb="read", kind="case_meeting"):
        assert [t.objects.count() for t in (CaseMeeting, Participant, MeetingTask)] == [0, 0, 0]


@pytest.mark.req("RGT-01", "referrals.queries_meeting.own_meetings")
def test_she_sees_who_talks_and_what_was_agreed_on_her_page_and_in_her_copy(here, midwife, table, planned):
    part = add(here, midwife, planned, table)
    agree(here, midwife, planned, part)
    commands.keep_file(by=midwife.actor, coalition=here, file=table["file"], agreed_on=TODAY())
    hers = own.Given(table["file"], own.link(midwife, here, table["file"]))
    page = own.words(own.browser(hers).get("/mijn"))
    assert "Overleg over uw hulp" in page
    assert "Consultatiebureau, Partij Proef" in page
    assert "Belt maandag" in page
    with within_own(own.opened(hers), verb="export", kind="file") as inside:
        rows = queries_own_copy.rows(inside)
    assert [len(rows[name]) for name in ("case_meeting", "participant", "meeting_task")] == [1, 1, 1]
    assert rows["meeting_task"][0]["text"] == "Belt maandag"
    for one in (
        one for one in queries_own_copy.tables() if one.table in ("case_meeting", "participant", "meeting_task")
    ):
        assert set(rows[one.table][0]) == {copies.plain(column) for column in one.columns}
    other = own.given(midwife, here, name="Ander Proef")
    with within_own(own.opened(other), verb="read", kind="case_meeting"):
        assert [t.objects.count() for t in (CaseMeeting, Participant, MeetingTask)] == [0, 0, 0]


@pytest.mark.req("AUD-01", "case meetings")
def test_each_read_and_write_is_a_record_of_that_person(here, midwife, nurse, table, planned):
    part = add(here, midwife, planned, table)
    task = agree(here, midwife, planned, part)
    commands_meeting.finish_task(by=nurse.actor, coalition=here, meeting=planned, task=task, feedback="gedaan")
    queries_meeting.meeting(nurse.actor, here, planned)
    records = AuditRecord.objects.filter(object_kind="case_meeting")
    assert {one.event for one in records} == {
        "case meeting planned", "participant added", "meeting task agreed", "meeting task done", "case meeting read",
    }  # fmt: skip
    assert all(str(table["file"]) in f"{one.detail} {one.object_reference}" for one in records)


def test_on_screen_from_planning_to_word_back(here, midwife, nurse, table):
    client, theirs = client_of(midwife), client_of(nurse)
    assert "overleg plannen" in client.get(f"/gezinnen/hier/{table['file']}").content.decode()
    address = f"/gezinnen/hier/{table['file']}/overleg"
    assert "Zij horen vooraf wie meepraat" in client.get(address).content.decode()
    day = TODAY() + timedelta(7)
    said = {"key": str(uuid4()), "consent": str(table["consent"]), "held_on": day.isoformat(), "agenda": "Geld"}
    assert client.post(address, {**said, "agenda": ""}).status_code == 400
    done = client.post(address, said)
    assert done.status_code == 302
    page = done["Location"]
    part = {"key": str(uuid4()), "service": str(table["door"]), "agreed_on": TODAY().isoformat()}
    refused_page = client.post(f"{page}/deelname", part)
    assert refused_page.status_code == 400
    assert "zegt ook ja op wie meepraat" in refused_page.content.decode()
    assert client.post(f"{page}/deelname", {**part, "agreed": ["self"]}).status_code == 302
    assert client.post(f"{page}/ouders", {"parents": "absent"}).status_code == 400
    assert client.post(f"{page}/ouders", {"parents": "coming"}).status_code == 302
    with within(midwife.actor, here, verb="read", kind="case_meeting"):
        who = str(Participant.objects.get().pk)
    task = {"key": str(uuid4()), "text": "Belt", "who": who, "due_on": day.isoformat()}
    assert client.post(f"{page}/afspraak", {**task, "due_on": TODAY().isoformat()}).status_code == 400
    assert client.post(f"{page}/afspraak", task).status_code == 302
    assert "Hier staat iets voor u" in theirs.get("/verwijzingen/hier/overleg").content.decode()
    assert theirs.post(f"{page}/afspraak/{task['key']}", {"feedback": ""}).status_code == 400
    assert theirs.post(f"{page}/afspraak/{task['key']}", {"feedback": "Zij kwam"}).status_code == 302
    assert "Zij kwam" in client.get(page).content.decode()
    assert "Kanarie" not in theirs.get(page).content.decode()
    third = client_of(people.somebody("jgz", here, name="derde"))
    assert third.get(page).status_code == 404
    for end in ("deelname", "ouders", "afspraak", f"afspraak/{task['key']}", f"deelname/{who}/stoppen"):
        assert third.post(f"{page}/{end}", {}).status_code == 404, end
    assert third.get(address).status_code == 404
