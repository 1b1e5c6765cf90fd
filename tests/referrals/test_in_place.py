"""An assistant works in a colleague's place: both names stand with it everywhere, and judging stays the colleague's."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.families import own, people
from tests.families.screens import client_of
from tests.referrals import sending

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_glass, commands_weighing, queries, queries_own, queries_signal
from kansrijk.families.models import Consent, Person, Signal
from kansrijk.referrals import letter, queries_receiver
from kansrijk.referrals import queries_own as referrals_own
from kansrijk.referrals.models import Event, Referral
from kansrijk.trust import commands_mandate, queries_mandate
from kansrijk.trust.compartment import within
from kansrijk.trust.models import Account, AuditRecord, Mandate, Membership
from kansrijk.trust.queries import actor_for
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
BOTH = "namens dokter, gedaan door tessa"


@pytest.fixture
def doctor(here):
    return people.somebody("huisarts", here, name="dokter")


@pytest.fixture
def tessa(here, doctor):
    """The doctor's assistant: a role that by itself opens nothing of families."""
    return people.somebody("assistent", here, name="tessa", organisation=doctor.organisation)


def give(doctor, tessa, here, **days):
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today + timedelta(days=30), **days}
    return commands_mandate.give_mandate(
        by=doctor.actor, coalition=here, organisation=doctor.organisation, deputy=tessa.account, **days
    )


def acting(tessa, mandate):
    """Who the assistant is after she chose to work in that place."""
    account = Account.objects.get(pk=tessa.account)
    return people.Somebody(actor_for(account, has_shown_factor=True, mandate=str(mandate)), tessa.organisation)


@pytest.fixture
def at(here, doctor, tessa, nurse):
    """What the assistant began, asked and is about to send for the doctor."""
    return sending.scene(here, acting(tessa, give(doctor, tessa, here)), nurse)


@pytest.mark.req("AUD-01", "trust.audit._for")
def test_what_an_assistant_sends_for_the_doctor_says_so_everywhere(at, here, doctor, tessa, nurse):
    made = sending.send(at)
    for who in (doctor, at.sender, nurse):
        read = sending.read(at, who, made)
        assert read.sender_name == BOTH
        assert read.steps[0].name == BOTH
    assert [one.id for one in queries.own_files(doctor.actor, here)] == [at.file], "the file is the doctor's"
    assert queries.file(doctor.actor, here, at.file).done_by == BOTH
    with within(doctor.actor, here, verb="read", kind="file"):
        rows = [
            Person.objects.get(),
            Signal.objects.get(),
            Consent.objects.get(),
            Referral.objects.get(),
            Event.objects.get(),
        ]
        assert {row.done_by for row in rows} == {tessa.account}
        signal = rows[1].pk
    assert queries_signal.signal(doctor.actor, here, signal).done_by == BOTH
    said = letter.document(queries_receiver.letter(doctor.actor, here, made))
    assert said["from"] == f"{BOTH}, Partij van dokter"
    record = AuditRecord.objects.get(event="referral sent")
    assert (record.account, record.account_name) == (tessa.account, "tessa"), "who did it"
    assert (record.detail["acting for"], record.detail["name of that one"]) == (str(doctor.account), "dokter")


def test_the_parent_sees_both_names_and_as_what_somebody_looked(at, here, doctor):
    made = sending.send(at)
    commands.keep_file(by=doctor.actor, coalition=here, file=at.file, agreed_on=timezone.localdate())
    hers = own.opened(own.Given(at.file, own.link(doctor, here, at.file)))
    assert [one.done_by for one in referrals_own.own_referrals(hers)] == [BOTH]
    assert [one.done_by for one in queries_own.own_page(hers).consents] == [BOTH]
    today = timezone.localdate()
    looked = queries_own.own_looked(hers, today, today).records
    assert all(one.name == "" for one in looked), "no names here, as of everybody"
    assert ("assistent", "namens: huisarts") in {one.roles for one in looked}
    assert made


@pytest.mark.req("SEC-01", "trust.rules.may")
def test_an_assistant_does_nothing_with_families_of_herself_and_never_judges(at, here, tessa, doctor):
    for actor in (tessa.actor, replace(at.sender.actor, acting=None)):
        with pytest.raises(Denied):
            queries.own_files(actor, here)
    for forbidden in (
        lambda by: commands_weighing.begin_weighing(
            by=by, coalition=here, file=at.file, key=uuid4(), sufficiency="sufficient"
        ),
        lambda by: commands.forget_file(by=by, coalition=here, file=at.file),
        lambda by: commands.take_in(by=by, coalition=here, file=at.file, account=tessa.account),
        lambda by: commands_glass.decide_glass(by=by, coalition=here, opening=uuid4(), outcome="right", note=""),
    ):
        with pytest.raises(Denied):
            forbidden(at.sender.actor)
    made = sending.send(sending.Scene(here, at.sender, at.receiver, at.door, at.file))
    assert sending.read(at, at.sender, made).sides == ("sender",)


