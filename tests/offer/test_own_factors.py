"""Factors that a coalition adds: on screen and by command, beside the shipped ones and never in their place."""

import json

import pytest
from tests.coalition.conftest import client_of
from typer.testing import CliRunner

from kansrijk.cli.main import app
from kansrijk.offer import commands, queries, vocabulary
from kansrijk.offer.models import OwnFactor

pytestmark = pytest.mark.django_db
SENT = {"code": "E01", "nl": "Ver van een halte", "side": "risk", "domain": "material", "phases": ["during", "after"]}


AT = "/coalitie/verzonnen/sociale-kaart/factoren"


def test_a_factor_is_added_on_screen_and_can_be_chosen_for_help(here):
    browser = client_of(here.coordinator)
    assert AT in browser.get(AT.removesuffix("/factoren")).content.decode()
    assert browser.post(AT, SENT)["Location"] == AT
    assert "Ver van een halte" in browser.get(AT).content.decode()
    assert "Ver van een halte" in browser.get(AT.replace("factoren", "nieuw")).content.decode()
    found = queries.factors(here.coordinator, here.coalition)
    assert (found["E01"].name("nl"), len(found)) == ("Ver van een halte", len(vocabulary.factors()) + 1)


def test_both_names_of_a_factor_stand_on_its_screen(here):
    browser = client_of(here.coordinator)
    browser.post(AT, {**SENT, "en": "Far from a stop"})
    browser.post(AT, {**SENT, "code": "E02", "nl": "Geen fiets"})
    page = browser.get(AT).content.decode()
    assert '<span lang="nl">Ver van een halte</span> (<span lang="en">Far from a stop</span>)' in page
    assert '<span lang="nl">Geen fiets</span><br>' in page, "a name that is not there is not said"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "RS01"}, "E01 tot E99"),
        ({"code": "E1"}, "E01 tot E99"),
        ({"nl": "<b>vet</b>"}, "120 tekens"),
        ({"nl": "x" * 121}, "120"),
        ({"phases": []}, "verplicht"),
        ({"domain": "weer"}, "weer"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_keeps_what_was_typed(here, wrong, said):
    answer = client_of(here.coordinator).post(AT, {**SENT, "en": "Far from a stop", **wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "Far from a stop" in page
    assert not OwnFactor.objects.exists()


def test_a_code_never_gets_another_meaning(here):
    browser = client_of(here.coordinator)
    browser.post(AT, SENT)
    assert browser.post(AT, {**SENT, "nl": "Iets anders"}).status_code == 422
    assert OwnFactor.objects.get().nl == "Ver van een halte"


def test_a_stranger_and_who_does_not_keep_the_directory_find_nothing(here, client):
    assert client.get(AT).status_code in {302, 404}
    for who in (here.midwife, here.stranger):
        assert client_of(who).get(AT).status_code == client_of(who).post(AT, SENT).status_code == 404
    assert not OwnFactor.objects.exists()


def test_on_the_command_line_too(here):
    sent = ["offer", "factor", "E02", "Geen lift", "--coalition", "verzonnen", "--domain", "material"]
    sent += ["--phase", "during", "--side", "risk", "--as", "kim@voorbeeld.invalid", "--json"]
    told = CliRunner().invoke(app, sent)
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["code"] == "E02"
    again = CliRunner().invoke(app, sent)
    assert again.exit_code == 1
    assert json.loads(again.stdout)["error"]["field"] == "code"
    assert OwnFactor.objects.count() == 1


def test_the_command_refuses_a_name_that_no_column_holds(here):
    from kansrijk.core.faults import BadInput

    for name in ("x" * 121, "<i>x</i>", " "):
        with pytest.raises(BadInput):
            commands.add_own_factor(by=here.coordinator, coalition=here.coalition, **{**SENT, "nl": name})
