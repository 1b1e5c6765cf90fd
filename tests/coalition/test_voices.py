"""Voices: who reads along sees what lies before readers and nothing else; what changed because of them is kept."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_agreements import make

from kansrijk.coalition import commands, queries
from kansrijk.coalition.commands import Task, ToRead
from kansrijk.coalition.models import Comment, OfferedText
from kansrijk.coalition.queries.voices import changes, public_changes, texts_to_read, voices_waiting
from kansrijk.core.faults import BadInput
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
AT = f"/coalitie/{SLUG}/meelezen"


@pytest.fixture
def reader(person, coalition):
    """An expert by experience."""
    return person("ervaringsdeskundige", coalition)


@pytest.fixture
def letter(coordinator, coalition):
    """A letter to parents that lies before readers."""
    to_read = ToRead("Brief aan ouders", "Beste ouder, wij continueren de zorg.", "Is dit te begrijpen?")
    return commands.offer_text(by=coordinator, coalition=coalition.pk, to_read=to_read)


def test_from_a_text_to_what_changed(coordinator, coalition, reader):
    desk, browser = client_of(coordinator), client_of(reader)
    assert "Er ligt nog niets bij meelezers" in desk.get(AT).content.decode()
    sent = {"title": "Brief aan ouders", "text": "Wij continueren de zorg.", "question": "Begrijpt u dit?"}
    for _ in range(2):
        assert desk.post(f"{AT}/nieuw", sent).status_code == 302
    offered = OfferedText.objects.get()
    assert "Brief aan ouders" in browser.get("/vandaag").content.decode()
    page = browser.get(f"{AT}/{offered.pk}").content.decode()
    assert "Begrijpt u dit?" in page
    for _ in range(2):
        assert browser.post(f"{AT}/{offered.pk}", {"comment": "Continueren snap ik niet."}).status_code == 302
    said = Comment.objects.get()
    assert "Brief aan ouders" not in browser.get("/vandaag").content.decode(), "said something: nothing waits"
    assert "reacties zonder antwoord" in desk.get("/vandaag").content.decode()
    answer = {"answer": "U heeft gelijk.", "changed": "Er staat nu: wij gaan door."}
    assert desk.post(f"{AT}/reactie/{said.pk}", answer).status_code == 302
    for client in (desk, browser):
        assert "Er staat nu: wij gaan door." in client.get(AT).content.decode()
        assert "U heeft gelijk." in client.get(f"{AT}/{offered.pk}").content.decode()
    assert "reacties zonder antwoord" not in desk.get("/vandaag").content.decode()
    assert AuditRecord.objects.filter(event__in=["comment written", "comment answered"]).count() == 2


def test_a_reader_sees_what_lies_before_readers_and_nothing_else(coordinator, coalition, reader, letter):
    secret = make(coordinator, coalition, title="Geheime afspraak")
    browser = client_of(reader)
    assert browser.get(f"/coalitie/{SLUG}").headers["Location"] == AT
    page = browser.get(AT).content.decode()
    assert "Brief aan ouders" in page
    assert "Geheime" not in page
    assert f'href="/coalitie/{SLUG}/afspraken"' not in page, "no doors that stay shut"
    shut = (
        "afspraken",
        f"afspraken/{secret}",
        "acties",
        "overleg",
        "partijen",
        "wie-is-wie",
        "doelen",
        "plan",
        "begroting",
    )
    assert {browser.get(f"/coalitie/{SLUG}/{one}").status_code for one in shut} == {404}
    assert browser.get(f"{AT}/nieuw").status_code == 404
    assert browser.post(f"{AT}/{letter}/sluiten").status_code == 404
    with pytest.raises(Denied):
        queries.agreements(reader, coalition.pk)


def test_who_is_elsewhere_or_nowhere_finds_nothing(letter, person, other):
    stranger = client_of(person("ervaringsdeskundige", other))
    assert stranger.get(AT).status_code == 404
    assert stranger.get(f"/coalitie/andere/meelezen/{letter}").status_code == 404
    assert stranger.post(f"/coalitie/andere/meelezen/{letter}", {"comment": "x"}).status_code == 404
    assert Client().get(f"{AT}/{letter}").status_code in {302, 404}
    assert not Comment.objects.exists()


def test_what_was_read_stays_what_was_read(coordinator, coalition, reader):
    key = make(coordinator, coalition, title="Ouders lezen mee", text="Wij vragen ouders eerst.")
    to_read = ToRead("Ouders lezen mee", agreement=key)
    offered = commands.offer_text(by=coordinator, coalition=coalition.pk, to_read=to_read)
    commands.write_text(by=coordinator, agreement=key, text="Wij vragen ouders later.", based_on=1)
    page = client_of(reader).get(f"{AT}/{offered}").content.decode()
    assert "Wij vragen ouders eerst." in page
    assert f"/afspraken/{key}" not in page, "a reader is led nowhere else"
    assert "versie 1 van de afspraak" in client_of(coordinator).get(f"{AT}/{offered}").content.decode()


def test_an_own_comment_is_taken_back_until_it_is_answered(coordinator, coalition, reader, person, letter):
    first = commands.comment_on(by=reader, text=letter, comment="Te lang.")
    second = commands.comment_on(by=reader, text=letter, comment="Te veel woorden.")
    neighbour = person("ervaringsdeskundige", coalition, email="tweede@voorbeeld.invalid")
    told = client_of(neighbour).post(f"{AT}/reactie/{first}/weghalen", follow=True).content.decode()
    assert "Deze reactie is van iemand anders" in told
    assert Comment.objects.count() == 2, "somebody else's stays"
    assert client_of(reader).post(f"{AT}/reactie/{first}/weghalen").status_code == 302
    assert list(Comment.objects.values_list("pk", flat=True)) == [second]
    commands.answer_comment(by=coordinator, comment=second, answer="Dank u.")
    with pytest.raises(BadInput):
        commands.take_back_comment(by=reader, comment=second)


def test_a_closed_text_or_one_whose_day_is_over_takes_no_comment(coordinator, coalition, reader, letter):
    commands.close_text(by=coordinator, text=letter)
    with pytest.raises(BadInput):
        commands.comment_on(by=reader, text=letter, comment="Nog iets.")
    assert not texts_to_read(reader, coalition.pk)[0].is_open
    assert voices_waiting(reader) == []
    assert "Verstuur" not in client_of(reader).get(f"{AT}/{letter}").content.decode()


def test_the_public_page_tells_what_changed_where_that_was_chosen_and_never_who(coordinator, coalition, reader, letter):
    for number, is_public in enumerate((True, False)):
        comment = commands.comment_on(by=reader, text=letter, comment=f"Anders {number}")
        answer = {"answer": "Ja.", "changed": f"Wijziging {number}", "is_public": is_public}
        commands.answer_comment(by=coordinator, comment=comment, **answer)
    assert len(changes(reader, coalition.pk)) == 2
    assert [one.changed for one in public_changes(coalition.pk)] == ["Wijziging 0"]
    commands.set_public_page(by=coordinator, coalition=coalition.pk, about="Wij", blocks=["about"])
    commands.publish_page(by=coordinator, coalition=coalition.pk)
    assert "Wijziging 0" not in Client().get(f"/coalitie/{SLUG}").content.decode(), "not chosen, not there"
    commands.set_public_page(by=coordinator, coalition=coalition.pk, about="Wij", blocks=["about", "voices"])
    page = Client().get(f"/coalitie/{SLUG}").content.decode()
    assert "Wijziging 0" in page
    assert "Wijziging 1" not in page
    assert "ervaringsdeskundige testcoalitie" not in page
    told = Client().get(f"/api/v1/coalitions/{SLUG}/page").json()["voices"]
    assert [one["changed"] for one in told] == ["Wijziging 0"]


def test_nothing_changed_cannot_be_public_and_a_service_number_is_no_comment(coordinator, reader, letter):
    comment = commands.comment_on(by=reader, text=letter, comment="Goed zo.")
    with pytest.raises(BadInput):
        commands.answer_comment(by=coordinator, comment=comment, answer="Dank u.", is_public=True)
    with pytest.raises(BadInput):
        commands.comment_on(by=reader, text=letter, comment="Mijn nummer is 111222333.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment).update(is_public=True)


def test_html_in_every_field_is_text(coordinator, coalition, reader):
    evil = "<script>alert(1)</script>"
    offered = commands.offer_text(by=coordinator, coalition=coalition.pk, to_read=ToRead(evil, evil, evil))
    comment = commands.comment_on(by=reader, text=offered, comment=evil)
    commands.answer_comment(by=coordinator, comment=comment, answer=evil, changed=evil)
    for path in (AT, f"{AT}/{offered}", f"{AT}/reactie/{comment}", "/vandaag"):
        assert "<script>alert" not in client_of(coordinator).get(path).content.decode()


def test_the_list_asks_the_same_number_of_questions_of_one_and_of_twenty(
    coordinator, coalition, reader, django_assert_num_queries
):
    for number in range(20):
        to_read = ToRead(f"Tekst {number}", "Tekst.")
        offered = commands.offer_text(by=coordinator, coalition=coalition.pk, to_read=to_read)
        commands.comment_on(by=reader, text=offered, comment="Goed.")
    with django_assert_num_queries(1):
        assert len(texts_to_read(reader, coalition.pk)) == 20


def test_the_plan_is_laid_before_readers_as_it_stands_and_without_a_name_of_anybody(coordinator, coalition, reader):
    key = coalition.pk
    commands.set_profile(
        by=coordinator, coalition=key, ambition="Ieder kind een goede start.", end_age=4, began_on=None, areas=""
    )
    commands.add_goal(by=coordinator, coalition=key, text="Eerder hulp bij geldzorgen", phase="during")
    party = commands.add_party(
        by=coordinator, coalition=key, name="Kraamzorg Proef", kind="kraamzorg", joined_on=date(2025, 1, 1)
    )
    owner = commands.add_person(by=coordinator, coalition=key, party=party, name="Anne Geheim")
    about = Task(title="Folder maken", party=party, owner=owner, due_on=date(2026, 5, 3))
    commands.make_action(by=coordinator, coalition=key, task=about)
    desk = client_of(coordinator)
    assert f"{AT}/nieuw?afspraak=plan" in desk.get(f"/coalitie/{SLUG}/plan").content.decode()
    assert 'value="Ons plan"' in desk.get(f"{AT}/nieuw?afspraak=plan").content.decode()
    assert desk.post(f"{AT}/nieuw", {"title": "Ons plan", "agreement": "plan"}).status_code == 302
    offered = OfferedText.objects.get()
    assert (offered.about, offered.agreement_id) == ("plan", None)
    page = client_of(reader).get(f"{AT}/{offered.pk}").content.decode()
    for words in ("Ieder kind een goede start.", "Eerder hulp bij geldzorgen", "Folder maken", "3 mei 2026"):
        assert words in page
    assert "Kraamzorg Proef" in page, "an organisation is named"
    assert "Anne Geheim" not in page
    commands.add_goal(by=coordinator, coalition=key, text="Later bedacht", phase="after")
    assert "Later bedacht" not in client_of(reader).get(f"{AT}/{offered.pk}").content.decode(), "what was read stays"
    assert "Ons plan" in desk.get(f"/coalitie/{SLUG}/plan").content.decode()


def test_a_plan_of_which_nothing_is_written_is_not_laid_before_anybody(coordinator, coalition):
    answer = client_of(coordinator).post(f"{AT}/nieuw", {"title": "Ons plan", "agreement": "plan"})
    assert answer.status_code == 422
    assert not OfferedText.objects.exists()
