"""Sending: one consent, one door, exactly what was agreed, once."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests.families import doors, people
from tests.referrals.sending import ALL, TEXTS, Scene, file_of, given, read, send, step, texts_of

from kansrijk.core.faults import BadInput
from kansrijk.families import commands_consent
from kansrijk.families.models import Consent
from kansrijk.referrals import commands as referrals
from kansrijk.referrals import queries, queries_doors
from kansrijk.referrals.models import Event, Part, Referral
from kansrijk.referrals.moving import insert_event
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db


def as_sender(at):
    return within(at.sender.actor, at.here, verb="create", kind="referral")


@pytest.mark.req("CON-01", "what is sent is what was agreed")
def test_what_was_agreed_arrives_and_nothing_else(scene):
    made = send(scene, "contact", "question", "feedback")
    expected = {key: TEXTS[key] for key in ("contact", "question")}
    assert texts_of(scene, scene.receiver, made) == expected, "text that was not ticked stays behind"
    assert texts_of(scene, scene.sender, made) == expected


def test_it_is_said_who_sent_and_what_for(scene):
    at = read(scene, scene.receiver, send(scene))
    assert (at.sender_name, at.state, at.purpose, at.sides) == ("anne", "sent", "money", ("receiver",))
    assert [(one.event, one.who, one.name) for one in at.steps] == [("send", "sender", "anne")]
    assert at.file is None, "the file of the sender is not the receiver's"
    assert at.due_on is not None


@pytest.mark.req("WEB-18", "one referral")
def test_a_form_that_is_sent_twice_is_one_consent_and_one_referral(scene):
    key = uuid4()
    first = send(scene, key=key)
    again = send(scene, key=key, texts=TEXTS | {"question": "iets anders"})
    with as_sender(scene):
        assert (Referral.objects.count(), Consent.objects.count(), Event.objects.count()) == (1, 1, 1)
    assert again == first
    assert texts_of(scene, scene.receiver, first)["question"] == TEXTS["question"]


def test_the_key_of_somebody_elses_referral_says_nothing_of_it(here, midwife, nurse, scene):
    key = send(scene)
    other = people.somebody("huisarts", here, name="dokter")
    from tests.referrals import sending

    theirs = sending.Scene(here, other, nurse, scene.door, sending.file_of(here, other))
    with pytest.raises(BadInput) as refused:
        send(theirs, key=key)
    assert refused.value.field == "key"
    with within(other.actor, here, verb="create", kind="referral"):
        assert Consent.objects.count() == 0, "nothing is stored half"


@pytest.mark.req("LAW-01", "rule and version are frozen")
def test_the_rule_under_which_it_went_stays_with_it(scene):
    send(scene)
    with as_sender(scene):
        row = Referral.objects.get()
        assert (row.rule, row.rule_version) == ("R5", 1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Referral.objects.filter(pk=row.pk).update(rule="R6")


def test_without_a_desk_nothing_can_be_sent(scene, here, midwife, nurse):
    elsewhere = doors.door(here, "debt_help", "Zonder balie")
    asking = queries_doors.sending(midwife.actor, here, scene.file)
    assert {door.receiver.id: door.is_on_screen for door in asking.doors} == {scene.door: True, elsewhere: False}
    with pytest.raises(BadInput) as refused:
        send(type(scene)(here, midwife, nurse, elsewhere, scene.file))
    assert refused.value.field == "receiver"


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({**TEXTS, "contact": "  "}, "contact"),
        ({**TEXTS, "contact": "999990019"}, "contact"),
        ({**TEXTS, "question": "x" * 1001}, "question"),
        ({}, "contact"),
    ],
)
def test_what_cannot_be_sent_is_named_and_nothing_is_stored(scene, texts, field):
    with pytest.raises(BadInput) as refused:
        send(scene, texts=texts)
    assert refused.value.field == field
    with as_sender(scene):
        assert (Referral.objects.count(), Consent.objects.count()) == (0, 0)


def test_contact_that_was_not_agreed_stops_sending(scene):
    with pytest.raises(BadInput) as refused:
        send(scene, "question")
    assert refused.value.field == "contact"


def test_what_was_agreed_before_is_not_asked_again(scene):
    send(scene, "contact", "question")
    again = send(scene, given=None, texts=TEXTS)
    assert texts_of(scene, scene.receiver, again) == {key: TEXTS[key] for key in ("contact", "question")}
    with as_sender(scene):
        assert Consent.objects.count() == 1


def test_where_nothing_was_agreed_nothing_goes(scene):
    with pytest.raises(BadInput) as refused:
        send(scene, given=None)
    assert refused.value.field == "given"


def test_what_was_stopped_does_not_go(scene):
    made = send(scene)
    with as_sender(scene):
        consent = Referral.objects.get(pk=made).consent_id
    commands_consent.withdraw_consent(by=scene.sender.actor, coalition=scene.here, consent=consent)
    with pytest.raises(BadInput) as refused:
        send(scene, given=None)
    assert refused.value.field == "given"


def row(at, consent, **more):
    found = Consent.objects.get(pk=consent)
    return Referral(
        id=uuid4(),
        coalition=at.here,
        consent=found,
        receiver=found.receiver,
        purpose=found.purpose,
        rule=found.rule,
        rule_version=found.rule_version,
        sender=at.sender.account,
        sender_organisation=at.sender.organisation,
        receiver_organisation=at.receiver.organisation,
        due_on="2030-01-02",
        **more,
    )


@pytest.mark.req("LAW-01", "the database refuses")
@pytest.mark.parametrize(
    "change", ["consent", "receiver", "purpose", "rule", "rule_version", "state", "sender", "stopped"]
)
def test_the_database_refuses_a_referral_that_no_consent_carries(scene, here, change):
    made = send(scene)
    with as_sender(scene):
        consent = Referral.objects.get(pk=made).consent_id
    if change == "stopped":
        commands_consent.withdraw_consent(by=scene.sender.actor, coalition=here, consent=consent)
    with as_sender(scene):
        wild = row(scene, consent)
        values = {"rule": "R6", "rule_version": 9, "purpose": "support", "state": "accepted"}
        if change == "consent":
            wild.consent_id = uuid4()
        elif change in {"receiver", "sender"}:
            setattr(wild, change, uuid4())
        elif change in values:
            setattr(wild, change, values[change])
        with pytest.raises(DatabaseError), transaction.atomic():
            wild.save(force_insert=True)
        assert Referral.objects.count() == 1


@pytest.mark.req("CON-01", "the database refuses")
def test_the_database_refuses_a_part_that_the_consent_does_not_name(scene):
    made = send(scene, "contact", "question")
    with as_sender(scene) as inside:
        part = Part(coalition=scene.here, referral_id=made, category="social", sealed_text=inside.cipher.seal("x"))
        with pytest.raises(DatabaseError, match="does not name"), transaction.atomic():
            part.save(force_insert=True)


@pytest.mark.parametrize("table", [Part, Event])
def test_what_was_sent_and_what_happened_is_never_changed(scene, table):
    send(scene)
    with as_sender(scene):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.update(coalition=scene.here)
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.all().delete()


def test_only_who_began_the_file_sends(scene, here, colleague, nurse):
    for who in (colleague, nurse, people.somebody("coordinator", here, name="coor")):
        other = type(scene)(here, who, nurse, scene.door, scene.file)
        with pytest.raises(Denied):
            queries_doors.sending(who.actor, here, scene.file)
        with pytest.raises(Denied):
            referrals.send(
                by=who.actor,
                coalition=here,
                file=other.file,
                key=uuid4(),
                receiver=scene.door,
                texts=TEXTS,
                given=given(*ALL),
            )


@pytest.mark.req("AUD-01", "referrals")
def test_every_look_and_every_step_is_one_complete_record_without_content(scene):
    before = set(AuditRecord.objects.values_list("pk", flat=True))
    made = send(scene)
    step(scene, scene.receiver, made, "receive")
    queries.working_list(scene.receiver.actor, scene.here)
    records = [one for one in AuditRecord.objects.exclude(pk__in=before) if one.object_kind == "referral"]
    assert sorted(one.event for one in records) == [
        "referral begun",
        "referral moved",
        "referral read",
        "referral sent",
        "referrals listed",
    ]
    for one in records:
        assert (one.data_class, one.purpose, one.coalition) == ("D4", "referral", scene.here)
        assert not any(text in str(one.detail) for text in ("Kanarie", "0600000001", "brieven", "schulden"))


@pytest.mark.req("AUD-02", "referrals")
def test_without_a_record_nothing_is_sent(scene, monkeypatch):
    from kansrijk.trust import audit

    real = audit.record

    def broken(**values):
        if values["event"] == "referral sent":
            raise RuntimeError("no audit")
        return real(**values)

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        send(scene)
    monkeypatch.undo()
    with as_sender(scene):
        assert (Referral.objects.count(), Consent.objects.count()) == (0, 0)


def test_the_doors_that_fit_stand_first_with_why(scene, here, midwife):
    doors.door(here, "volunteer_family_support", "Aardige hulp")
    found = queries_doors.sending(midwife.actor, here, scene.file).doors
    assert [door.fits for door in found] == sorted((door.fits for door in found), reverse=True)
    assert found[0].receiver.id == scene.door
    assert found[0].factors == ("RMa02",)


@pytest.mark.req("CON-01", "referrals.only_by_a_newer_consent")
def test_the_database_hangs_a_referral_on_no_consent_of_somebody_else(scene, here):
    other = Scene(here, scene.sender, scene.receiver, scene.door, file_of(here, scene.sender))
    mine, theirs = send(scene), send(other)
    with within(scene.sender.actor, here, verb="update", kind="referral"):
        consent = Referral.objects.get(pk=theirs).consent_id
        with pytest.raises(DatabaseError, match="does not take the place"), transaction.atomic():
            Referral.objects.filter(pk=mine).update(consent=consent)


@pytest.mark.req("SEC-03", "referrals.event_by_right")
def test_the_database_takes_no_step_without_the_right_to_it(scene, here):
    made = send(scene)
    with within(scene.receiver.actor, here, verb="update", kind="referral") as inside, connection.cursor() as cursor:
        row = Referral.objects.get(pk=made)
        cursor.execute("select set_config('kansrijk.rights', 'referral.read.receiver', true)")
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            insert_event(here, row, uuid4(), "receive", "receiver", account=inside.account)
