"""The page of one's own files: some at a time, and looked for without a name in any address."""

import pytest
from tests.families.screens import client_of

from kansrijk.families import commands
from kansrijk.trust.models import AuditRecord

pytestmark = pytest.mark.django_db
LIST = "/gezinnen/hier"
NAMES = ("Berk Verzinsel", "Es Verzinsel", "Linde Verzinsel", "Wilg Bedenksel")


@pytest.fixture
def mine(here, midwife, monkeypatch):
    monkeypatch.setattr("kansrijk.families.views.FILES_ON_A_PAGE", 3)
    monkeypatch.setattr("kansrijk.families.views.FEW", 3)
    for name in NAMES:
        where = {"by": midwife.actor, "coalition": here, "organisation": midwife.organisation}
        commands.propose_file(part="mother", name=name, **where)
    return client_of(midwife)


def shown(response) -> list[str]:
    assert response.status_code == 200
    text = response.content.decode()
    return [name for name in NAMES if name in text]


def test_a_long_list_is_shown_some_at_a_time(mine):
    first = mine.get(LIST)
    assert shown(first) == list(NAMES[:3])
    assert 'href="?bladzijde=2"' in first.content.decode()
    assert shown(mine.get(f"{LIST}?bladzijde=2")) == [NAMES[3]]
    for wrong in ("", "0", "99", "nonsense"):
        assert shown(mine.get(f"{LIST}?bladzijde={wrong}")), wrong


@pytest.mark.req("LAW-06", "the search of files is sent, not addressed")
def test_a_part_of_a_name_finds_files_and_stands_in_no_address(mine, midwife):
    found = mine.post(LIST, {"naam": "BEDENK"})
    assert shown(found) == ["Wilg Bedenksel"]
    assert "?naam" not in found.content.decode()
    assert shown(mine.get(f"{LIST}?naam=Wilg")) == list(NAMES[:3]), "a name in an address looks for nothing"
    record = AuditRecord.objects.filter(event="files searched").get()
    assert "BEDENK" not in f"{record.object_reference} {record.detail}"
    more = mine.post(LIST, {"naam": "e"})
    assert len(shown(more)) == 3
    assert "Typ er meer van" in more.content.decode()
    none = mine.post(LIST, {"naam": "Nergens"})
    assert shown(none) == []
    assert "Geen dossier van u heeft dit in de naam." in none.content.decode()


def test_nobody_finds_the_files_of_another(mine, nurse):
    assert shown(client_of(nurse).post(LIST, {"naam": "Verzinsel"})) == []


def test_a_short_list_has_nothing_to_search_in(here, midwife):
    assert 'name="naam"' not in client_of(midwife).get(LIST).content.decode()
