"""Reminders by themselves: once a week, to whom something waits, without contents, and to nobody who wants none."""

import smtplib
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_actions import act
from tests.coalition.test_agreements import make
from tests.coalition.test_parties import add_party, add_person

from kansrijk.coalition import commands, jobs, queries, rules
from kansrijk.coalition.commands import reminding
from kansrijk.coalition.models import Person, Reminding
from kansrijk.core.faults import BadInput
from kansrijk.trust.models import Account, AuditRecord
from kansrijk.trust.rules import Denied

PAGE = f"/coalitie/{SLUG}/acties/herinneringen"
HERE = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 3, 2, 9, 7, tzinfo=HERE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@given(
    st.sampled_from([1, 2, 3, 4, 5]),
    st.lists(st.tuples(st.integers(0, 24 * 60), st.booleans()), max_size=60),
)
def test_whoever_is_mailed_when_due_gets_one_a_week_at_most(weekday, ticks):
    """The worker looks at odd moments, sometimes days apart, and every mail is of the day for which it goes."""
    served, mailed = MONDAY.date() - DAY, []
    for hour, is_there in sorted(ticks):
        on = rules.reminder_due(weekday, served, MONDAY + hour * HOUR)
        if on is None or not is_there:
            continue
        assert on.isoweekday() == weekday
        assert on > served
        if rules.may_remind(mailed[-1] if mailed else None, on):
            mailed.append(on)
        served = on
    assert all((later - earlier).days >= 7 for earlier, later in pairwise(mailed))


def test_reminders_go_in_the_day_and_catch_up_three_days_at_most():
    before = MONDAY.date() - DAY
    assert rules.reminder_due(1, before, MONDAY) == MONDAY.date()
    assert rules.reminder_due(1, before, MONDAY + 3 * DAY) == MONDAY.date()
    assert rules.reminder_due(1, before, MONDAY + 4 * DAY) is None
    assert rules.reminder_due(1, MONDAY.date(), MONDAY) is None
    assert rules.reminder_due(None, before, MONDAY) is None
    for hour in (6, 20, 3):
        assert rules.reminder_due(1, before, MONDAY.replace(hour=hour)) is None


@pytest.fixture
def anne(coordinator, coalition):
    """Somebody with two late actions and one that is due this week, on the Monday of these tests."""
    party = add_party(coordinator, coalition)
    anne = add_person(coordinator, coalition, party, "Anne Proef", "anne@voorbeeld.invalid")
    today = MONDAY.date()
    for number, due in enumerate((today - DAY, today - 9 * DAY, today + 6 * DAY, today + 8 * DAY)):
        act(coordinator, coalition, title=f"Geheim plan {number}", owner=anne, due_on=due)
    add_person(coordinator, coalition, party, "Bo Proef", "bo@voorbeeld.invalid")
    return anne


def at(moment: datetime) -> int:
    """What the job does at a moment; how many mails went."""
    before = len(mail.outbox)
    with time_machine.travel(moment, tick=False):
        jobs.remind(timestamp=0)
    return len(mail.outbox) - before


@pytest.mark.django_db
def test_the_job_sends_one_digest_without_names_or_contents(anne, coalition):
    assert at(MONDAY - 4 * HOUR) == 0, "nobody is mailed at night"
    assert at(MONDAY) == 1
    (message,) = mail.outbox
    assert message.to == ["anne@voorbeeld.invalid"]
    assert "acties waarvan de dag voorbij is: 2" in message.body
    assert "acties die deze week af moeten: 1" in message.body
    assert f"/coalitie/{SLUG}/acties" in message.body
    told = message.body + message.subject
    assert not [word for word in ("Geheim", "Anne", "Kraamzorg", "Bo ") if word in told]
    assert [at(MONDAY + hours * HOUR) for hours in (0, 1, 5, 30, 80)] == [0] * 5
    assert at(MONDAY + 7 * DAY) == 1
    assert AuditRecord.objects.filter(event="person nudged").count() == 2


@pytest.mark.django_db
def test_a_job_that_was_killed_goes_on_with_who_got_none(anne, coordinator, coalition, monkeypatch):
    chris = add_person(coordinator, coalition, add_party(coordinator, coalition), "Chris", "chris@voorbeeld.invalid")
    act(coordinator, coalition, title="Ook laat", owner=chris, due_on=MONDAY.date() - DAY)
    real, sent = reminding._send, []

    def dies(*told):
        if sent:
            raise KeyboardInterrupt
        sent.append(told)
        real(*told)

    monkeypatch.setattr(reminding, "_send", dies)
    with pytest.raises(KeyboardInterrupt):
        at(MONDAY)
    assert Reminding.objects.get().served_on < MONDAY.date(), "the day is still open"
    monkeypatch.setattr(reminding, "_send", real)
    assert at(MONDAY + DAY) == 1, "a day late, who got none gets one"
    assert sorted(one.to[0] for one in mail.outbox) == ["anne@voorbeeld.invalid", "chris@voorbeeld.invalid"]
    assert at(MONDAY + 2 * DAY) == 0
    assert at(MONDAY + 7 * DAY) == 2, "being late once does not cost the next week"


@pytest.mark.django_db
def test_a_mail_server_that_is_away_is_asked_again_and_a_refused_address_is_not(anne, monkeypatch):
    real = reminding._send

    def away(*told):
        raise OSError("no route")

    def refused(*told):
        raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr(reminding, "_send", away)
    assert at(MONDAY) == 0
    assert Person.objects.get(pk=anne).nudged_on is None
    monkeypatch.setattr(reminding, "_send", refused)
    assert at(MONDAY + HOUR) == 0
    monkeypatch.setattr(reminding, "_send", real)
    assert at(MONDAY + 2 * HOUR) == 0, "the day was served"
    assert at(MONDAY + 7 * DAY) == 1


