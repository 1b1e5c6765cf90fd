"""Ended proposals: one more in a cell, once, and nothing that points back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.families import people
from tests.families.screens import client_of
from tests.families.test_files import MOTHER, begin, is_denied, keep
from tests.families.test_weighing import begun, weighed
from tests.referrals import sending

from kansrijk.families import commands, commands_signal, counting, queries_ended
from kansrijk.families.models import Person, PersonHistory, Weighing
from kansrijk.families.signals import Moment
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord, Membership

pytestmark = pytest.mark.django_db


def cells(here) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(phase, detector, outcome) → (proposals, weighed)."""
    found = queries_ended.ended_proposals(installation_actor(), here)
    assert {one.month for one in found} <= {timezone.localdate().replace(day=1)}
    return {(one.phase, one.detector, one.outcome): (one.proposals, one.weighed) for one in found}


def signal(who: people.Somebody, here, phase: str):
    """A file with a signal in a phase."""
    where = {"by": who.actor, "coalition": here}
    key = commands_signal.begin_signal(
        organisation=who.organisation, key=uuid4(), part="mother", name=MOTHER["name"], **where
    )
    commands_signal.say_when(signal=key, version=1, moment=Moment(phase), **where)
    with within(who.actor, here, verb="read", kind="file"):
        return Person.objects.get(signals__pk=key).pk


def make_old(who: people.Somebody, here, file) -> None:
    """Its week is over: written as its author, with a right that no author has."""
    with within(who.actor, here, verb="update", kind="file"), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('kansrijk.rights', 'file.read.author file.update.author file.expire.none', true)"
        )
        cursor.execute("update families.person set ends_at = now() where id = %s", [file])
        assert cursor.rowcount == 1


def end(how: str, who: people.Somebody, here, file) -> None:
    if how == "kept":
        keep(who, here, file)
    elif how in {"refused", "removed"}:
        commands.forget_file(by=who.actor, coalition=here, file=file, is_refused=how == "refused")
    else:
        make_old(who, here, file)
        commands.forget_expired(by=installation_actor())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("before", "during", "after", "unknown", counting.WITHOUT_SIGNAL)),
            st.sampled_from(("kept", "refused", "removed", "expired")),
            st.booleans(),
        ),
        max_size=5,
    )
)
@pytest.mark.req("LAW-02", "families.counting")
def test_the_sum_of_cells_is_the_number_of_proposals_that_ended(here, midwife, nurse, proposals):
    expected: dict[tuple[str, str, str], int] = {}
    with transaction.atomic():
        for phase, how, is_nurse in proposals:
            who = nurse if is_nurse else midwife
            file = begin(who, here) if phase == counting.WITHOUT_SIGNAL else signal(who, here, phase)
            begin(who, here, name="Iemand die open blijft")
            end(how, who, here, file)
            key = (phase, "jgz" if is_nurse else "verloskundige", how)
            expected[key] = expected.get(key, 0) + 1
        assert {key: count for key, (count, _) in cells(here).items()} == expected
        transaction.set_rollback(True)


def test_what_was_sent_is_counted_then_and_never_again(here, midwife, nurse):
    at = sending.scene(here, midwife, nurse)
    sending.send(at)
    sent = {("during", "verloskundige", "sent"): (1, 0)}
    assert cells(here) == sent
    key = uuid4()
    for _ in range(2):  # a second door, sent twice: the proposal ended long before
        sending.send(at, "contact", key=key, texts={"contact": "Kanarie"})
    keep(midwife, here, at.file)
    commands.forget_file(by=midwife.actor, coalition=here, file=at.file, is_refused=True)
    assert cells(here) == sent


def test_what_is_sent_from_a_kept_file_ended_when_it_was_kept(here, midwife, nurse):
    at = sending.scene(here, midwife, nurse)
    keep(midwife, here, at.file)
    sending.send(at)
    commands.forget_file(by=midwife.actor, coalition=here, file=at.file, is_refused=True)
    assert cells(here) == {("during", "verloskundige", "kept"): (1, 0)}


def test_who_weighed_together_is_counted_with_it(here, midwife):
    key = weighed(midwife, here)  # with the file that it is of
    with within(midwife.actor, here, verb="read", kind="file"):
        first = Weighing.objects.get(pk=key).person_id
    second = begun(midwife, here)
    with within(midwife.actor, here, verb="read", kind="file"):
        second = Weighing.objects.get(pk=second).person_id
    for file in (first, second):
        keep(midwife, here, file)
    assert cells(here) == {("unknown", "verloskundige", "kept"): (2, 1)}


