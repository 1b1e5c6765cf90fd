"""The copy that a parent takes holds her referrals: in words and as a file, without what may not lie about."""

import json

import pytest
from django.utils import timezone
from tests.families import own
from tests.referrals.sending import Scene, send, step

from kansrijk.families import commands, copies, queries_copy
from kansrijk.referrals import queries_own_copy
from kansrijk.referrals.models import Event, Part, Referral, Word
from kansrijk.trust.compartment import within_own

pytestmark = pytest.mark.django_db
TEXTS = {
    "contact": "Kanarie Proef\nalleen na drie uur bellen",
    "question": "Hulp met brieven",
    "social": "schulden",
    "language": "Pools",
}


@pytest.fixture
def hers(scene, here):
    """A kept file with a referral that went some way, and her link."""
    commands.keep_file(by=scene.sender.actor, coalition=here, file=scene.file, agreed_on=timezone.localdate())
    made = send(scene, texts=TEXTS)
    step(scene, scene.receiver, made, "receive")
    step(scene, scene.receiver, made, "ask", words="wanneer past het?")
    step(scene, scene.sender, made, "answer", words="na de middag")
    return own.Given(scene.file, own.link(scene.sender, here, scene.file))


def both(found: own.Given) -> tuple[str, str]:
    client = own.browser(found)
    return own.words(client.get("/mijn/kopie/lezen")), client.get("/mijn/kopie/bestand").content.decode()


@pytest.mark.req("RGT-01", "referrals.queries_own_copy")
def test_every_column_that_is_told_stands_in_the_copy_and_no_ciphertext(hers):
    copy = queries_copy.own_copy(own.opened(hers))
    of_meetings = {"case_meeting", "participant", "meeting_task"}  # as well: test_case_meeting.py
    for one in (one for one in queries_own_copy.tables() if one.columns and one.table not in of_meetings):
        rows = copy.tables[one.table]
        assert rows, one.table
        assert all(set(row) == {copies.plain(column) for column in one.columns} for row in rows), one.table
    _page, file = both(hers)
    assert "gAAAA" not in file
    kept = json.loads(file)["kept"]
    assert [row["event"] for row in kept["event"]] == ["send", "receive", "ask", "answer"]
    assert [row["text"] for row in kept["word"]] == ["wanneer past het?", "na de middag"]
    assert kept["referral"][0]["receiver_organisation"] == "Partij van chris"


def test_the_copy_to_read_says_the_same_in_words(hers):
    page, _file = both(hers)
    for text in (
        "Hulp die voor u is gevraagd", "Wat is meegestuurd", "Wat ermee gebeurde", "Wat erbij is geschreven",
        "Partij van anne", "Partij van chris", "Hulp met brieven", "wanneer past het?", "na de middag",
        "stelde een vraag", "wie verwees",
    ):  # fmt: skip
        assert text in page, text
    for code in ("information_asked", "receive", "debt_help", "sent"):
        assert code not in page.split(), code


@pytest.mark.req("RGT-02", "referrals.data.own_copy")
def test_who_did_it_and_how_to_reach_her_safely_are_held_back(hers, scene):
    page, file = both(hers)
    for text in (page, file):
        assert "alleen na drie uur" not in text
        for account in (scene.sender.account, scene.receiver.account):
            assert str(account) not in text
        assert "chris" not in text.replace("Partij van chris", "")
    assert "Niet op papier, voor uw veiligheid" in page
    assert "event.account" in file, "what is held back is said"


@pytest.mark.req("RGT-02", "referrals, row security")
def test_nothing_of_anybody_else_comes_along(hers, scene, here):
    """Another mother of the same midwife at the same door; the queries forget to ask whose it is."""
    from tests.referrals.sending import file_of

    other = Scene(here, scene.sender, scene.receiver, scene.door, file_of(here, scene.sender))
    made = send(other, texts={**TEXTS, "question": "van een ander"})
    step(other, other.receiver, made, "receive")
    step(other, other.receiver, made, "ask", words="ook van een ander")
    page, file = both(hers)
    assert "van een ander" not in page + file
    with within_own(own.opened(hers), verb="export", kind="file"):
        counted = {model: model.objects.count() for model in (Referral, Part, Event, Word)}  # no join hides a row
    assert counted == {Referral: 1, Part: 4, Event: 4, Word: 2}
