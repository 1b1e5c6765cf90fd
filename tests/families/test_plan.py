"""One plan of a person: goals, who does what, the next contact, who coordinates; for who keeps the file and for her."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests.families import own, people
from tests.families.screens import client_of

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_plan, queries_own, queries_plan
from kansrijk.families.models import CareCoordinator, PlanLine
from kansrijk.families.plan import Named, Said
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
CANARIES = ("Kanarie-doel", "Kanarie-wie", "Kanarie-coach", "Kanarie-nummer")


def planned(who: people.Somebody, where, file) -> tuple:
    """A goal, a task, a contact and a coordinator; (keys of the lines)."""
    at = {"by": who.actor, "coalition": where, "file": file}
    today = timezone.localdate()
    said = (
        Said("goal", CANARIES[0]),
        Said("task", "brieven lezen", CANARIES[1], today + timedelta(14)),
        Said("contact", "huisbezoek", "Anne", today + timedelta(3)),
    )
    named = Named(CANARIES[2], CANARIES[3], today)
    commands_plan.name_coordinator(**at, key=uuid4(), named=named)
    return tuple(commands_plan.write_line(**at, key=uuid4(), said=one) for one in said)


@pytest.fixture
def file(here, midwife):
    return own.kept(midwife, here)


def test_goals_tasks_and_the_next_contact_are_read_back_by_day(here, midwife, file):
    planned(midwife, here, file)
    found = queries_plan.plan_of(midwife.actor, here, file)
    assert [one.kind for one in found.going_on] == ["contact", "task", "goal"]
    assert (found.coordinator.name, found.coordinator.reach) == CANARIES[2:]
    assert found.coordinator.agreed_on == timezone.localdate()


def test_a_line_is_done_or_dropped_once_and_the_second_of_two_is_told(here, midwife, file):
    _goal, task, _contact = planned(midwife, here, file)
    at = {"by": midwife.actor, "coalition": here, "line": task}
    for _ in range(2):
        assert commands_plan.change_line(**at, version=1, state="done") == file
    with pytest.raises(BadInput) as late, transaction.atomic():
        commands_plan.change_line(**at, version=1, state="dropped")
    assert late.value.field == "version"
    found = queries_plan.plan_of(midwife.actor, here, file)
    assert [(one.id, one.state, one.version) for one in found.over] == [(task, "done", 2)]
    assert AuditRecord.objects.filter(event="plan changed").count() == 1


def test_one_coordinates_at_a_time_and_nobody_when_it_was_stopped(here, midwife, file):
    planned(midwife, here, file)
    at = {"by": midwife.actor, "coalition": here, "file": file}
    key = uuid4()
    for _ in range(2):
        commands_plan.name_coordinator(**at, key=key, named=Named("Bo", "071 0000000", timezone.localdate()))
    assert queries_plan.plan_of(midwife.actor, here, file).coordinator.name == "Bo"
    for _ in range(2):
        commands_plan.end_coordinator(**at)
    assert queries_plan.plan_of(midwife.actor, here, file).coordinator is None
    with within(midwife.actor, here, verb="read", kind="file"):
        assert CareCoordinator.objects.count() == 2
    assert AuditRecord.objects.filter(event="coordinator ended").count() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said("wish", "rust"), "kind"),
        (Said("goal", " "), "text"),
        (Said("goal", "x" * 501), "text"),
        (Said("goal", "mijn nummer 999990019"), "text"),
        (Said("task", "brieven lezen"), "who"),
        (Said("contact", "huisbezoek", "Anne"), "on_day"),
        (Said("goal", "rust", on_day=timezone.localdate() + timedelta(3000)), "on_day"),
    ],
)
def test_what_is_missing_or_cannot_be_is_refused_at_its_field(here, midwife, file, said, field):
    with pytest.raises(BadInput) as refused, transaction.atomic():
        commands_plan.write_line(by=midwife.actor, coalition=here, file=file, key=uuid4(), said=said)
    assert refused.value.field == field


@pytest.mark.req("CON-10", "families.plan.checked_named")
def test_nobody_coordinates_without_the_day_on_which_the_parent_agreed(here, midwife, file):
    for day in (None, timezone.localdate() + timedelta(1)):
        with pytest.raises(BadInput) as refused, transaction.atomic():
            commands_plan.name_coordinator(
                by=midwife.actor, coalition=here, file=file, key=uuid4(), named=Named("Bo", "071", day)
            )
        assert refused.value.field == "agreed_on"


@pytest.mark.req("SEC-02", "plan")
def test_a_colleague_who_was_taken_in_works_along_and_nobody_else_sees_it(here, midwife, colleague, nurse, file):
    goal, *_ = planned(midwife, here, file)
    others = (colleague, nurse, people.somebody("coordinator", here), people.somebody("jgz", people.coalition("daar")))
    for who in others:
        with pytest.raises(Denied):
            queries_plan.plan_of(who.actor, here, file)
        with pytest.raises(Denied):
            commands_plan.change_line(by=who.actor, coalition=here, line=goal, version=1, state="done")
        assert client_of(who).get(f"/gezinnen/hier/{file}/plan").status_code == 404
    part = commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    assert len(queries_plan.plan_of(colleague.actor, here, file).going_on) == 3
    commands_plan.change_line(by=colleague.actor, coalition=here, line=goal, version=1, state="done")
    commands.let_go(by=midwife.actor, coalition=here, involvement=part)
    with within(colleague.actor, here, verb="read", kind="file"):
        assert (PlanLine.objects.count(), CareCoordinator.objects.count()) == (0, 0)


@pytest.mark.req("RGT-01", "plan")
def test_she_reads_her_plan_on_her_own_page_and_writes_nothing(here, midwife, file):
    goal, *_ = planned(midwife, here, file)
    parent = own.opened(own.Given(file, own.link(midwife, here, file)))
    found = queries_own.own_page(parent).plan
    assert (len(found.going_on), found.coordinator.name) == (3, CANARIES[2])
    with pytest.raises(Denied):
        commands_plan.change_line(by=parent, coalition=here, line=goal, version=1, state="done")


@pytest.mark.req("SEC-05", "plan")
@pytest.mark.req("RET-02", "plan")
def test_it_is_ciphertext_no_record_holds_it_and_it_goes_with_the_file(here, midwife, file):
    planned(midwife, here, file)
    with within(midwife.actor, here, verb="read", kind="file"), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(p)::text from families.plan_line p")
        rows = [text for (text,) in cursor.fetchall()]
        cursor.execute("select to_jsonb(c)::text from families.care_coordinator c")
        rows += [text for (text,) in cursor.fetchall()]
    records = str(list(AuditRecord.objects.values_list("detail", flat=True)))
    assert len(rows) == 4
    for canary in CANARIES:
        assert canary not in " ".join(rows) + records
    commands.forget_file(by=midwife.actor, coalition=here, file=file)
    with connection.cursor() as cursor, within(midwife.actor, here, verb="read", kind="file"):
        assert not PlanLine.objects.exists()


def test_on_screen_a_line_is_written_and_done_and_a_coordinator_named(here, midwife, file):
    client = client_of(midwife)
    at = f"/gezinnen/hier/{file}/plan"
    page = client.get(at).content.decode()
    assert "Er is nog geen plan" in page
    assert "checked" not in page
    wrong = client.post(at, {"key": uuid4(), "kind": "task", "text": "brieven lezen"})
    assert (wrong.status_code, "Schrijf wie het doet" in wrong.content.decode()) == (422, True)
    assert "brieven lezen" in wrong.content.decode(), "what was typed stays"
    done = client.post(at, {"key": uuid4(), "kind": "task", "text": "brieven lezen", "who": "Anne"})
    assert done.status_code == 302
    assert "brieven lezen" in client.get(f"/gezinnen/hier/{file}").content.decode()
    (line,) = queries_plan.plan_of(midwife.actor, here, file).going_on
    client.post(f"/gezinnen/hier/plan/{line.id}", {"version": "1", "state": "done"})
    assert "(klaar)" in client.get(at).content.decode()
    named = {"key": uuid4(), "name": "Bo", "reach": "071", "agreed_on": timezone.localdate().isoformat()}
    assert client.post(f"{at}/coordinatie", named).status_code == 422, "without the parent's agreement"
    assert client.post(f"{at}/coordinatie", {**named, "agreed": "on"}).status_code == 302
    assert "Coördineert de zorg" in client.get(f"/gezinnen/hier/{file}").content.decode()
    client.post(f"{at}/coordinatie/stoppen")
    assert "Coördineert de zorg" not in client.get(f"/gezinnen/hier/{file}").content.decode()
