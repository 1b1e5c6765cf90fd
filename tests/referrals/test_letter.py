"""A referral as a letter: what consent holds for today, nothing that never stands on paper; no file names anybody."""

import pytest
from tests.coalition.paper import tagged, text_of
from tests.families import own
from tests.families.screens import client_of
from tests.referrals import by_link
from tests.referrals.sending import TEXTS, send, step

from kansrijk.core.faults import BadInput
from kansrijk.families import commands_consent
from kansrijk.referrals import letter, queries_receiver
from kansrijk.referrals.models import Referral
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord

pytestmark = pytest.mark.django_db
TYPST = '#set page(fill: red) #image("/etc/passwd") $x$ = *dik* \\ // weg'


@pytest.fixture
def sent(scene):
    """At a door without a desk; a text that would be markup in a document."""
    at = by_link.without_desk(scene)
    return at, by_link.handed_over(at, texts={**TEXTS, "question": f"Hulp met brieven\n{TYPST}"})


@pytest.mark.req("A11Y-07", "referrals/typst/letter.typ")
def test_the_document_says_what_the_page_says_and_is_tagged(sent):
    at, made = sent
    client = client_of(at.sender)
    file = client.get(f"/verwijzingen/hier/{made}/brief.pdf")
    assert (file["Content-Type"], file["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert file["Content-Disposition"] == 'attachment; filename="brief.pdf"', "no name in a file name"
    assert tagged(file.content)
    told = " ".join(text_of(file.content).split())
    page = own.words(client.get(f"/verwijzingen/hier/{made}/brief"))
    for text in (
        "Zonder balie",
        "anne, Partij van anne",
        "Kanarie Proef",
        "0600000001",
        "Hulp met brieven",
        "schulden",
    ):
        assert text in told, text
        assert text in page, text
    assert 'image("/etc/passwd")' in told
    records = AuditRecord.objects.filter(event="referral letter made")
    assert records.count() == 2
    assert all(str(at.file) in str(one.detail) for one in records)


@pytest.mark.req("CON-02", "referrals.queries_receiver.letter")
def test_what_was_stopped_is_not_printed_and_nothing_once_it_is_over(sent):
    at, made = sent
    with within(at.sender.actor, at.here, verb="read", kind="referral"):
        consent = Referral.objects.get(pk=made).consent_id
    where = {"by": at.sender.actor, "coalition": at.here, "consent": consent}
    commands_consent.withdraw_consent(category="social", **where)
    found = queries_receiver.letter(at.sender.actor, at.here, made)
    assert set(dict(found.parts)) == {"contact", "question", "language"}
    step(at, at.sender, made, "recall")
    with pytest.raises(BadInput):
        queries_receiver.letter(at.sender.actor, at.here, made)
    client = client_of(at.sender)
    for path in ("brief", "brief.pdf"):
        answer = client.get(f"/verwijzingen/hier/{made}/{path}", follow=True)
        assert "Er is niets meer over te dragen" in answer.content.decode()


@pytest.mark.req("LAW-06", "referrals.queries_receiver.NEVER_ON_PAPER")
def test_what_is_guarded_is_named_by_no_letter(sent, monkeypatch):
    """Sent with consent to somebody who may know it, it still stands on no paper, that there is something neither."""
    at, made = sent
    monkeypatch.setattr(queries_receiver, "NEVER_ON_PAPER", ("social",))  # a kind that this consent names
    found = queries_receiver.letter(at.sender.actor, at.here, made)
    assert "social" not in dict(found.parts)
    assert found.has_more
    assert "nooit op papier" not in str(letter.document(found))
    page = client_of(at.sender).get(f"/verwijzingen/hier/{made}/brief").content.decode()
    paper, beside = page.split("Voor u, niet op papier")
    assert "nooit op papier" not in paper
    assert "nooit op papier" in beside
    monkeypatch.undo()
    assert queries_receiver.NEVER_ON_PAPER == ("guarded",)


def test_it_says_what_may_be_told_back(scene):
    at = by_link.without_desk(scene)
    told = letter.document(queries_receiver.letter(at.sender.actor, at.here, by_link.handed_over(at)))
    assert "mag later vertellen" in told["answer"]
    silent = by_link.handed_over(at, "contact", "question")
    told = letter.document(queries_receiver.letter(at.sender.actor, at.here, silent))
    assert "Vertel niet" in told["answer"]


def test_who_sent_to_a_desk_prints_a_letter_too(scene):
    made = send(scene)
    assert client_of(scene.sender).get(f"/verwijzingen/hier/{made}/brief").status_code == 200
