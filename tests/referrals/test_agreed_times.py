"""How fast a referral is answered: what the parties agreed for a kind of help counts, and nothing said of a family."""

from datetime import date

import pytest
from django.urls import reverse
from tests.families import people
from tests.families.screens import client_of
from tests.referrals.sending import read, send, step

from kansrijk.core.faults import BadInput
from kansrijk.offer import commands, queries
from kansrijk.offer.models import AgreedTime, Service
from kansrijk.referrals import clock
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 27)


@pytest.fixture
def coordinator(here):
    return people.somebody("coordinator", here, name="coor")


def agree(who, here, **days) -> int:
    return commands.agree_times(by=who.actor, coalition=here, times={"debt_help": days})


def test_what_was_agreed_for_a_kind_of_help_sets_the_day(scene, here, coordinator):
    assert agree(coordinator, here, opened=1, contacted=20) == 1
    assert agree(coordinator, here, opened=1, contacted=20) == 0, "the same again changes nothing"
    made = send(scene)
    today = read(scene, scene.sender, made).sent_at.date()
    assert read(scene, scene.sender, made).due_on == clock.working_days_after(today, 1)
    step(scene, scene.receiver, made, "receive")
    assert read(scene, scene.receiver, made).due_on == clock.due_on("received", today), "of this nothing was agreed"
    step(scene, scene.receiver, made, "accept")
    assert read(scene, scene.receiver, made).due_on == clock.working_days_after(today, 20)


def test_neither_agreement_nor_promise_is_broken(scene, here, coordinator):
    agree(coordinator, here, contacted=5, told=40)
    for promised, counts in ((3, 3), (9, 5), (None, 5), (0, 0)):
        Service.objects.filter(pk=scene.door).update(response_days=promised)
        assert queries.times_for(here, scene.door) == {"contacted": counts, "told": 40}
    assert queries.times_for(people.coalition("daar"), scene.door) == {}, "another coalition's door"


def test_the_limit_of_the_clock_follows_what_was_agreed():
    assert clock.due_on("sent", FRIDAY, {"opened": 1}) == date(2026, 11, 30)
    assert clock.due_on("sent", FRIDAY, {"answered": 1}) == clock.due_on("sent", FRIDAY)
    assert clock.due_on("ended", FRIDAY, {"opened": 1}) is None
    assert set(clock.STEP_OF.values()) == {"opened", "answered", "contacted", "told"}


def test_nothing_agreed_leaves_no_row_and_other_kinds_stay(here, coordinator):
    commands.agree_times(
        by=coordinator.actor, coalition=here, times={"debt_help": {"told": 3}, "family_clinic": {"told": 4}}
    )
    agree(coordinator, here)
    assert list(AgreedTime.objects.values_list("kind", "told")) == [("family_clinic", 4)]


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"nonsense": {"opened": 1}}, "kind"),
        ({"debt_help": {"opened": 0}}, "opened"),
        ({"debt_help": {"told": 261}}, "told"),
        ({"debt_help": {"answered": -1}}, "answered"),
    ],
)
def test_what_cannot_be_is_refused_whole(here, coordinator, times, field):
    with pytest.raises(BadInput) as refused:
        commands.agree_times(by=coordinator.actor, coalition=here, times={"family_clinic": {"told": 4}, **times})
    assert refused.value.field == field
    assert not AgreedTime.objects.exists()


def test_only_who_keeps_the_directory_agrees(scene, here):
    stranger = people.somebody("coordinator", people.coalition("daar"), name="ver")
    for who in (scene.sender, scene.receiver, stranger):
        with pytest.raises(Denied):
            agree(who, here, opened=1)
        with pytest.raises(Denied):
            queries.agreed_times(who.actor, here)


def test_the_screen_says_what_counts_and_stores_what_is_agreed(scene, here, coordinator):
    client = client_of(coordinator)
    address = reverse("offer_times", kwargs={"slug": Coalition.objects.get(pk=here).slug})
    page = client.get(address).content.decode()
    assert "gelezen binnen 2 werkdagen" in page
    assert "niets afgesproken" in page
    wrong = client.post(address, {"debt_help-opened": "0", "debt_help-told": "30"})
    assert wrong.status_code == 422
    assert "Werkdagen: een heel getal van 1 tot en met 260, of niets." in wrong.content.decode()
    assert not AgreedTime.objects.exists()
    done = client.post(address, {"debt_help-opened": "1", "debt_help-told": "30"}, follow=True).content.decode()
    assert "gelezen 1, bericht terug 30" in done
    for who in (scene.sender, people.somebody("coordinator", people.coalition("daar"), name="ver")):
        assert client_of(who).get(address).status_code == 404
