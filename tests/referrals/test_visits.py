"""The prenatal home visit: said before it is asked, and counted step by step without anything that points back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.families import people
from tests.families.screens import client_of
from tests.referrals import sending
from tests.referrals.sending import step

from kansrijk.families import commands, commands_consent, commands_signal, queries_signal
from kansrijk.families.signals import Moment
from kansrijk.referrals import commands as referrals
from kansrijk.referrals import queries, queries_visits, rules, visits
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

ALL = ("contact", "moment", "feedback")


@pytest.fixture
def scene(here, midwife, nurse):
    """A file of somebody 20 weeks pregnant, and the desk of the youth health nurse."""
    made = sending.scene(here, midwife, nurse, "prenatal_home_visit")
    (card,) = queries_signal.signals_of(midwife.actor, here, made.file)
    signal = queries_signal.signal(midwife.actor, here, card.id)
    due = timezone.localdate() + timedelta(days=140)
    commands_signal.say_when(
        by=midwife.actor, coalition=here, signal=signal.id, version=signal.version, moment=Moment("during", due_on=due)
    )
    return made


def asked(at, *categories: str, moment: str = "tijdens de zwangerschap, 20+0 weken"):
    return sending.send(
        at,
        given=sending.given(*(categories or ALL), purpose="prenatal_visit"),
        texts={"contact": "Kanarie Proef", "moment": moment},
    )


def cells(here) -> dict[tuple[str, str], int]:
    found = queries_visits.prenatal_visits(installation_actor(), here)
    assert {one.month for one in found} <= {timezone.localdate().replace(day=1)}
    return {(one.stage, one.weeks): one.visits for one in found}


@pytest.mark.django_db
@pytest.mark.req("LAW-02", "referrals.counting")
@pytest.mark.parametrize(
    ("reason", "ends"),
    [("done", ["done"]), ("other_help", ["done", "follow_up"]), ("family_stopped", ["not_done"])],
)
def test_each_step_of_a_visit_is_counted_once_with_how_far_she_is(here, scene, nurse, reason, ends):
    made = asked(scene)
    key = uuid4()
    for event in ("receive", "accept", "try", "contact", "start"):
        step(scene, nurse, made, event)
    version = queries.referral(nurse.actor, here, made).version
    for _ in range(2):
        referrals.take_step(
            by=nurse.actor, coalition=here, referral=made, event="feed_back", key=key, version=version, words="goed"
        )
    step(scene, nurse, made, "evaluate")
    step(scene, nurse, made, "end", reason=reason)
    assert cells(here) == {(stage, "from_16"): 1 for stage in ("referred", "offered", "accepted", *ends)}


@pytest.mark.django_db
def test_other_help_is_not_a_visit_and_what_stays_unopened_was_only_referred(here, scene, midwife, nurse):
    asked(scene)
    other = sending.scene(here, midwife, people.somebody("sociaal-team", here))
    sending.send(other)
    assert cells(here) == {("referred", "from_16"): 1}
    assert cells(people.coalition("daar")) == {}


@pytest.mark.django_db
@pytest.mark.req("CON-01", "referrals.counting")
def test_where_she_does_not_share_how_far_she_is_the_week_is_unknown(here, scene, midwife, nurse):
    made = asked(scene, "contact", "feedback")
    assert cells(here) == {("referred", "unknown"): 1}
    second = sending.file_of(here, midwife)
    with_week = asked(sending.Scene(here, midwife, nurse, scene.door, second))
    consent = queries.referral(midwife.actor, here, with_week).consent
    commands_consent.withdraw_consent(by=midwife.actor, coalition=here, consent=consent, category="moment")
    for one in (made, with_week):
        for event in ("receive", "accept", "contact"):
            step(scene, nurse, one, event)
    assert cells(here)[("offered", "unknown")] == 2


@pytest.mark.django_db
@pytest.mark.req("SEC-01", "visit_cell_select")
def test_nobody_but_the_job_reads_a_cell_and_nobody_writes_one(here, scene, midwife, nurse):
    asked(scene)
    for who in (midwife, nurse, people.somebody("coordinator", here)):
        with pytest.raises(Denied):
            queries_visits.prenatal_visits(who.actor, here)
    with within(nurse.actor, here, verb="read", kind="referral"), connection.cursor() as cursor:
        cursor.execute("select count(*) from referrals.visit_cell")
        assert cursor.fetchone() == (0,)
    for statement in ("delete from referrals.visit_cell", "update referrals.visit_cell set visits = 9"):
        with pytest.raises(DatabaseError), within(installation_actor(), here, verb="release", kind="proposal_cell"):
            with connection.cursor() as cursor:
                cursor.execute(statement)
    cells(here)
    records = AuditRecord.objects.filter(object_kind="referral").values_list("detail", flat=True)
    assert "from_16" not in str(list(records)), "no record names a cell"


@pytest.mark.django_db
def test_what_it_is_and_that_it_is_free_to_refuse_is_said_before_it_is_asked(here, scene, midwife):
    client = client_of(midwife)
    page = client.get(f"/gezinnen/hier/{scene.file}/verwijzen?deur={scene.door}").content.decode()
    assert "Het is vrijwillig" in page
    assert "Nee verandert niets aan haar zorg" in page
    other = sending.scene(here, midwife, people.somebody("sociaal-team", here))
    assert (
        "Het is vrijwillig"
        not in client.get(f"/gezinnen/hier/{other.file}/verwijzen?deur={other.door}").content.decode()
    )
    commands.forget_file(by=midwife.actor, coalition=here, file=other.file)


def test_every_step_that_counts_is_one_of_the_table_with_reasons_that_it_has():
    told = visits._read()["stages"]
    for event, reasons in told.items():
        assert event == rules.SEND or event in rules.EVENTS
        assert set(reasons) == set(rules.REASONS.get(event, ("",)))
    assert visits.stages("feed_back") == ()


@given(st.integers(0, 41), st.integers(0, 6), st.integers(0, 200))
def test_the_week_goes_on_with_the_days_since_it_was_sent(week, day, later):
    sent = date(2026, 3, 1)
    found = visits.weeks(f"tijdens de zwangerschap, {week}+{day} weken", sent, sent + timedelta(later))
    reached = (week * 7 + day + later) // 7
    bands = ((16, "before_16"), (28, "from_16"), (35, "from_28"), (visits.LAST_WEEK + 1, "after_34"))
    assert found == next((code for until, code in bands if reached < until), "unknown")
    assert visits.weeks("week niet bekend", sent, sent) == "unknown"
    assert visits.weeks("", sent, sent) == "unknown"
