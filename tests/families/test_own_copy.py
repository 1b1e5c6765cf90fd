"""A copy of what is kept of a person, for that person: everything, opened and in words, and nothing of anybody else."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from tests.families import own, people
from tests.families.screens import client_of
from tests.families.test_consents import MONEY, give
from tests.families.test_plan import planned
from tests.families.test_responses import CANARY as ANSWER
from tests.families.test_responses import answered
from tests.families.test_signals import CANARIES, written
from tests.families.test_weighing import weighed

from kansrijk.families import commands, commands_consent, commands_own, copies, queries, queries_copy, queries_signal
from kansrijk.families.consents import Given
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(here, midwife, colleague, offered):
    """A mother with something in every table, and her link."""
    signal = written(midwife, here)
    file = queries_signal.signal(midwife.actor, here, signal).file
    weighed(midwife, here, file=file)
    commands.change_file(
        by=midwife.actor,
        coalition=here,
        file=file,
        version=1,
        name=own.NAME,
        born_on=own.ADULT,
        address="Kanarielaan 9",
    )
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=timezone.localdate())
    answered(midwife, here, file)
    commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    planned(midwife, here, file)
    consent = give(midwife, here, file, offered["debt_help"], MONEY)
    commands_consent.withdraw_consent(by=midwife.actor, coalition=here, consent=consent, category="question")
    found = own.Given(file, own.link(midwife, here, file))
    commands_own.ask(by=own.opened(found), key=uuid4(), kind="correction", text="Kanarie-vraag")
    return found


def both(found: own.Given) -> tuple[str, str]:
    """The copy to read, and the file."""
    client = own.browser(found)
    return own.words(client.get("/mijn/kopie/lezen")), client.get("/mijn/kopie/bestand").content.decode()


@pytest.mark.req("RGT-01", "families.copies")
def test_it_is_decided_of_every_column_whether_the_copy_tells_it(compartment):
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema in ('families', 'referrals') order by 1"
        )
        there = set(cursor.fetchall())
    known = [*copies.tables(), *(told for room in copies.beside() for told in room.tables)]
    decided = [(one.table, column) for one in known for column in (*one.columns, *one.withheld)]
    assert len(decided) == len(set(decided)), "told and held back at once"
    assert set(decided) == there, "say in data/own_copy.yaml whether a person gets this, and why not"
    assert {code for one in copies.tables() for code in one.withheld.values()} == {"other_person", "safety", "inside"}
    nobodys = {"proposal_cell"}  # counts: no row of it is anybody's
    assert {one.table for one in copies.tables()} - nobodys == set(queries_copy.OF_HER)


@pytest.mark.req("RGT-01", "families.queries_copy.own_copy")
def test_every_column_that_is_told_stands_in_the_copy_and_no_ciphertext(full):
    copy = queries_copy.own_copy(own.opened(full))
    for one in copies.tables():
        if one.columns:
            rows = copy.tables[one.table]
            assert rows, one.table
            wanted = {copies.plain(column) for column in one.columns}
            assert all(set(row) == wanted for row in rows), one.table
    _page, file = both(full)
    assert "gAAAA" not in file
    said = (CANARIES["words"], own.NAME, "Kanarielaan 9", "Kanarie-vraag", "debt_help", "BS02", "1994-02-28")
    assert [text for text in said if text not in file] == []
    assert "no score" in file


@pytest.mark.req("RGT-01", "families.words_copy.lines")
def test_the_copy_to_read_says_the_same_in_words_without_codes(full):
    page, _file = both(full)
    for text in (
        own.NAME, "28 februari 1994", "Kanarielaan 9", CANARIES["words"], "Kanarie-vraag", "Pools",
        "Proef debt_help, Partij Proef", "naam, en hoe u bereikbaar bent", "besproken", "Partij van anne",
        ANSWER, "begon een signaal", "Wat gaat er goed op dit moment?",
        "Wat over u is opgeschreven", "Wat u samen woog", CANARIES["name"],
        "Er wordt geen score", "Hoe u die kreeg persoonlijk", "Er stond", "Wilt u hulp?",
    ):  # fmt: skip
        assert text in page, text
    for code in ("RMa02", "discussed", "kept", "care_together", "spoken", "from_16", "sealed", "r4u", "vulnerable"):
        assert not re.search(rf"\b{code}\b", page), code
    assert not re.search(r"\b\w \(\w\);", page), "a word was taken for a list"


@pytest.mark.req("RGT-02", "families.data.own_copy")
def test_what_is_held_back_is_in_neither_and_the_copy_says_why(here, midwife, offered, full):
    child = own.kept(midwife, here, part="child", born_on=timezone.localdate() - timedelta(5000), name="Kind Proef")
    given = Given(
        "money", ("contact",), ("self", "holders"), True, "spoken", "yes", by_whom="Kanarie-vader"
    )  # fmt: skip
    give(midwife, here, child, offered["debt_help"], given)
    of_child = own.Given(child, own.link(midwife, here, child, agreed=("self", "holders")))
    for text in (*both(full), *both(of_child)):
        for held in (CANARIES["contact"], "RS01", "huiselijk geweld", "Kanarie-vader", str(midwife.account)):
            assert held.lower() not in text.lower(), held
        assert not re.search(r"\b(anne|bo)\b", text.replace("Partij van anne", ""))
        assert "Dit gaat over iemand anders" in text
        assert "Voor uw veiligheid" in text


@pytest.mark.req("RGT-02", "families.queries_copy.own_copy")
def test_the_copy_of_a_child_holds_nothing_of_the_mother_and_not_where_it_lives(here, midwife, full):
    family = queries.file(midwife.actor, here, full.file).family
    young = timezone.localdate() - timedelta(5000)
    child = own.kept(midwife, here, part="child", born_on=young, name="Kind Proef", family=family)
    commands.change_file(
        by=midwife.actor,
        coalition=here,
        file=child,
        version=2,
        name="Kind Proef",
        born_on=young,
        address="Kanarielaan 9",
    )
    for text in both(own.Given(child, own.link(midwife, here, child, agreed=("self", "holders")))):
        assert "Kind Proef" in text
        for canary in (*CANARIES.values(), own.NAME, "Kanarie-vraag", "Kanarielaan", "Kanariestraat", "debt_help"):
            assert canary not in text, canary


@pytest.mark.req("RGT-01", "families.views_copy")
def test_a_copy_is_hers_alone_and_each_is_a_record(here, midwife, full):
    client = own.browser(full)
    before = AuditRecord.objects.filter(event="own copy taken").count()
    assert client.get("/mijn/kopie").status_code == 200
    assert AuditRecord.objects.filter(event="own copy taken").count() == before, "looking at the choice takes nothing"
    file = client.get("/mijn/kopie/bestand")
    assert file["Content-Disposition"] == 'attachment; filename="mijn-gegevens.json"'
    assert file["Cache-Control"] == "private, no-store"
    client.get("/mijn/kopie/lezen")
    taken = AuditRecord.objects.filter(event="own copy taken")
    assert taken.count() == before + 2
    assert {(one.roles, one.action, one.object_reference) for one in taken} == {("parent", "E", str(full.file))}
    for who in (client_of(midwife), own.browser(own.given(midwife, here, name="Ander Proef"))):
        for path in ("/mijn/kopie/lezen", "/mijn/kopie/bestand"):
            assert "Kanarie-vraag" not in who.get(path).content.decode()
    with pytest.raises(Denied):
        queries_copy.own_copy(midwife.actor)
    client.post("/mijn/sluiten")
    assert client.get("/mijn/kopie/bestand").status_code == 404
    people.coalition("daar")
