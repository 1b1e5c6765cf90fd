"""Taking a colleague into a file on screen: who is offered, what each sees, and how it ends."""

from uuid import uuid4

import pytest
from django.utils import timezone
from tests.families import people
from tests.families.screens import client_of
from tests.families.test_signals import written

from kansrijk.families import commands, queries_colleagues, queries_signal
from kansrijk.families.models import Involvement
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(here, midwife):
    return queries_signal.signal(midwife.actor, here, written(midwife, here)).file


@pytest.fixture
def kept(here, midwife, proposed):
    commands.keep_file(by=midwife.actor, coalition=here, file=proposed, agreed_on=timezone.localdate())
    return proposed


def take(who, file, account):
    return client_of(who).post(f"/gezinnen/hier/{file}/collega", {"account": str(account)})


def page(who, file) -> str:
    return client_of(who).get(f"/gezinnen/hier/{file}").content.decode()


def own_part(who, here, file):
    with within(who.actor, here, verb="read", kind="involvement"):
        return Involvement.objects.get(person=file, ends_at=None).pk


@pytest.mark.req("SEC-02", "only colleagues who may are offered")
def test_only_colleagues_of_the_own_organisation_with_a_task_are_offered(here, midwife, colleague, nurse, kept):
    people.somebody("coordinator", here, name="eva", organisation=midwife.organisation)
    offered = queries_colleagues.choice(midwife.actor, here, kept).colleagues
    assert offered == [(colleague.account, "bo")]
    for account in (nurse.account, midwife.account, uuid4()):
        assert take(midwife, kept, account).status_code == 422
    assert "Geen collega ziet dit dossier" in page(midwife, kept)


def test_a_colleague_who_was_taken_in_sees_the_file_and_ends_the_own_part(here, midwife, colleague, kept):
    assert client_of(colleague).get(f"/gezinnen/hier/{kept}").status_code == 404
    assert take(midwife, kept, colleague.account).status_code == 302
    assert take(midwife, kept, colleague.account).status_code == 422, "once is enough"
    assert "bo eruit halen" in page(midwife, kept)
    seen = page(colleague, kept)
    assert "Stop met dit dossier" in seen
    assert "Collega erbij halen" not in seen
    assert client_of(colleague).get(f"/gezinnen/hier/{kept}/collega").status_code == 404
    ended = client_of(colleague).post(f"/gezinnen/hier/collega/{own_part(colleague, here, kept)}/stoppen")
    assert (ended.status_code, ended["Location"]) == (302, "/gezinnen/hier")
    assert client_of(colleague).get(f"/gezinnen/hier/{kept}").status_code == 404


@pytest.mark.req("SEC-07", "what ends bites at once")
def test_whoever_took_in_ends_it_and_the_file_is_gone_at_once(here, midwife, colleague, kept):
    take(midwife, kept, colleague.account)
    part = own_part(midwife, here, kept)
    before = AuditRecord.objects.filter(event="colleague let go").count()
    for _ in range(2):
        ended = client_of(midwife).post(f"/gezinnen/hier/collega/{part}/stoppen")
        assert (ended.status_code, ended["Location"]) == (302, f"/gezinnen/hier/{kept}"), "a double click is one"
    assert AuditRecord.objects.filter(event="colleague let go").count() == before + 1
    assert client_of(colleague).get(f"/gezinnen/hier/{kept}").status_code == 404
    assert "Geen collega ziet dit dossier" in page(midwife, kept)


@pytest.mark.req("SEC-02", "a part is not found by a stranger")
def test_a_stranger_takes_nobody_in_and_ends_nothing(here, midwife, colleague, nurse, kept):
    take(midwife, kept, colleague.account)
    part = own_part(midwife, here, kept)
    for number in (part, uuid4()):
        assert client_of(nurse).post(f"/gezinnen/hier/collega/{number}/stoppen").status_code == 404
    for file in (kept, uuid4()):
        assert client_of(nurse).get(f"/gezinnen/hier/{file}/collega").status_code == 404
        assert take(nurse, file, nurse.account).status_code == 404
    assert client_of(colleague).get(f"/gezinnen/hier/{kept}").status_code == 200


def test_a_proposal_says_that_it_is_kept_first(here, midwife, colleague, proposed):
    told = client_of(midwife).get(f"/gezinnen/hier/{proposed}/collega").content.decode()
    assert "Bewaar eerst het dossier" in told
    assert "<select" not in told
    assert take(midwife, proposed, colleague.account).status_code == 422
    assert "Collega erbij halen" not in page(midwife, proposed)
    client_of(midwife).get(f"/gezinnen/hier/{proposed}")
    assert AuditRecord.objects.latest("id").event != "colleagues listed", "nothing was shown of it"


@pytest.mark.req("AUD-01", "who is in a file")
def test_looking_at_who_is_in_a_file_is_written_down(here, midwife, kept):
    for look in (queries_colleagues.parts, queries_colleagues.choice):
        before = AuditRecord.objects.count()
        look(midwife.actor, here, kept)
        assert AuditRecord.objects.count() == before + 1
        newest = AuditRecord.objects.latest("id")
        assert (newest.event, newest.data_class, newest.object_reference) == ("colleagues listed", "D4", str(kept))
