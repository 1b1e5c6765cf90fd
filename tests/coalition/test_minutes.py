"""Agenda and minutes as a document: everything that the page says, tagged, for who may read the meeting."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.test import Client
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.paper import kinds, page_sizes, tagged, text_of
from tests.coalition.test_parties import HTML, add_party
from typer.testing import CliRunner

from kansrijk.cli.main import app
from kansrijk.coalition import commands
from kansrijk.coalition.commands import Task
from kansrijk.trust.models import Account

pytestmark = pytest.mark.django_db
TYPST = '#set page(fill: red) #image("/etc/passwd") $x$ = *dik* \\ // weg'


@pytest.fixture
def held(coordinator, coalition):
    """A meeting with a point, minutes, a decision that became an action, and who was there."""
    here, gone = (add_party(coordinator, coalition, name) for name in ("Praktijk Proef", "Bibliotheek Proef"))
    person = commands.add_person(by=coordinator, coalition=coalition.pk, party=here, name="Anne Proef")
    late = Task(title=f"Bellen {HTML}", party=gone, due_on=date(2026, 1, 2))
    commands.make_action(by=coordinator, coalition=coalition.pk, task=late)
    key = commands.plan_meeting(
        by=coordinator,
        coalition=coalition.pk,
        title=f"Kerngroep {TYPST}",
        held_on=date(2026, 1, 5),
        begins_at=time(9, 30),
        place="Zaal 1",
        points="Vroeg erbij\nEén loket",
    )
    commands.write_minutes(
        by=coordinator, meeting=key, minutes=f"Eerste deel.\nTweede regel.\n\n{TYPST}", present=[here], version=0
    )
    commands.decide(by=coordinator, meeting=key, text="Wij bellen terug.", owner=person, due_on=date(2026, 2, 1))
    return key


def pdf_of(client: Client, key) -> bytes:
    found = client.get(f"/coalitie/{SLUG}/overleg/{key}.pdf")
    assert found.status_code == 200
    assert found["Content-Type"] == "application/pdf"
    assert found["Content-Disposition"] == 'attachment; filename="overleg-2026-01-05.pdf"'
    return found.content


@pytest.mark.req("A11Y-07", "coalition/typst/minutes.typ")
def test_the_document_says_what_the_page_says_and_is_tagged(coordinator, held):
    content = pdf_of(client_of(coordinator), held)
    assert tagged(content)
    assert set(page_sizes(content)) == {(595, 842)}
    told = " ".join(text_of(content).split())
    for words in (
        "Maandag 5 januari 2026",
        "09:30",
        "Zaal 1",
        "Testcoalitie",
        "Vroeg erbij",
        "Eén loket",
        "Praktijk Proef",
        "Bibliotheek Proef",
        "Wij bellen terug.",
        "Anne Proef",
        "Eerste deel. Tweede regel.",
        "verslag versie 1",
    ):
        assert words in told, words
    assert told.index("Aanwezig") < told.index("Afwezig") < told.index("Agenda") < told.index("Besluiten")
    found = kinds(content)
    assert found.count("H1") == 1
    assert {"H2", "L", "LI", "Table", "TH", "TD"} <= set(found)


@pytest.mark.req("WEB-11", "words of a document are no markup")
def test_what_looks_like_markup_is_text(coordinator, held):
    told = " ".join(text_of(pdf_of(client_of(coordinator), held)).split())
    assert told.count('#set page(fill: red) #image("/etc/passwd") $x$ = *dik*') >= 2
    assert "// weg" in told
    assert HTML.split(">")[0] in told


def test_a_decision_says_who_does_it_and_by_which_day(coordinator, held):
    browser = client_of(coordinator)
    told = " ".join(text_of(pdf_of(browser, held)).split())
    assert "Anne Proef, 1 februari 2026" in told
    assert "Anne Proef, 1 februari 2026" in browser.get(f"/coalitie/{SLUG}/overleg/{held}").content.decode()


def test_a_long_address_breaks_and_stays_on_the_paper(coordinator, coalition):
    key = commands.plan_meeting(by=coordinator, coalition=coalition.pk, title="Straks", held_on=date(2026, 1, 5))
    address = "https://voorbeeld.invalid/" + "abcdefghij" * 30
    commands.write_minutes(by=coordinator, meeting=key, minutes=address, present=[], version=0)
    lines = text_of(pdf_of(client_of(coordinator), key)).replace("\u200b", "").splitlines()
    parts = [line for line in lines if "abcdefghij" in line]
    assert len(parts) > 2
    assert max(map(len, parts)) < 120
    assert address in "".join(part.strip() for part in lines)


def test_a_long_name_of_a_party_leaves_room_for_its_action(coordinator, coalition):
    party = add_party(
        coordinator, coalition, "Samenwerkingsverband Jeugdgezondheidszorgorganisaties Verloskundigen Proef"
    )
    late = Task(title="Lees https://voorbeeld.invalid/" + "abcdefghij" * 12, party=party, due_on=date(2026, 1, 2))
    commands.make_action(by=coordinator, coalition=coalition.pk, task=late)
    key = commands.plan_meeting(by=coordinator, coalition=coalition.pk, title="Straks", held_on=date(2026, 1, 5))
    content = pdf_of(client_of(coordinator), key)
    assert len(page_sizes(content)) == 1, "a letter on each line runs over the page"
    assert "Lees" in text_of(content)


def test_a_meeting_that_comes_has_an_agenda(coordinator, coalition):
    key = commands.plan_meeting(by=coordinator, coalition=coalition.pk, title="Straks", held_on=date(2026, 1, 5))
    told = text_of(pdf_of(client_of(coordinator), key))
    for words in ("Straks", "Er is nog niets besloten", "Nog geen verslag"):
        assert words in told, told
    assert "versie" not in told


@pytest.mark.req("SEC-02", "minutes are not found by a stranger")
def test_a_stranger_finds_no_document(coordinator, coalition, other, person, held):
    far = client_of(person("coordinator", other))
    for key in (held, uuid4()):
        assert far.get(f"/coalitie/{SLUG}/overleg/{key}.pdf").status_code == 404
    assert far.get(f"/coalitie/andere/overleg/{held}.pdf").status_code == 404
    assert Client().get(f"/coalitie/{SLUG}/overleg/{held}.pdf").status_code == 302
    assert f"/overleg/{held}.pdf" in client_of(coordinator).get(f"/coalitie/{SLUG}/overleg/{held}").content.decode()


def test_the_command_writes_the_same_document_and_refuses_a_stranger(
    coordinator, coalition, other, person, held, tmp_path
):
    file = tmp_path / "verslag.pdf"
    told = ["coalition", "minutes", SLUG, str(held), str(file)]
    far = Account.objects.get(pk=person("coordinator", other).account)
    refused = CliRunner().invoke(app, [*told, "--as", far.email])
    assert refused.exit_code != 0
    assert not file.exists()
    email = Account.objects.get(pk=coordinator.account).email
    done = CliRunner().invoke(app, [*told, "--as", email])
    assert done.exit_code == 0, done.output
    assert tagged(file.read_bytes())
    assert text_of(file.read_bytes()) == text_of(pdf_of(client_of(coordinator), held))
