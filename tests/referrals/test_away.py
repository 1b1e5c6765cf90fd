"""Who is away leaves what waits to the colleagues of that organisation, for that period, and it is written down."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from tests.families import people
from tests.families.screens import client_of
from tests.referrals.sending import read, send, step, texts_of

from kansrijk.core.faults import BadInput
from kansrijk.families import queries as files
from kansrijk.referrals import commands, commands_telling, queries
from kansrijk.referrals.models import Referral
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.commands_absence import be_away, be_back
from kansrijk.trust.compartment import within
from kansrijk.trust.models import Absence, AuditRecord, Coalition
from kansrijk.trust.queries_absence import own_absence
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db


def leave(who, here, first: int = 0, days: int = 7) -> None:
    start = timezone.localdate() + timedelta(days=first)
    be_away(by=who.actor, coalition=here, starts_on=start, ends_on=start + timedelta(days=days))


def come_back(at, event: str = "ask", **more):
    """A referral that the receiver has read, and in which the turn is the sender's."""
    made = send(at)
    step(at, at.receiver, made, "receive")
    step(at, at.receiver, made, event, **more)
    return made


@pytest.mark.req("SEC-08", "cover for leave")
def test_colleagues_see_what_waits_for_who_is_away_and_carry_it_on(scene, here, colleague):
    made = come_back(scene, words="wanneer kan ik bellen?")
    with pytest.raises(Denied):
        read(scene, colleague, made)
    leave(scene.sender, here)
    (line,) = queries.working_list(colleague.actor, here)
    assert (line.id, line.is_mine_to_do, line.covers_for) == (made, True, "anne")
    at = read(scene, colleague, made)
    assert (at.sides, at.covers, at.file) == (("sender",), True, None)
    assert texts_of(scene, colleague, made)
    step(scene, colleague, made, "answer", words="na drie uur")
    last = read(scene, scene.sender, made).steps[-1]
    assert (last.event, last.who, last.name) == ("answer", "sender", "bo"), "who did it stands there"
    told = AuditRecord.objects.filter(account=colleague.account, detail__fields__icontains="cover")
    assert set(told.values_list("event", flat=True)) == {"referral read", "referral moved"}
    own = queries.working_list(scene.sender.actor, here)
    assert [one.covers_for for one in own] == [""], "who is away goes on seeing it too"


@pytest.mark.req("SEC-08", "no longer than the leave")
def test_only_for_that_period_that_organisation_and_that_coalition(scene, here, colleague):
    made = come_back(scene, words="wanneer?")
    third = people.somebody("verloskundige", here, name="derde")
    elsewhere = people.coalition("daar")
    stranger = people.somebody("verloskundige", elsewhere, name="ver", organisation=scene.sender.organisation)
    leave(scene.sender, here)
    for who, where in ((third, here), (stranger, elsewhere), (stranger, here)):
        with pytest.raises(Denied):
            queries.referral(who.actor, where, made)
    leave(scene.sender, here, first=1)
    with pytest.raises(Denied):
        read(scene, colleague, made)
    leave(scene.sender, here)
    assert be_back(by=scene.sender.actor, coalition=here)
    assert not be_back(by=scene.sender.actor, coalition=here)
    with pytest.raises(Denied):
        read(scene, colleague, made)
    with within(colleague.actor, here, verb="read", kind="referral"):
        assert not Referral.objects.exists(), "nor does the database show it"


@pytest.mark.req("SEC-08", "no longer than the leave")
def test_the_database_asks_for_the_day_too(scene, here, colleague):
    """Told later than today: a query that forgets the day shows nothing either."""
    made = come_back(scene, words="wanneer?")
    leave(scene.sender, here, first=1)
    with within(colleague.actor, here, verb="read", kind="referral"):
        assert not Referral.objects.filter(pk=made).exists()
    leave(scene.sender, here)
    with within(colleague.actor, here, verb="read", kind="referral"):
        assert Referral.objects.filter(pk=made).exists()


