"""A colleague is taken into several files at once: one statement, one record, seen beforehand, taken back in one go."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.families import own
from tests.families.screens import client_of

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_many, queries
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
PAGE = "/gezinnen/hier/collega/meer"


@pytest.fixture
def files(here, midwife):
    return [own.kept(midwife, here, name=f"Proef {word}") for word in ("een", "twee", "drie")]


def give(who, here, files, colleague, key=None):
    return commands_many.take_in_many(
        by=who.actor, coalition=here, files=files, account=colleague.account, key=key or uuid4()
    )


def seen_by(who, here):
    return {one.id for one in queries.own_files(who.actor, here)}


@pytest.mark.req("AUD-01", "families.commands_many")
def test_several_files_are_one_statement_and_one_record_that_names_each(here, midwife, colleague, files):
    key = uuid4()
    with CaptureQueriesContext(connection) as asked:
        assert give(midwife, here, files, colleague, key) == (3, 0)
    assert sum('INSERT INTO "families"."involvement"' in one["sql"] for one in asked) == 1
    record = AuditRecord.objects.get(event="colleague taken in")
    assert all(str(file) in str(record.detail) for file in files), "so that who looked finds it at each"
    assert seen_by(colleague, here) == set(files)
    assert give(midwife, here, files, colleague, key) == (0, 3), "sent twice it is once"
    assert AuditRecord.objects.filter(event="colleague taken in").count() == 1
    with CaptureQueriesContext(connection) as asked:
        assert commands_many.take_back_many(by=midwife.actor, coalition=here, key=key) == 3
    assert sum('UPDATE "families"."involvement"' in one["sql"] for one in asked) == 1
    assert seen_by(colleague, here) == set()
    assert commands_many.take_back_many(by=midwife.actor, coalition=here, key=key) == 0
    give(midwife, here, files, colleague, key)
    assert seen_by(colleague, here) == set(), "an old form brings nothing back"


@pytest.mark.req("SEC-02", "families.commands_many")
def test_all_or_none_and_only_of_ones_own_kept_files(here, midwife, colleague, nurse, files):
    proposal = commands.propose_file(
        by=midwife.actor, coalition=here, organisation=midwife.organisation, part="mother", name="Proef"
    )
    with pytest.raises(BadInput):
        give(midwife, here, [*files, proposal], colleague)
    with pytest.raises(BadInput):
        give(midwife, here, files, nurse)
    with pytest.raises(BadInput):
        give(midwife, here, [], colleague)
    with pytest.raises(Denied):
        give(midwife, here, [*files, uuid4()], colleague)
    with pytest.raises(Denied):
        give(nurse, here, files, colleague)
    assert seen_by(colleague, here) == set()
    key = uuid4()
    give(midwife, here, files, colleague, key)
    for other in (nurse, colleague):
        assert commands_many.take_back_many(by=other.actor, coalition=here, key=key) == 0
    assert seen_by(colleague, here) == set(files)


def test_who_sees_some_already_is_taken_into_the_others_and_stays_there(here, midwife, colleague, files):
    commands.take_in(by=midwife.actor, coalition=here, file=files[0], account=colleague.account)
    key = uuid4()
    assert give(midwife, here, files, colleague, key) == (2, 1)
    assert commands_many.take_back_many(by=midwife.actor, coalition=here, key=key) == 2
    assert seen_by(colleague, here) == {files[0]}


def test_on_screen_one_page_says_how_many_and_which_before_it_is_done(here, midwife, colleague, files):
    client = client_of(midwife)
    assert "Proef drie" in own.words(client.get(PAGE))
    assert client.post(PAGE, {}).status_code == 422
    said = {"files": [str(files[0]), str(files[2])], "account": str(colleague.account), "key": str(uuid4())}
    sure = own.words(client.post(PAGE, said))
    assert "Aantal dossiers: 2" in sure
    assert "Proef een" in sure
    assert "Proef twee" not in sure
    assert seen_by(colleague, here) == set(), "nothing was done yet"
    done = client.post(PAGE, {**said, "sure": "on"}, follow=True)
    assert "Proef drie" in own.words(done)
    assert seen_by(colleague, here) == {files[0], files[2]}
    undone = client.post(done.request["PATH_INFO"], follow=True)
    assert "Teruggedraaid. Aantal dossiers: 2." in undone.content.decode()
    assert seen_by(colleague, here) == set()
    assert "loopt niets meer" in own.words(client.get(done.request["PATH_INFO"]))
