"""The person it is about, on her own page: she sees what was asked for her, and her stop ends it at once."""

import pytest
from django.utils import timezone
from tests.families import own
from tests.referrals.sending import Scene, file_of, read, send, step, texts_of

from kansrijk.families import commands, commands_own
from kansrijk.referrals import queries_own
from kansrijk.referrals.models import Event, Part, Referral, Word
from kansrijk.trust.compartment import within, within_own
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(scene, here, midwife):
    """The actor that the person of the scene's file is on her own page."""
    commands.keep_file(by=midwife.actor, coalition=here, file=scene.file, agreed_on=timezone.localdate())
    return own.opened(own.Given(scene.file, own.link(midwife, here, scene.file)))


@pytest.mark.req("RGT-01", "referrals")
def test_she_sees_what_was_asked_for_her_and_nothing_of_anybody_else(scene, here, midwife, hers):
    other = file_of(here, midwife)
    send(Scene(here, midwife, scene.receiver, scene.door, other))
    assert queries_own.own_referrals(hers) == []
    made = send(scene, "contact", "question")
    step(scene, scene.receiver, made, "receive")
    assert [(one.receiver_name, one.state) for one in queries_own.own_referrals(hers)] == [
        ("Proef debt_help, Partij Proef", "received")
    ]
    with within_own(hers, verb="list", kind="referral"):
        found = {table.__name__: table.objects.count() for table in (Referral, Part, Event, Word)}
    assert found == {"Referral": 1, "Part": 2, "Event": 2, "Word": 0}, "asked past every query of ours"


@pytest.mark.req("CON-02", "she stops it herself")
def test_what_she_stops_is_over_at_once_and_out_of_the_receivers_sight(scene, here, hers):
    made = send(scene)
    step(scene, scene.receiver, made, "receive")
    with within(scene.sender.actor, here, verb="read", kind="referral"):
        consent = Referral.objects.get(pk=made).consent_id
    commands_own.stop_sharing(by=hers, consent=consent)
    at = read(scene, scene.receiver, made)
    assert (at.state, at.parts, at.can) == ("consent_withdrawn", (), ())
    assert (at.steps[-1].who, at.steps[-1].name) == ("parent", "")
    with within(scene.sender.actor, here, verb="read", kind="referral"):
        assert Referral.objects.get(pk=made).state == "consent_withdrawn", "written down, not only shown"
    assert texts_of(scene, scene.sender, made)
    assert [one.state for one in queries_own.own_referrals(hers)] == ["consent_withdrawn"]


def test_she_changes_nothing_else_of_a_referral(scene, hers):
    from django.db import DatabaseError, transaction

    made = send(scene)
    with within_own(hers, verb="update", kind="referral"):
        for change in ({"state": "accepted"}, {"state": "closed", "due_on": None}, {"due_on": timezone.localdate()}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Referral.objects.filter(pk=made).update(**change)


def test_whoever_is_not_on_an_own_page_reads_none(scene, midwife):
    send(scene)
    with pytest.raises(Denied):
        queries_own.own_referrals(midwife.actor)