@pytest.mark.django_db
def test_one_press_in_the_mail_stops_them_and_another_lets_them_come(anne, coordinator, coalition):
    at(MONDAY)
    header = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>")
    assert header in mail.outbox[-1].body
    path = "/herinneringen" + header.partition("/herinneringen")[2]
    strict = Client(enforce_csrf_checks=True)
    assert "hooguit één per week" in strict.get(path).content.decode()
    assert Person.objects.get(pk=anne).no_reminders_at is None, "a scanner that opens the link ends nothing"
    for _ in range(2):
        assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert at(MONDAY + 7 * DAY) == 0
    with time_machine.travel(MONDAY + 7 * DAY):
        assert commands.nudge_people(by=coordinator, coalition=coalition.pk, site="https://x") == 0, "nor by a press"
    assert strict.post(path, {"wanted": "yes"}).status_code == 200
    assert at(MONDAY + 14 * DAY) == 1
    assert strict.post(path[:-2] + "xx").status_code == 404
    assert AuditRecord.objects.filter(event="reminders stopped").count() == 1


@pytest.mark.django_db
def test_whoever_is_signed_in_chooses_for_oneself_only(anne, coordinator, coalition, person, other):
    jgz = person("jgz", coalition)
    browser = client_of(jgz)
    assert "geen herinneringen naar u" in browser.get(PAGE).content.decode()
    assert not commands.choose_reminders(by=jgz, coalition=coalition.pk, wanted=False)
    assert not Person.objects.filter(no_reminders_at__isnull=False).exists()
    Person.objects.filter(pk=anne).update(account=jgz.account)
    assert browser.post(PAGE, {"wanted": "no"}).status_code == 302
    assert "Dat koos u zelf" in browser.get(PAGE).content.decode()
    assert at(MONDAY) == 0
    browser.post(PAGE, {"wanted": "yes"})
    assert at(MONDAY + HOUR * 24 * 7) == 1
    assert "Voor de hele coalitie" not in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}/dag", {"weekday": "2"}).status_code == 404
    assert client_of(person("coordinator", other)).get(PAGE).status_code == 404


@pytest.mark.django_db
def test_a_coalition_picks_the_day_or_switches_it_off_and_sees_when_the_last_went(anne, coordinator, coalition):
    browser = client_of(coordinator)
    first = browser.get(PAGE).content.decode()
    assert "Elke maandag" in first
    assert "Er ging er nog geen." in first
    with time_machine.travel(MONDAY - DAY):
        assert client_of(coordinator).post(f"{PAGE}/dag", {"weekday": "3"}).status_code == 302
    assert at(MONDAY) == 0
    assert at(MONDAY + 2 * DAY) == 1
    page = browser.get(PAGE).content.decode()
    assert "Elke woensdag" in page
    assert "voor 4 maart 2026" in page
    assert "Mensen die er een kregen: 1" in page
    assert browser.post(f"{PAGE}/dag", {"weekday": ""}).status_code == 302
    assert "Er gaan geen herinneringen vanzelf" in browser.get(PAGE).content.decode()
    assert at(MONDAY + 9 * DAY) == 0
    browser.post(f"{PAGE}/dag", {"weekday": "7"})
    with pytest.raises(BadInput):
        commands.set_reminders(by=coordinator, coalition=coalition.pk, weekday=7)
    assert Reminding.objects.get().weekday is None


@pytest.mark.django_db
def test_who_keeps_the_agreements_reads_how_many_expire_and_nobody_else(anne, coordinator, coalition, person):
    party = add_party(coordinator, coalition)
    own = Account.objects.get(pk=coordinator.account).email
    add_person(coordinator, coalition, party, "Ikzelf", own)
    make(coordinator, coalition, title="Verborgen titel", valid_until=MONDAY.date() + 20 * DAY)
    make(coordinator, coalition, title="Voorbij", valid_until=MONDAY.date() - DAY)
    make(coordinator, coalition, title="Opnieuw", review_on=MONDAY.date())
    make(coordinator, coalition, title="Geldt nog", valid_until=MONDAY.date() + 400 * DAY)
    assert at(MONDAY) == 2
    bodies = {one.to[0]: one.body for one in mail.outbox}
    assert "opnieuw moet bekijken: 3" in bodies[own]
    assert "opnieuw moet bekijken" not in bodies["anne@voorbeeld.invalid"]
    assert "Verborgen" not in bodies[own]


@pytest.mark.django_db
def test_an_entry_that_waits_to_be_confirmed_is_told_and_who_left_hears_nothing(anne, coordinator, coalition):
    bo = Person.objects.get(name="Bo Proef")
    Person.objects.filter(pk=bo.pk).update(asked_at=MONDAY - DAY)
    commands.end_person(by=coordinator, person=anne, left_on=date(2026, 2, 1))
    assert at(MONDAY) == 1
    assert mail.outbox[0].to == ["bo@voorbeeld.invalid"]
    assert "bevestigde nog niet" in mail.outbox[0].body


@pytest.mark.django_db
def test_the_link_of_somebody_who_is_not_there_is_denied(coordinator):
    from uuid import uuid4

    from kansrijk.coalition import links

    for token in (links.no_reminders(uuid4()), "x", links.newsletter_leave(uuid4())):
        with pytest.raises(Denied):
            queries.reminded_by(coordinator, token)
        with pytest.raises(Denied):
            commands.stop_reminders(by=coordinator, token=token)
