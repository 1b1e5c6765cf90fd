"""What happened in a family ends what was asked for it: in every state, whoever asked, with no mail, nothing late."""

from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.families import doors, own
from tests.referrals.sending import Scene, file_of, read, send, step, texts_of
from tests.referrals.test_steps import SAID, TO_THE_END

from kansrijk.families import commands, commands_event
from kansrijk.offer.models import Desk
from kansrijk.referrals import commands as referrals
from kansrijk.referrals import commands_reminding, commands_telling, queries, telling
from kansrijk.referrals.models import Event, Referral
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord

pytestmark = pytest.mark.django_db
LOSS = "pregnancy_lost"


def happens(at: Scene, kind: str, *, who=None, **more) -> None:
    commands_event.record_event(
        by=(who or at.sender).actor, coalition=at.here, file=at.file, key=uuid4(), kind=kind, **more
    )


def lines(at: Scene) -> list[queries.Line]:
    return [line for who in (at.sender, at.receiver) for line in queries.working_list(who.actor, at.here)]


def ordered() -> int:
    return ProcrastinateJob.objects.filter(task_name=telling.JOB).count()


def clock(at: Scene) -> int:
    """Everything that runs by itself, and every mail that was still to go."""
    beheer = installation_actor()
    referrals.bring_back(by=beheer)
    commands.forget_expired(by=beheer)
    commands_reminding.remind(by=beheer)
    sender = {"organisation": at.sender.organisation, "account": at.sender.account}
    return commands_telling.tell_late(by=beheer, coalition=at.here, late=2) + sum(
        commands_telling.tell_waiting(by=beheer, coalition=at.here, **whom)
        for whom in ({"organisation": at.receiver.organisation}, sender)
    )


@pytest.mark.req("RES-38", "referrals.following.help_ended")
@pytest.mark.parametrize("steps", range(len(TO_THE_END)))
def test_a_loss_stops_a_referral_wherever_it_is(scene, steps):
    made = send(scene)
    for event in TO_THE_END[:steps]:
        step(scene, scene.receiver, made, event, **SAID.get(event, {}))
    happens(scene, LOSS)
    for who in (scene.sender, scene.receiver):
        at = read(scene, who, made)
        assert (at.state, at.due_on, at.can) == ("stopped", None, ())
        assert at.steps[-1].event == "stop"
    assert texts_of(scene, scene.receiver, made) == {}
    assert lines(scene) == []


@pytest.mark.req("RES-38", "no mail, no reminder, nothing late")
@pytest.mark.parametrize("kind", [LOSS, "mother_died", "all_stopped", "adoption"])
def test_after_a_loss_no_mail_no_reminder_and_nothing_late_arises(scene, here, kind):
    door = doors.door(here, "debt_help", "Andere deur")
    Desk.objects.create(service_id=door, coalition_id=here, organisation_id=scene.receiver.organisation)
    first = send(scene)
    second = send(Scene(here, scene.sender, scene.receiver, door, scene.file))
    step(scene, scene.receiver, second, "receive")
    step(scene, scene.receiver, second, "ask", words="wanneer?")
    waiting = ordered()
    assert waiting == 2, "one mail to either side is on its way"
    happens(scene, kind)
    assert ordered() == waiting, "no mail is ordered by it"
    assert clock(scene) == 0
    assert mail.outbox == []
    assert lines(scene) == []
    with within(scene.sender.actor, here, verb="read", kind="referral"):
        assert set(Referral.objects.values_list("state", "due_on")) == {("stopped", None)}
    assert {read(scene, scene.receiver, one).state for one in (first, second)} == {"stopped"}


def test_another_family_keeps_its_help(scene, here, midwife, nurse):
    other = Scene(here, midwife, nurse, scene.door, file_of(here, midwife))
    stays = send(other)
    made = send(scene)
    happens(scene, LOSS)
    assert read(scene, scene.receiver, made).state == "stopped"
    assert read(other, other.receiver, stays).state == "sent"
    assert clock(scene) == 1, "for that one the desk is still told"


