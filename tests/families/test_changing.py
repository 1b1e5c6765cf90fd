"""Changing what a file says of who somebody is: what it said stays with it, and of two who write nothing is lost."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.families import own, people
from tests.families.screens import client_of

from kansrijk.families import commands, commands_event, queries

pytestmark = pytest.mark.django_db
SENT = {
    "version": 1,
    "name": "Zoë Proefpersoon",
    "born_on": "1994-02-28",
    "telephone": "0600000002",
    "address": "Laan 9",
}


@pytest.fixture
def file(here, midwife):
    return commands.propose_file(
        by=midwife.actor, coalition=here, organisation=midwife.organisation, part="mother", name="Zoë Proef"
    )


def test_it_is_changed_on_screen_and_what_it_said_stands_below(here, midwife, file):
    client, address = client_of(midwife), f"/gezinnen/hier/{file}/gegevens"
    page = client.get(address).content.decode()
    assert 'value="Zoë Proef"' in page
    assert "Wat er eerder stond" not in page
    assert client.post(address, SENT)["Location"] == f"/gezinnen/hier/{file}"
    found = queries.file(midwife.actor, here, file)
    assert (found.name, found.born_on, found.telephone) == ("Zoë Proefpersoon", date(1994, 2, 28), "0600000002")
    assert found.address == "Laan 9"
    client.get(f"/gezinnen/hier/{file}")  # the message is read
    page = client.get(address).content.decode()
    assert "Zoë Proef</dd>" in page.split("Wat er eerder stond")[1]


@pytest.mark.req("RES-07", "two who write a file")
def test_of_two_who_write_the_second_sees_both_texts(here, midwife, file):
    client, address = client_of(midwife), f"/gezinnen/hier/{file}/gegevens"
    assert client.post(address, SENT).status_code == 302
    answer = client.post(address, {**SENT, "name": "Zoë Anders"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Zoë Proefpersoon" in page.split("Wat er nu staat")[1].split("<form")[0]
    assert 'value="Zoë Anders"' in page
    assert 'name="version" value="2"' in page
    assert queries.file(midwife.actor, here, file).name == "Zoë Proefpersoon"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "bsn 999990019"}, "name"),
        ({"born_on": "2999-01-01"}, "born_on"),
        ({"born_on": "gisteren"}, "born_on"),
        ({"telephone": "999990019"}, "telephone"),
        ({"address": "bsn 999990019"}, "address"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_changes(here, midwife, file, sent, field):
    answer = client_of(midwife).post(f"/gezinnen/hier/{file}/gegevens", {**SENT, **sent})
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert queries.file(midwife.actor, here, file).version == 1


@pytest.mark.req("RES-38", "a secret address")
def test_an_address_that_is_secret_is_refused_here_too(here, midwife, file):
    client, address = client_of(midwife), f"/gezinnen/hier/{file}/gegevens"
    where = {"by": midwife.actor, "coalition": here, "file": file}
    commands.change_file(**where, version=1, name=own.NAME, born_on=own.ADULT)
    commands_event.record_event(**where, key=uuid4(), kind="secret_address")
    sent = {**SENT, "version": queries.file(midwife.actor, here, file).version}
    assert 'id="id_address_error"' in client.post(address, sent).content.decode()
    assert client.post(address, {**sent, "address": ""}).status_code == 302


@pytest.mark.req("SEC-02", "unknown and foreign are one")
def test_who_cares_for_the_person_changes_it_and_nobody_else_finds_it(here, midwife, colleague, nurse, file):
    address = f"/gezinnen/hier/{file}/gegevens"
    for other in (colleague, nurse, people.somebody("coordinator", here, name="els")):
        assert client_of(other).get(address).status_code == 404
        assert client_of(other).post(address, SENT).status_code == 404
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=timezone.localdate())
    commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    client = client_of(colleague)
    version = queries.file(colleague.actor, here, file).version
    assert client.post(address, {**SENT, "version": version}).status_code == 302
    client.get(f"/gezinnen/hier/{file}")
    assert "Wat er eerder stond" not in client.get(address).content.decode(), "that is for who began the file"
