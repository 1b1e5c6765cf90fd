"""The receipt of a consent: the exact text, how to stop, no name, and for nobody else."""

import re
from uuid import uuid4

import pytest
from tests.families.screens import client_of
from tests.families.test_consents import MONEY, begin, give

from kansrijk.families import commands_consent, consents, queries_consent
from kansrijk.trust.models import AuditRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(here, midwife, offered):
    return give(midwife, here, begin(midwife, here), offered["debt_help"], MONEY)


def path_of(consent) -> str:
    return f"/gezinnen/hier/toestemming/{consent}/briefje"


def words_of(page: str) -> str:
    """What stands in the middle of the page, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]))


@pytest.mark.req("CON-01", "templates/families/receipt.html")
def test_the_receipt_holds_the_text_as_it_was_told_with_version_and_hash(here, midwife, agreed):
    page = words_of(client_of(midwife).get(path_of(agreed)).content.decode())
    told = queries_consent.consent(midwife.actor, here, agreed).told
    for line in told.splitlines():
        assert line in page, line
    assert "Proef debt_help, Partij Proef" in page
    assert f"Tekst {consents.text_version()}." in page
    assert consents.digest(told).hex() in page
    assert "Vertel het aan Partij van anne." in page
    assert str(agreed) in page


@pytest.mark.req("LAW-06", "templates/families/receipt.html")
def test_no_person_is_named_on_the_receipt(midwife, agreed):
    page = client_of(midwife).get(path_of(agreed)).content.decode()
    assert "Kanarie" not in page
    assert "1994" not in page


@pytest.mark.req("CON-02", "templates/families/receipt.html")
def test_what_stopped_since_is_said_and_how_to_stop_only_while_it_holds(here, midwife, agreed):
    client = client_of(midwife)
    whole = words_of(client.get(path_of(agreed)).content.decode())
    assert "Wilt u stoppen?" in whole
    assert "Een deel is gestopt" not in whole
    stop = {"by": midwife.actor, "coalition": here, "consent": agreed}
    commands_consent.withdraw_consent(**stop, category="question")
    part = words_of(client.get(path_of(agreed)).content.decode())
    assert "Dit wordt niet meer gedeeld: waar u hulp bij wilt" in part
    commands_consent.withdraw_consent(**stop)
    over = words_of(client.get(path_of(agreed)).content.decode())
    assert "Dit geldt niet meer" in over
    assert "Wilt u stoppen?" not in over
    assert "Stop met delen" not in over


@pytest.mark.req("CON-01", "families.queries_consent.receipt")
def test_a_text_that_was_tampered_with_is_not_handed_over(midwife, agreed, monkeypatch):
    client = client_of(midwife)
    assert "niet zoals hij is verteld" not in client.get(path_of(agreed)).content.decode()
    monkeypatch.setattr(consents, "digest", lambda text: b"\0" * 32)
    assert "niet zoals hij is verteld" in client.get(path_of(agreed)).content.decode()


@pytest.mark.req("SEC-02", "unknown and foreign are one")
def test_a_stranger_finds_no_receipt(nurse, agreed):
    client = client_of(nurse)
    assert [client.get(path_of(one)).status_code for one in (agreed, uuid4())] == [404, 404]


@pytest.mark.req("AUD-01", "families.queries_consent.receipt")
def test_each_look_at_a_receipt_is_one_record(midwife, agreed):
    client = client_of(midwife)
    before = AuditRecord.objects.filter(event="consent read").count()
    client.get(path_of(agreed))
    assert AuditRecord.objects.filter(event="consent read").count() == before + 1
