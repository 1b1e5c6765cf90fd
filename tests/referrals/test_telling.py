"""Whoever has the turn hears that something waits, by a mail that says nothing else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.families import people
from tests.referrals.sending import send, step

from kansrijk.referrals import commands_telling, telling
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Account, Coalition, Membership
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db


def _tell(here, organisation, account=None) -> int:
    return commands_telling.tell_waiting(
        by=installation_actor(), coalition=here, organisation=organisation, account=account
    )


def ordered() -> list[dict[str, str]]:
    return list(ProcrastinateJob.objects.filter(task_name=telling.JOB).order_by("id").values_list("args", flat=True))


@pytest.mark.req("WEB-49", "referrals")
def test_the_desk_is_told_once_that_something_waits_and_nothing_else(scene, here):
    send(scene)
    send(scene, given=None)
    desk = {"coalition": str(here), "organisation": str(scene.receiver.organisation)}
    assert ordered() == [desk], "two at once are one mail"
    went = commands_telling.tell_waiting(
        by=installation_actor(), coalition=here, organisation=scene.receiver.organisation
    )
    assert went == 1
    (sent,) = mail.outbox
    assert sent.to == ["chris@voorbeeld.invalid"]
    told = sent.subject + sent.body
    assert "Er staat een bericht voor u klaar" in told
    for word in ("Kanarie", "schuld", "verloskund", "Partij", "anne", "chris", "hier"):
        assert word.lower() not in told.lower(), word
    assert not any(char.isdigit() for char in told), "no count"


def test_who_sent_is_told_when_the_turn_comes_back(scene, here):
    made = send(scene)
    ProcrastinateJob.objects.all().delete()
    step(scene, scene.receiver, made, "receive")
    assert ordered() == [], "the turn stays with who receives"
    step(scene, scene.receiver, made, "ask", words="wanneer?")
    whom = {"organisation": str(scene.sender.organisation), "account": str(scene.sender.account)}
    assert ordered() == [{"coalition": str(here), **whom}]
    people.somebody("verloskundige", here, name="bo", organisation=scene.sender.organisation)
    assert _tell(here, scene.sender.organisation, scene.sender.account) == 1
    assert mail.outbox[0].to == ["anne@voorbeeld.invalid"]
    Membership.objects.filter(account=scene.sender.account).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert _tell(here, scene.sender.organisation, scene.sender.account) == 1
    assert mail.outbox[1].to == ["bo@voorbeeld.invalid"], "who left is not told; whoever carries it on is"


def test_only_whoever_works_there_today_in_a_role_that_receives_is_told(scene, here):
    party = scene.receiver.organisation
    people.somebody("coordinator", here, name="coor", organisation=party)
    left = people.somebody("jgz", here, name="weg", organisation=party)
    Membership.objects.filter(account=left.account).update(ends_on=timezone.localdate() - timedelta(days=1))
    closed = people.somebody("jgz", here, name="dicht", organisation=party)
    Account.objects.filter(pk=closed.account).update(is_active=False)
    send(scene)
    commands_telling.tell_waiting(by=installation_actor(), coalition=here, organisation=party)
    assert [one.to for one in mail.outbox] == [["chris@voorbeeld.invalid"]]
    Coalition.objects.filter(pk=here).update(has_families=False)
    assert commands_telling.tell_waiting(by=installation_actor(), coalition=here, organisation=party) == 0


def test_a_mail_server_that_takes_nothing_makes_the_worker_try_again(scene, here, monkeypatch):
    send(scene)
    monkeypatch.setattr(commands_telling.EmailMessage, "send", lambda self: (_ for _ in ()).throw(OSError("gone")))
    with pytest.raises(OSError, match="took none"):
        commands_telling.tell_waiting(by=installation_actor(), coalition=here, organisation=scene.receiver.organisation)


def test_nobody_but_the_installation_mails(scene, here):
    with pytest.raises(Denied):
        commands_telling.tell_waiting(by=scene.sender.actor, coalition=here, organisation=scene.receiver.organisation)
