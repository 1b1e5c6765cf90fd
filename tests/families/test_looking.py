"""Who looked at a file: every look is there, of nobody else's file, and the look at it is written down too."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.families import people
from tests.families.screens import client_of
from tests.families.test_signals import begin, written

from kansrijk.families import commands, looking, queries, queries_looking, queries_signal
from kansrijk.families.looking import ALL, KINDS, by_day, kind_of
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.queries import AboutOne
from kansrijk.trust.rules import Denied

TODAY = timezone.localdate


def looked(who, here, file):
    return queries_looking.who_looked(who.actor, here, file, TODAY(), TODAY())


@pytest.fixture
def kept(here, midwife):
    file = queries_signal.signal(midwife.actor, here, written(midwife, here)).file
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=TODAY())
    return file


records = st.builds(
    AboutOne,
    at=st.datetimes(datetime(2026, 3, 20), datetime(2026, 4, 5), timezones=st.just(UTC)),
    account=st.sampled_from([None, UUID(int=1), UUID(int=2)]),
    name=st.sampled_from(["anne", "bo"]),
    roles=st.sampled_from([(), ("jgz",)]),
    organisation=st.sampled_from(["", "Praktijk Proef"]),
    event=st.just("file read"),
    what=st.sampled_from(["opende", "keek", "vroeg"]),
    action=st.sampled_from("CRUDE"),
    is_refused=st.booleans(),
)


@given(st.lists(records, max_size=30), st.sampled_from([ALL, *KINDS]))
def test_no_record_is_lost_or_counted_twice_and_the_newest_day_comes_first(told, wanted):
    chosen = [one for one in told if wanted in (ALL, kind_of(one))]
    lines = by_day(told, wanted)
    assert [line.day for line in lines] == sorted((line.day for line in lines), reverse=True)
    counted = Counter()
    for line in lines:
        for what, times in line.what:
            counted[line.day, line.kind, line.name, line.organisation, line.roles, what] += times
    local = looking.AMSTERDAM
    expected = Counter(
        (one.at.astimezone(local).date(), kind_of(one), one.name, one.organisation, one.roles, one.what)
        for one in chosen
    )
    assert counted == expected
    assert all(line.first <= line.last for line in lines)


@pytest.mark.django_db
@pytest.mark.req("AUD-07", "every look is told, with role and organisation")
def test_each_way_to_touch_a_file_stands_in_the_overview(here, midwife, colleague, kept):
    """What writes a record about a person is found by that person, whatever the record is about."""
    commands.take_in(by=midwife.actor, coalition=here, file=kept, account=colleague.account)
    queries.file(colleague.actor, here, kept)
    queries.own_files(colleague.actor, here)
    before = AuditRecord.objects.filter(coalition=here, data_class="D4").count()
    found = looked(midwife, here, kept)
    assert len(found.records) == before, "this file is the only one here, so every record is about it"
    assert {"signal begun", "signal dated", "factors chosen", "wish written down", "file kept"} <= {
        one.event for one in found.records
    }
    by_colleague = [one for one in found.records if one.name == "bo"]
    assert {one.event for one in by_colleague} == {"file read", "files listed"}
    assert {(one.roles, one.organisation) for one in by_colleague} == {(("verloskundige",), "Partij van anne")}


@pytest.mark.django_db
@pytest.mark.req("AUD-07", "nothing of another file")
def test_looks_at_another_file_are_not_in_it(here, midwife, kept):
    other = queries_signal.signal(midwife.actor, here, begin(midwife, here)).file
    queries.file(midwife.actor, here, other)
    found = looked(midwife, here, other)
    assert "file kept" not in {one.event for one in found.records}
    assert "file read" in {one.event for one in found.records}


@pytest.mark.django_db
@pytest.mark.req("AUD-07", "who was refused is told")
def test_who_asked_in_vain_stands_there_from_another_coalition_too(here, midwife, nurse, kept):
    there = people.coalition("daar")
    far = people.somebody("verloskundige", there, name="dana")
    for one in (nurse, far):
        client = client_of(one)
        assert client.get(f"/gezinnen/hier/{kept}").status_code == 404
    refused = [one for one in looked(midwife, here, kept).records if one.is_refused]
    assert {one.name for one in refused} == {"chris", "dana"}
    page = client_of(midwife).get(f"/gezinnen/hier/{kept}/gekeken?wat=refused").content.decode()
    assert "vroeg en kreeg niets" in page
    assert "chris" in page
    assert "opende een dossier" not in page


@pytest.mark.django_db
@pytest.mark.req("SEC-02", "who looked is not found by a stranger")
def test_a_stranger_finds_no_overview(here, midwife, colleague, nurse, kept):
    there = people.coalition("daar")
    far = people.somebody("jgz", there, name="dana")
    for one in (colleague, nurse, far):
        for file in (kept, uuid4()):
            with pytest.raises(Denied):
                looked(one, here, file)
            for address in ("gekeken", "gekeken.csv"):
                assert client_of(one).get(f"/gezinnen/hier/{file}/{address}").status_code == 404
    assert Client().get(f"/gezinnen/hier/{kept}/gekeken").status_code == 302
    assert client_of(midwife, shown=False).get(f"/gezinnen/hier/{kept}/gekeken").status_code == 302


@pytest.mark.django_db
@pytest.mark.req("AUD-01", "a look at the log is a look")
def test_the_look_at_who_looked_is_one_record_and_the_next_one_shows_it(here, midwife, kept):
    before = AuditRecord.objects.count()
    looked(midwife, here, kept)
    assert AuditRecord.objects.count() == before + 1
    assert looked(midwife, here, kept).records[0].event == "who looked read"
    client_of(midwife).get(f"/gezinnen/hier/{kept}/gekeken.csv")
    assert looked(midwife, here, kept).records[0].event == "who looked taken along"


@pytest.mark.django_db
@pytest.mark.req("AUD-07", "can be filtered and taken along")
def test_the_page_and_its_file_say_the_same_in_words_without_codes(here, midwife, kept):
    client = client_of(midwife)
    page = client.get(f"/gezinnen/hier/{kept}/gekeken").content.decode()
    for text in ("schreef of wijzigde", "begon een signaal", "verloskundige", "Partij van anne", "anne"):
        assert text in page, text
    for code in ("signal begun", "files listed", "D4", str(midwife.account)):
        assert code not in page
    csv = client.get(f"/gezinnen/hier/{kept}/gekeken.csv")
    text = csv.content.decode("utf-8-sig")
    assert csv["Content-Disposition"] == 'attachment; filename="wie-heeft-gekeken.csv"'
    assert text.splitlines()[0] == "Dag;Tijd;Wie;Rol;Organisatie;Wat;Uitkomst"
    assert "anne;verloskundige;Partij van anne;begon een signaal;toegestaan" in text
    yesterday = TODAY() - timedelta(days=1)
    empty = client.get(f"/gezinnen/hier/{kept}/gekeken?van={yesterday}&tot={yesterday}").content.decode()
    assert "Niemand in deze dagen" in empty


@pytest.mark.django_db
def test_a_period_that_cannot_be_is_told_and_the_last_year_is_shown(here, midwife, kept):
    client = client_of(midwife)
    page = client.get(f"/gezinnen/hier/{kept}/gekeken?van=2026-11-02&tot=2026-11-01&wat=x").content.decode()
    assert "Deze dag ligt vóór de eerste" in page
    assert "begon een signaal" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    ["van=0001-01-01", "tot=0001-01-05", "van=9999-12-31", "tot=9999-12-31", "van=0001-01-01&tot=9999-12-31",
     "van=abc&tot=%00", "wat=%3Cscript%3E", "van=2026-02-30"],
)  # fmt: skip
def test_days_at_the_edge_of_the_calendar_and_nonsense_are_borne(here, midwife, kept, asked):
    client = client_of(midwife)
    for address in ("gekeken", "gekeken.csv"):
        found = client.get(f"/gezinnen/hier/{kept}/{address}?{asked}")
        assert found.status_code == (404 if "%00" in asked else 200)
        assert b"<script>" not in found.content


@pytest.mark.django_db
def test_the_page_of_a_file_leads_to_it(here, midwife, kept):
    assert f"/gezinnen/hier/{kept}/gekeken" in client_of(midwife).get(f"/gezinnen/hier/{kept}").content.decode()
