"""The one door by which counts leave compartment B: whole years, protected, once."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.families import people
from tests.families.conftest import compartment, here
from typer.testing import CliRunner

from kansrijk.cli import results as verbs
from kansrijk.cli.main import app
from kansrijk.core.faults import BadInput
from kansrijk.families import queries_ended
from kansrijk.results import commands, queries, rules
from kansrijk.results.models import ReleasedCell
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

__all__ = ["compartment", "here"]
LAST = timezone.localdate().year - 1


def proposals(here, year: int, phase: str, outcome: str, many: int, weighed: int) -> None:
    with within(installation_actor(), here, verb="release", kind="proposal_cell"), connection.cursor() as cursor:
        for number in range(many):
            told = [date(year, 3, 1), phase, "jgz", outcome, number < weighed]
            cursor.execute("select families.count_proposal(%s, %s, %s, %s, %s)", told)


@pytest.fixture
def counted(here):
    """Of last year 60 signals during a pregnancy, 3 before one, and one of this year."""
    proposals(here, LAST, "during", "sent", 48, 40)
    proposals(here, LAST, "during", "refused", 12, 0)
    proposals(here, LAST, "before", "kept", 3, 1)
    proposals(here, LAST + 1, "after", "sent", 1, 1)


def read(here, role: str = "coordinator") -> dict[str, queries.Measured]:
    who = people.somebody(role, here, name=f"lezer-{role}")
    return {f"{one.measure}:{one.part}": one for one in queries.measures(who.actor, here)}


@pytest.mark.django_db
@pytest.mark.req("SDC-01", "results.rules.released")
def test_few_never_leave_and_neither_does_what_would_tell_them(here, counted):
    assert commands.release_year(by=installation_actor()) == 1
    found = read(here)
    assert {one.year for one in found.values()} == {LAST}
    assert (found["P03:asked"].value, found["P03:yes"].value, found["P03:yes"].share) == (65, 50, 77)
    assert found["P01:before"].status == "hidden"
    hidden = [part for part in rules.PHASES if found[f"P01:{part}"].value is None]
    assert found["P01:all"].value is None or len(hidden) > 1
    assert found["P11:done"].value is None, "nothing was counted: not told either"
    assert all(one.value is None or (one.value >= 10 and one.value % 5 == 0) for one in found.values())
    assert set(ReleasedCell.objects.values_list("coalition", flat=True)) == {here}


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4), st.integers(0, 60), st.integers(0, 60))
def test_whatever_was_counted_a_count_under_ten_is_never_told(phases, weighed, yes):
    ended = [rules.Ended(phase, "no", many, 0) for phase, many in zip(rules.PHASES, phases, strict=True) if many]
    ended.append(rules.Ended("during", "yes", yes, min(weighed, yes)))
    counts = rules.counted(ended, [("referred", phases[0])])
    shown = rules.released(counts)
    assert set(shown) == set(rules.KEYS)
    for key, value in shown.items():
        assert value is None or (counts[key] >= 10 and value % 5 == 0)
    for key, base in rules.BASES.items():
        assert shown[key] is None or counts[base] - counts[key] >= 10


@pytest.mark.django_db
@pytest.mark.req("SDC-01", "results.commands.release_year: whole years only")
def test_a_year_is_told_once_and_only_when_it_is_over(here, counted):
    with pytest.raises(BadInput, match="over"):
        commands.release_year(by=installation_actor(), year=LAST + 1)
    assert commands.release_year(by=installation_actor()) == 1
    before = list(ReleasedCell.objects.values_list("pk", "count"))
    proposals(here, LAST, "before", "kept", 30, 0)
    assert commands.release_year(by=installation_actor()) == 0
    assert list(ReleasedCell.objects.values_list("pk", "count")) == before
    assert AuditRecord.objects.filter(event="measures released").count() == 1


@pytest.mark.django_db
@pytest.mark.req("SEC-03", "results.migrations: only the role of B puts a cell there")
def test_only_the_role_of_the_compartment_puts_a_cell_there_and_nobody_changes_one(here, counted):
    commands.release_year(by=installation_actor())
    change = "update results_releasedcell set count = 15"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    with connection.cursor() as cursor:
        for right in ("insert", "update", "delete"):
            cursor.execute("select has_table_privilege('kansrijk_app', 'results_releasedcell', %s)", [right])
            assert cursor.fetchone() == (False,), right


@pytest.mark.django_db
def test_numbers_are_the_coalitions_own_and_no_page_of_them_asks_the_compartment(here, counted, monkeypatch):
    commands.release_year(by=installation_actor())
    for role in ("epidemioloog", "wethouder"):
        assert read(here, role)
    stranger = people.somebody("coordinator", people.coalition("elders"), name="vreemd")
    for who in (stranger, people.somebody("jgz", here, name="jgz-lezer")):
        with pytest.raises(Denied):
            queries.measures(who.actor, here)
    with pytest.raises(Denied):
        commands.release_year(by=stranger.actor)
    with pytest.raises(Denied):
        queries_ended.ended_proposals(people.somebody("coordinator", here, name="coor").actor, here)


@pytest.mark.django_db
def test_the_verb_tells_it_for_machines(here, counted, monkeypatch):
    monkeypatch.setattr(verbs, "prepare", lambda: None)
    commands.release_year(by=installation_actor())
    people.somebody("coordinator", here, name="coor")
    from kansrijk.trust.models import Coalition

    slug = Coalition.objects.get(pk=here).slug
    done = CliRunner().invoke(app, ["results", "show", slug, "--json", "--as", "coor@voorbeeld.invalid"])
    assert done.exit_code == 0, done.output
    told = {f"{one['measure']}:{one['part']}": one for one in json.loads(done.stdout)["measures"]}
    assert told["P03:yes"] == {
        "measure": "P03", "part": "yes", "year": LAST, "value": 50, "share": 77, "status": "measured"
    }  # fmt: skip
    assert told["P01:before"]["value"] is None