@pytest.mark.req("SEC-04", "trust.queries_mandate.holding")
@pytest.mark.parametrize("how", ["ended", "over", "left", "doctor left", "closed", "not yet", "of another"])
def test_where_the_mandate_holds_no_longer_the_assistant_is_herself_at_once(at, here, doctor, tessa, nurse, how):
    today, row = timezone.localdate(), Mandate.objects.get()
    if how == "ended":
        commands_mandate.end_mandate(by=doctor.actor, mandate=row.pk)
    elif how == "over":
        Mandate.objects.update(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    elif how == "not yet":
        Mandate.objects.update(starts_on=today + timedelta(days=1))
    elif how == "closed":
        Account.objects.filter(pk=doctor.account).update(is_active=False)
    elif how == "of another":
        Mandate.objects.update(deputy_id=nurse.account)
    else:
        gone = doctor if how == "doctor left" else tessa
        Membership.objects.filter(account=gone.account).update(ends_on=today - timedelta(days=1))
    assert acting(tessa, row.pk).actor.acting is None


@pytest.mark.req("SEC-03", "families.account")
def test_the_database_does_not_believe_that_somebody_stands_in(at, here, doctor):
    with within(at.sender.actor, here, verb="read", kind="file"):
        assert Person.objects.count() == 1
    Mandate.objects.update(ended_at=timezone.now())
    with within(at.sender.actor, here, verb="read", kind="file"):  # an actor of before the end
        assert Person.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("select families.account(), families.deputy()")
            assert cursor.fetchone() == (None, at.sender.account)


def test_who_did_it_is_written_by_the_database_and_by_nobody_else(at, here, doctor):
    with within(doctor.actor, here, verb="create", kind="file") as inside:
        fields = {"coalition": here, "family": uuid4(), "part": "mother", "state": "proposal", "sealed_name": "gAAAA"}
        made = Person.objects.create(
            **fields,
            match=b"0" * 32,
            author=inside.account,
            organisation=doctor.organisation,
            ends_at=timezone.now() + timedelta(days=1),
            done_by=at.sender.account,
        )
        assert Person.objects.get(pk=made.pk).done_by is None
    with (
        within(doctor.actor, here, verb="update", kind="file"),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        Person.objects.filter(pk=at.file).update(done_by=None)


def test_only_the_colleague_gives_it_within_the_organisation_and_for_a_year(here, doctor, tessa, nurse):
    today = timezone.localdate()
    with pytest.raises(BadInput):
        give(doctor, nurse, here)
    with pytest.raises(BadInput):
        give(doctor, tessa, here, ends_on=today + timedelta(days=400))
    with pytest.raises(BadInput):
        give(doctor, tessa, here, starts_on=today - timedelta(days=1))
    coordinator = people.somebody("coordinator", here, organisation=doctor.organisation)
    for who in (coordinator, tessa):
        with pytest.raises(Denied):
            give(who, tessa, here)
    first, second = give(doctor, tessa, here), give(doctor, tessa, here)
    assert acting(tessa, first).actor.acting is None
    assert acting(tessa, second).actor.acting.account == doctor.account
    with pytest.raises(Denied):
        commands_mandate.end_mandate(by=nurse.actor, mandate=second)
    commands_mandate.end_mandate(by=coordinator.actor, mandate=second)
    assert acting(tessa, second).actor.acting is None


def test_where_two_have_to_look_the_two_count_as_one(here, doctor, tessa, nurse):
    give(doctor, tessa, here)
    assert queries_mandate.one(tessa.account) == queries_mandate.one(doctor.account) == {tessa.account, doctor.account}
    assert queries_mandate.one(nurse.account) == {nurse.account}


def test_on_screen_one_chooses_it_sees_it_on_each_page_and_it_ends_at_once(here, doctor, tessa):
    giving, working = client_of(doctor), client_of(tessa)
    page = "/coalitie/hier/namens"
    assert working.get("/gezinnen/hier").status_code == 404
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    said = {"deputy": f"{tessa.account} {doctor.organisation}", "starts_on": date.today().isoformat(), "ends_on": day}
    assert giving.post(page, {**said, "ends_on": "2001-01-01"}).status_code == 400
    assert giving.post(page, said).status_code == 302
    mandate = Mandate.objects.get().pk
    assert "Werk namens dokter" in own.words(working.get("/vandaag"))
    assert working.post(f"{page}/{mandate}/werken").status_code == 302
    assert "U werkt namens dokter" in working.get("/account").content.decode()
    assert working.get("/gezinnen/hier").status_code == 200
    assert client_of(people.somebody("jgz", here, name="vreemd")).post(f"{page}/{mandate}/werken").status_code == 404
    file = commands.propose_file(
        by=doctor.actor, coalition=here, organisation=doctor.organisation, part="mother", name="Kanarie Proef"
    )
    opened = working.get(f"/gezinnen/hier/{file}")
    shown = own.words(opened)
    ways = set(re.findall(rf'href="(/gezinnen/hier/{file}[^"]*)"', opened.content.decode()))
    assert ways
    assert [way for way in sorted(ways) if working.get(way).status_code == 404] == [], "no link to what is not found"
    assert "Samen wegen" not in shown
    assert "Kanarie Proef" in shown
    assert giving.post(f"{page}/{mandate}/beeindigen").status_code == 302
    assert working.get("/gezinnen/hier").status_code == 404, "in the tab that was open"
    assert "U werkt namens" not in working.get("/account").content.decode()


def test_one_works_as_oneself_again(here, doctor, tessa):
    client, mandate = client_of(tessa), give(doctor, tessa, here)
    client.post(f"/coalitie/hier/namens/{mandate}/werken")
    assert client.post("/account/namens/stoppen").status_code == 302
    assert client.get("/gezinnen/hier").status_code == 404