def test_whose_role_ended_is_counted_by_what_it_was_and_without_one_as_other(here, midwife, nurse):
    for who in (midwife, nurse):
        make_old(who, here, begin(who, here))
    Membership.objects.filter(account=midwife.account).update(ends_on=timezone.localdate() - timedelta(1))
    Membership.objects.filter(account=nurse.account).update(role="coordinator")
    assert commands.forget_expired(by=installation_actor()) == 2
    assert commands.forget_expired(by=installation_actor()) == 0
    assert cells(here) == {
        ("no_signal", "verloskundige", "expired"): (1, 0),
        ("no_signal", counting.OTHER, "expired"): (1, 0),
    }


@pytest.mark.req("SEC-01", "proposal_cell_select")
def test_nobody_but_the_job_reads_a_cell_and_nobody_writes_one(here, midwife, nurse):
    keep(midwife, here, begin(midwife, here))
    for who in (midwife, nurse, people.somebody("coordinator", here), people.somebody("privacyfunctionaris", here)):
        assert is_denied(queries_ended.ended_proposals, who.actor, here)
    with within(midwife.actor, here, verb="read", kind="file"), connection.cursor() as cursor:
        cursor.execute("select count(*) from families.proposal_cell")
        assert cursor.fetchone() == (0,)
    for statement in (
        "insert into families.proposal_cell values (families.coalition(), '2026-01-01', 'during', 'jgz', 'kept', 1, 0)",
        "update families.proposal_cell set proposals = 9",
        "delete from families.proposal_cell",
    ):
        with pytest.raises(DatabaseError), within(installation_actor(), here, verb="release", kind="proposal_cell"):
            with connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.req("AUD-01", "cells of proposals")
def test_what_a_cell_says_leads_to_nobody(here, midwife):
    """No column but the five of the cell and its counts, no moment, and no record that names a cell."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.columns"
            " where table_schema = 'families' and table_name = 'proposal_cell'"
        )
        columns = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "select count(*) from pg_constraint where conrelid = 'families.proposal_cell'::regclass and contype = 'f'"
            " and confrelid <> 'public.trust_coalition'::regclass"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "select count(*) from pg_trigger where tgrelid = 'families.proposal_cell'::regclass and not tgisinternal"
        )
        assert cursor.fetchone() == (0,), "no history of a cell"
    assert columns == {"coalition", "month", "phase", "detector", "outcome", "proposals", "weighed"}
    file = begin(midwife, here)
    before = AuditRecord.objects.count()
    commands.forget_file(by=midwife.actor, coalition=here, file=file, is_refused=True)
    (record,) = AuditRecord.objects.order_by("-pk")[: AuditRecord.objects.count() - before]
    assert record.event == "file removed"
    assert record.detail == {}
    cells(here)
    assert AuditRecord.objects.filter(event="cells of proposals read", object_kind="proposal_cell").count() == 1


def test_that_something_was_sent_is_no_change_of_the_file(here, midwife, nurse):
    at = sending.scene(here, midwife, nurse)
    with within(midwife.actor, here, verb="read", kind="file"):
        before = (PersonHistory.objects.count(), Person.objects.get(pk=at.file).version)
    sending.send(at)
    with within(midwife.actor, here, verb="read", kind="file"):
        assert (PersonHistory.objects.count(), Person.objects.get(pk=at.file).version) == before


def test_one_coalition_counts_nothing_in_another(here, midwife):
    there = people.coalition("daar")
    keep(midwife, here, begin(midwife, here))
    assert cells(there) == {}
    assert sum(count for count, _ in cells(here).values()) == 1


def test_on_screen_a_no_is_counted_and_no_count_is_shown(here, midwife):
    client = client_of(midwife)
    first, second = begin(midwife, here), begin(midwife, here)
    page = client.get(f"/gezinnen/hier/{first}").content.decode()
    assert 'name="refused"' in page
    assert "checked" not in page.partition('name="refused"')[2].partition(">")[0]
    client.post(f"/gezinnen/hier/{first}/weghalen", {"refused": "on"})
    client.post(f"/gezinnen/hier/{second}/weghalen")
    assert cells(here) == {
        ("no_signal", "verloskundige", "refused"): (1, 0),
        ("no_signal", "verloskundige", "removed"): (1, 0),
    }
    kept = keep(midwife, here, begin(midwife, here))
    assert 'name="refused"' not in client.get(f"/gezinnen/hier/{kept}").content.decode()
