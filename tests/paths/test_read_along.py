"""A care path is read by experts by experience: in words, as it was when it was laid before them."""

import re
from datetime import date

import pytest
from tests.coalition.conftest import SLUG, client_of
from tests.paths.own import change, publish

from kansrijk.coalition import commands
from kansrijk.coalition.models import OfferedText
from kansrijk.core.faults import BadInput
from kansrijk.paths import shipped
from kansrijk.paths.commands import start_path
from kansrijk.paths.commands_voices import let_read
from kansrijk.paths.telling import path_in_words
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
PATH = "geld-en-schulden"
OWN = f"/coalitie/{SLUG}/paden/{PATH}"
READ = f"/coalitie/{SLUG}/meelezen"


@pytest.fixture
def reader(person, coalition):
    return person("ervaringsdeskundige", coalition)


@pytest.fixture
def begun(coordinator, coalition):
    start_path(by=coordinator, coalition=coalition.pk, template=PATH)
    return coalition.pk


@pytest.mark.parametrize("name", list(shipped.templates()))
def test_every_step_of_a_path_is_told_in_words(name):
    path = shipped.templates()[name]
    told = path_in_words(path)
    for step in path.steps:
        assert step.name in told
        assert step.does in told
    assert path.parents in told
    assert len(told) < 20_000, "what may lie before readers"


def test_from_a_concept_to_what_changed_because_of_a_reader(begun, coordinator, reader):
    desk, browser = client_of(coordinator), client_of(reader)
    assert f"{OWN}/meelezen" in desk.get(OWN).content.decode()
    assert "Kiezen of zij hulp willen" in desk.get(f"{OWN}/meelezen").content.decode()
    for _ in range(2):
        at = desk.post(f"{OWN}/meelezen", {"question": "Past dit bij u?"})["Location"]
    offered = OfferedText.objects.get()
    assert at == f"{READ}/{offered.pk}"
    assert (offered.about, offered.number) == (f"path:{PATH}", 1)
    page = browser.get(at).content.decode()
    assert "Past dit bij u?" in page
    assert "Kiezen of zij hulp willen" in page
    assert OWN not in page, "a concept stays shut"
    assert browser.get(OWN).status_code == 404
    assert browser.post(at, {"comment": "Wij weten niet wie ons belt."}).status_code == 302
    said = offered.comments.get().pk
    answer = {"answer": "Dat zetten wij erbij.", "changed": "De naam van wie belt staat in het pad."}
    commands.answer_comment(by=coordinator, comment=said, **answer)
    assert "De naam van wie belt staat in het pad." in browser.get(at).content.decode()
    own = re.sub(r"\s+", " ", desk.get(OWN).content.decode())
    assert at in own
    assert "er veranderde iets: 1" in own
    change(begun, PATH, first_talk="Iets heel anders.")
    assert "Iets heel anders." not in browser.get(at).content.decode(), "what was read stays what was read"


def test_laid_before_readers_again_the_new_question_and_day_count_and_the_text_stays(begun, coordinator):
    day = date(2099, 1, 1)
    first = let_read(by=coordinator, coalition=begun, slug=PATH, question="Past dit bij u?")
    read_so_far = OfferedText.objects.get().text
    change(begun, PATH, step="contact", does="Belt of komt langs.")
    assert let_read(by=coordinator, coalition=begun, slug=PATH, question="Is dit te snel?", until=day) == first
    let_read(by=coordinator, coalition=begun, slug=PATH)
    kept = OfferedText.objects.get()
    assert (kept.question, kept.until, kept.text) == ("Is dit te snel?", day, read_so_far)
    assert AuditRecord.objects.filter(event="text laid before readers").count() == 2


def test_a_reader_goes_on_to_a_published_path_and_a_visitor_sees_no_voices(coordinator, coalition, reader, client):
    publish(coalition.pk, PATH)
    at = client_of(coordinator).post(f"{OWN}/meelezen", {})["Location"]
    assert OWN in client_of(reader).get(at).content.decode()
    assert client_of(reader).get(OWN).status_code == 200
    assert at not in client.get(OWN).content.decode()


@pytest.mark.req("SEC-11", "commands_voices.let_read")
def test_only_who_lays_texts_before_readers_lays_a_path(begun, coordinator, coalition, other, person, reader):
    for who in (reader, person("wethouder", coalition), person("coordinator", other, email="vreemd@voorbeeld.invalid")):
        browser = client_of(who)
        assert browser.get(f"{OWN}/meelezen").status_code == browser.post(f"{OWN}/meelezen", {}).status_code == 404
        with pytest.raises(Denied):
            let_read(by=who, coalition=begun, slug=PATH)
    with pytest.raises(Denied):
        let_read(by=coordinator, coalition=begun, slug="bestaat-niet")
    assert not OfferedText.objects.exists()


@pytest.mark.parametrize("until", ["2020-01-01", "morgen"])
def test_a_day_that_cannot_be_is_one_sentence_and_nothing_is_laid(begun, coordinator, until):
    answer = client_of(coordinator).post(f"{OWN}/meelezen", {"until": until})
    assert answer.status_code == 422
    assert not OfferedText.objects.exists()
    with pytest.raises(BadInput):
        let_read(by=coordinator, coalition=begun, slug=PATH, until=date(2020, 1, 1))