def test_help_that_goes_on_goes_on(scene, here):
    made = send(scene)
    with within(scene.sender.actor, here, verb="read", kind="referral"):
        consent = Referral.objects.get(pk=made).consent_id
    happens(scene, LOSS, continues=[consent])
    assert read(scene, scene.receiver, made).state == "sent"
    assert texts_of(scene, scene.receiver, made)


@pytest.mark.req("RES-38", "whoever asked")
def test_a_colleague_who_is_taken_in_stops_what_the_author_asked(scene, here, colleague):
    made = send(scene)
    commands.keep_file(by=scene.sender.actor, coalition=here, file=scene.file, agreed_on=timezone.localdate())
    commands.take_in(by=scene.sender.actor, coalition=here, file=scene.file, account=colleague.account)
    with within(colleague.actor, here, verb="read", kind="referral"):
        assert not Referral.objects.filter(pk=made).exists(), "without an event it is the sender's"
        assert not Referral.objects.filter(pk=made).update(state="stopped", due_on=None)
    happens(scene, LOSS, who=colleague)
    at = read(scene, scene.sender, made)
    assert (at.state, at.steps[-1].event, at.steps[-1].name) == ("stopped", "stop", "bo")


@pytest.mark.req("SEC-04", "referrals.referral_update_event")
def test_an_event_opens_no_other_step_and_no_other_referral(scene, here, midwife, nurse, colleague):
    other = Scene(here, midwife, nurse, scene.door, file_of(here, midwife))
    stays, made = send(other), send(scene)
    commands.keep_file(by=scene.sender.actor, coalition=here, file=scene.file, agreed_on=timezone.localdate())
    commands.take_in(by=scene.sender.actor, coalition=here, file=scene.file, account=colleague.account)
    happens(scene, LOSS, who=colleague)
    with within(colleague.actor, here, verb="update", kind="referral") as inside:
        assert set(Referral.objects.values_list("pk", flat=True)) == {made}
        assert not Referral.objects.filter(pk=stays).update(state="stopped", due_on=None)
        assert set(Event.objects.values_list("event", flat=True)) == {"stop"}
        assert inside.account == colleague.account


@pytest.mark.req("RES-39", "a move to another municipality")
def test_a_move_brings_help_back_to_who_asked_it(scene, here):
    near = send(scene)
    step(scene, scene.receiver, near, "receive")
    step(scene, scene.receiver, near, "accept")
    happens(scene, "moved")
    at = read(scene, scene.sender, near)
    assert (at.state, at.can) == ("moved", ("close",))
    assert texts_of(scene, scene.receiver, near) == {}
    assert [line.id for line in queries.working_list(scene.sender.actor, here) if line.is_mine_to_do] == [near]
    step(scene, scene.sender, near, "close")
    assert lines(scene) == []


def test_what_came_back_before_a_move_stays_as_it_was(scene):
    made = send(scene)
    step(scene, scene.receiver, made, "receive")
    step(scene, scene.receiver, made, "decline", reason="full")
    happens(scene, "moved")
    assert read(scene, scene.sender, made).state == "declined"
    happens(scene, LOSS)
    assert read(scene, scene.sender, made).state == "stopped"


@pytest.mark.req("RES-38", "her page tells nothing of help that a loss stopped, and not why")
def test_on_her_own_page_it_is_over_and_nothing_says_why(scene, here):
    send(scene)
    commands.keep_file(by=scene.sender.actor, coalition=here, file=scene.file, agreed_on=timezone.localdate())
    found = own.Given(scene.file, own.link(scene.sender, here, scene.file))
    asked = "Hulp die voor u is gevraagd"
    assert asked in own.words(own.browser(found).get("/mijn"))
    happens(scene, LOSS)
    page = own.words(own.browser(found).get("/mijn"))
    assert asked not in page
    assert "zwanger" not in page.lower()


def test_the_record_of_an_event_names_what_it_ended(scene, here):
    made = send(scene)
    with within(scene.sender.actor, here, verb="read", kind="referral"):
        consent = Referral.objects.get(pk=made).consent_id
    happens(scene, LOSS)
    newest = AuditRecord.objects.filter(event="life event recorded").latest("id")
    assert str(consent) in str(newest.detail)