def test_the_receiver_is_no_sender_because_who_sent_is_away(scene, here):
    made = come_back(scene, words="wanneer?")
    leave(scene.sender, here)
    at = read(scene, scene.receiver, made)
    assert at.sides == ("receiver",)
    assert "answer" not in at.can


def test_it_opens_no_file(scene, here, colleague):
    send(scene)
    leave(scene.sender, here)
    with pytest.raises(Denied):
        files.file(colleague.actor, here, scene.file)


def test_the_mail_goes_to_colleagues_who_are_there(scene, here, colleague):
    come_back(scene, words="wanneer?")
    whom = {"organisation": scene.sender.organisation, "account": scene.sender.account}
    leave(scene.sender, here)
    commands_telling.tell_waiting(by=installation_actor(), coalition=here, **whom)
    assert [one.to for one in mail.outbox] == [["bo@voorbeeld.invalid"]]
    leave(colleague, here)
    commands_telling.tell_waiting(by=installation_actor(), coalition=here, **whom)
    assert {one.to[0] for one in mail.outbox[1:]} == {"anne@voorbeeld.invalid", "bo@voorbeeld.invalid"}, (
        "nobody is left"
    )


@pytest.mark.parametrize(("first", "days", "field"), [(-1, 3, "starts_on"), (1, -1, "ends_on"), (0, 367, "ends_on")])
def test_a_period_that_cannot_be_is_refused(scene, here, first, days, field):
    with pytest.raises(BadInput) as refused:
        leave(scene.sender, here, first, days)
    assert refused.value.field == field
    assert not Absence.objects.exists()


def test_what_is_over_is_forgotten_and_a_new_period_takes_the_place_of_the_old(scene, here, colleague):
    day = timezone.localdate()
    Absence.objects.create(
        account_id=colleague.account, coalition_id=here, starts_on=day - timedelta(9), ends_on=day - timedelta(1)
    )
    assert own_absence(colleague.actor, here) is None
    leave(scene.sender, here, days=2)
    leave(scene.sender, here, days=4)
    assert [(row.account_id, row.ends_on) for row in Absence.objects.all()] == [
        (scene.sender.account, day + timedelta(4))
    ]


def test_only_who_has_a_task_in_families_is_away_here(here):
    for who in (people.somebody("coordinator", here, name="coor"), people.somebody("jgz", people.coalition("daar"))):
        with pytest.raises(Denied):
            leave(who, here)


def test_on_screen(scene, here, colleague):
    made = come_back(scene, words="wanneer?")
    slug = Coalition.objects.get(pk=here).slug
    client, address = client_of(scene.sender), reverse("referral_away", kwargs={"slug": slug})
    assert address in client.get(reverse("referrals", kwargs={"slug": slug})).content.decode()
    today = timezone.localdate()
    wrong = client.post(address, {"starts_on": today.isoformat(), "ends_on": (today - timedelta(1)).isoformat()})
    assert wrong.status_code == 400
    assert "Kies de eerste dag of een latere dag, binnen een jaar." in wrong.content.decode()
    sent = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(3)).isoformat()}
    assert "U bent er niet van" in client.post(address, sent, follow=True).content.decode()
    listed = client_of(colleague).get(reverse("referrals", kwargs={"slug": slug})).content.decode()
    assert "voor anne, die er niet is" in listed
    page = client_of(colleague).get(reverse("referral", kwargs={"slug": slug, "referral": made})).content.decode()
    assert "U gaat hiermee verder voor anne, die er niet is." in page
    assert "U bent er weer." in client.post(address, {"terug": "ja"}, follow=True).content.decode()
    assert client_of(people.somebody("jgz", people.coalition("daar"), name="ver")).get(address).status_code == 404


def test_a_step_by_a_colleague_bites_no_longer_once_the_leave_is_over(scene, here, colleague):
    made = come_back(scene, words="wanneer?")
    leave(scene.sender, here)
    version = read(scene, colleague, made).version
    be_back(by=scene.sender.actor, coalition=here)
    with pytest.raises(Denied):
        commands.take_step(
            by=colleague.actor,
            coalition=here,
            referral=made,
            event="answer",
            key=made,
            version=version,
            words="na drie uur",
        )
