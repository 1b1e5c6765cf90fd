"""Answers that are late are asked for: in order, once a day, of professionals, and of the coordinator by number."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.families import people
from tests.referrals.sending import Scene, read, send, step

from kansrijk.families import commands_consent
from kansrijk.referrals import clock, commands_reminding, commands_telling, jobs, telling
from kansrijk.referrals.models import Event, Referral
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import within
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def late(at: Scene, made, days: int = 0) -> date:
    """Makes it due on a Friday; returns the working day so many days after that."""
    due = date(2026, 12, 4)
    with within(at.sender.actor, at.here, verb="update", kind="referral"):
        Referral.objects.filter(pk=made).update(due_on=due)
    return clock.working_days_after(due, days)


def run(day: date, hour: int = 9) -> int:
    """The job as it runs on that day; only what it ordered waits afterwards."""
    ProcrastinateJob.objects.all().delete()
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, 20, tzinfo=AMSTERDAM), tick=False):
        return commands_reminding.remind(by=installation_actor())


def ordered() -> list[tuple[str, dict]]:
    rows = ProcrastinateJob.objects.filter(queue_name="referrals").order_by("id").values_list("task_name", "args")
    return [(name, {key: value for key, value in args.items() if key != "coalition"}) for name, args in rows]


def asked(at: Scene, who, made) -> list[str]:
    return [one.reason for one in read(at, who, made).steps if one.event == "escalate"]


@pytest.mark.req("IOP-07", "who is asked")
def test_first_who_has_it_then_the_desk_then_the_coordinator_by_number(scene):
    made = send(scene)
    step(scene, scene.receiver, made, "receive")
    day = late(scene, made)
    assert run(day) == 0, "the day on which it is due is in time"
    assert run(clock.working_days_after(day, 1)) == 1
    desk = {"organisation": str(scene.receiver.organisation)}
    assert ordered() == [(telling.JOB, {**desk, "account": str(scene.receiver.account)})]
    assert run(clock.working_days_after(day, 2)) == 0
    assert run(clock.working_days_after(day, 3)) == 1
    assert ordered() == [(telling.JOB, desk)]
    assert run(clock.working_days_after(day, 5)) == 1
    assert ordered() == [(telling.JOB_OF_NUMBERS, {"late": 1})]
    assert run(clock.working_days_after(day, 9)) == 0
    assert run(clock.working_days_after(day, 10)) == 1, "the coordinator again"
    assert asked(scene, scene.receiver, made) == ["turn", "desk", "coordinator", "coordinator"]
    assert read(scene, scene.receiver, made).state == "received"


def test_what_nobody_opened_is_asked_of_the_whole_desk(scene):
    made = send(scene)
    run(late(scene, made, 1))
    assert ordered() == [(telling.JOB, {"organisation": str(scene.receiver.organisation)})]
    assert asked(scene, scene.sender, made) == ["turn"], "who sent sees that an answer was asked for"


def test_where_the_turn_is_the_senders_the_sender_is_asked_and_no_desk(scene):
    """Who left is not asked: the mail then goes to the colleagues who carry it on (test_telling)."""
    made = send(scene)
    step(scene, scene.receiver, made, "receive")
    step(scene, scene.receiver, made, "decline", reason="full")
    for days in (1, 3):
        run(late(scene, made, days))
        whom = {"organisation": str(scene.sender.organisation), "account": str(scene.sender.account)}
        assert ordered() == [(telling.JOB, whom)]


@pytest.mark.req("IOP-07", "once a day")
def test_it_asks_once_on_a_day_however_often_it_runs_and_a_clock_put_back_does_no_harm(scene):
    made = send(scene)
    day = late(scene, made, 3)
    assert run(day, 10) == 1
    assert run(day, 10) == 0
    assert run(day, 9) == 0, "an hour back"
    assert run(clock.working_days_after(late(scene, made), 2), 18) == 0, "a day back"
    assert asked(scene, scene.receiver, made) == ["turn"]


def test_after_days_on_which_nothing_ran_it_goes_on_in_order(scene):
    """What is due longest comes first; nobody's turn is passed over, the coordinator's mail waits for its own day."""
    second = send(scene)
    first = send(scene, given=None)
    day = late(scene, second, 8)
    late(scene, first)
    with within(scene.sender.actor, scene.here, verb="update", kind="referral"):
        Referral.objects.filter(pk=first).update(due_on=date(2026, 12, 2))
    days = [day] + [clock.working_days_after(day, one) for one in (1, 2)]
    for one in days:
        assert run(one) == 2
        with within(installation_actor(), scene.here, verb="expire", kind="referral"):
            newest = Event.objects.filter(event="escalate").order_by("-at", "-pk")
            assert {row.referral_id for row in newest[:2]} == {first, second}
    assert asked(scene, scene.receiver, first) == ["turn", "desk", "coordinator"]
    assert ordered() == [(telling.JOB_OF_NUMBERS, {"late": 2})]


def test_nobody_is_asked_at_night_or_on_a_day_off(scene):
    made = send(scene)
    day = late(scene, made, 2)
    assert [run(day, hour) for hour in (0, 6, 19, 23)] == [0, 0, 0, 0]
    assert run(date(2026, 12, 6)) == 0, "a Sunday"
    assert run(date(2026, 12, 25)) == 0, "Christmas"
    assert run(day, 18) == 1


def test_what_is_over_or_stopped_is_asked_for_no_more(scene):
    """A stopped consent is over before the clock has written it down."""
    made = send(scene)
    day = late(scene, made, 1)
    with within(scene.sender.actor, scene.here, verb="read", kind="referral"):
        consent = Referral.objects.get(pk=made).consent_id
    commands_consent.withdraw_consent(by=scene.sender.actor, coalition=scene.here, consent=consent)
    assert run(day) == 0
    assert ordered() == []


def test_a_next_state_begins_anew(scene):
    made = send(scene)
    run(late(scene, made, 1))
    step(scene, scene.receiver, made, "receive")
    assert run(late(scene, made, 1) + timedelta(days=1)) == 1
    assert asked(scene, scene.receiver, made) == ["turn", "turn"]


@pytest.mark.req("IOP-08", "a form stays good")
def test_being_asked_refuses_nobodys_form(scene):
    made = send(scene)
    version = read(scene, scene.receiver, made).version
    run(late(scene, made, 1))
    step(scene, scene.receiver, made, "receive", version=version)
    assert read(scene, scene.receiver, made).state == "received"


@pytest.mark.req("IOP-07", "how far the help is")
def test_without_word_back_the_sender_does_not_see_whom_an_answer_was_asked_of(scene):
    made = send(scene, "contact", "question")
    for event in ("receive", "accept", "contact", "start"):
        step(scene, scene.receiver, made, event)
    run(late(scene, made, 1))
    at = read(scene, scene.sender, made)
    assert [one.event for one in at.steps] == ["send", "receive", "accept"]
    assert at.due_on is None
    with within(scene.sender.actor, scene.here, verb="read", kind="referral"):
        assert not Event.objects.filter(referral=made, event="escalate").exists(), "nor does the database tell it"
    assert asked(scene, scene.receiver, made) == ["turn"]


@pytest.mark.req("WEB-49", "a number and nothing else")
def test_the_coordinator_reads_a_number_and_no_word_of_a_family(scene, here):
    people.somebody("coordinator", here, name="coor", organisation=scene.receiver.organisation)
    people.somebody("coordinator", people.coalition("daar"), name="ver")
    day = late(scene, send(scene), 1)
    assert commands_telling.tell_late(by=installation_actor(), coalition=here, late=3) == 0, "nothing is late yet"
    with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=AMSTERDAM), tick=False):
        assert commands_telling.tell_late(by=installation_actor(), coalition=here, late=3) == 1
    (sent,) = mail.outbox
    assert sent.to == ["coor@voorbeeld.invalid"]
    told = sent.subject + sent.body
    assert "op antwoord wachten: 3." in told
    assert "daar" not in told
    assert "hier" not in told
    for word in ("Kanarie", "schuld", "verloskund", "Partij", "anne", "chris"):
        assert word.lower() not in told.lower(), word
    for who in (scene.sender, scene.receiver):
        with pytest.raises(Denied):
            commands_telling.tell_late(by=who.actor, coalition=here, late=1)
        with pytest.raises(Denied):
            commands_reminding.remind(by=who.actor)


def test_the_jobs_do_what_the_commands_do(scene, here):
    people.somebody("coordinator", here, name="coor")
    made = send(scene)
    day = late(scene, made, 1)
    with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=AMSTERDAM), tick=False):
        jobs.remind(timestamp=0)
        jobs.tell_late(coalition=str(here), late=2)
    assert asked(scene, scene.receiver, made) == ["turn"]
    assert len(mail.outbox) == 1


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(due=DAYS, ran=st.lists(DAYS, max_size=40))
def test_however_the_days_come_each_is_asked_in_turn_and_never_two_on_a_day(due, ran):
    """Also where days come out of order: a clock that is put back and forth."""
    found: list[tuple[date, str]] = []
    for day in ran:
        whom = clock.asked_today(due, len(found), found[-1][0] if found else None, day)
        if whom:
            found.append((day, whom))
    days = [day for day, _ in found]
    assert days == sorted(set(days))
    assert [whom for _, whom in found] == (["turn", "desk", *["coordinator"] * 40])[: len(found)]
    for (day, _), after in zip(found, (1, 3, 5), strict=False):
        assert day >= clock.working_days_after(due, after)


def test_local_time_is_what_counts():
    assert clock.is_time_to_ask(datetime(2026, 12, 7, 7, 0, tzinfo=AMSTERDAM))
    assert not clock.is_time_to_ask(timezone.localtime(datetime(2026, 12, 7, 5, 59, tzinfo=ZoneInfo("UTC"))))
