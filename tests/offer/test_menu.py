"""The menu: 48 interventions, each fact with source and day; filters, a page each, side by side."""

import json
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kansrijk.cli.main import app
from kansrijk.offer import menu, vocabulary

FACTS = ("target", "purpose", "provider", "format", "cost", "note")


def test_48_interventions_that_name_only_what_exists():
    every = menu.interventions()
    assert len(every) == 48
    for one in every.values():
        assert set(one.phases) <= set(vocabulary.phases()), one.id
        assert set(one.factors) <= set(vocabulary.factors()), one.id
        assert one.kind in vocabulary.kinds(), one.id
        assert not one.goes_with or one.goes_with in vocabulary.kinds()


def test_every_fact_says_where_it_comes_from_and_when():
    for one in menu.interventions().values():
        for found in [getattr(one, name) for name in FACTS] + [one.recognition]:
            if found is not None:
                assert found.source in menu.sources(), one.id
                assert found.looked_up <= date(2026, 11, 25)
    costs = [one for one in menu.interventions().values() if one.cost]
    assert costs
    assert all(one.cost.source != "own" for one in costs), "no cost without a source of others"
    assert all(one.recognition.source != "own" for one in menu.interventions().values() if one.recognition)


def test_a_recognition_is_asked_about_after_five_years():
    known = menu.interventions()["voorzorg"].recognition
    assert known.state(date(2026, 9, 29)) == "valid"
    assert known.state(date(2026, 9, 30)) == "expired"
    assert menu.interventions()["boekstart"].recognition.state(date(2022, 2, 28)) == "valid"
    assert menu.interventions()["home-start"].recognition.state(date(2026, 1, 1)) == "undated"


def test_the_legal_task_and_what_goes_with_nu_niet_zwanger():
    assert [one.id for one in menu.interventions().values() if one.is_legal_task] == ["prenataal-huisbezoek"]
    assert menu.interventions()["nu-niet-zwanger"].goes_with == "contraception_provision"


def ids(**asked) -> set[str]:
    return {one.id for one in menu.chosen(**asked)}


def test_each_intervention_is_in_the_groups_that_its_source_names():
    """Who, where the source says so; each group has somebody in it, and each of its words is said by a source."""
    texts = [f"{one.name} {one.target.nl}" for one in menu.interventions().values()]
    for code, group in menu.target_groups().items():
        assert ids(group=code), code
        assert all(any(replace(group, words=(word,)).is_said_in(text) for text in texts) for word in group.words), code
        assert group.about in {"who", "situation"}
    assert all(one.groups for one in menu.interventions().values())
    assert len({one.groups for one in menu.interventions().values()}) > 20
    assert ids(group="smoking") == {"rookvrije-start", "rookvrije-ouders"}
    assert ids(group="first_child") == {"voorzorg", "moeders-informeren-moeders"}
    assert ids(group="wish_for_child") == {"nu-niet-zwanger", "pop-poli", "preconceptie"}
    assert ids(group="pregnant", phase="after") >= {"veilige-start", "connect2grow"}
    assert "voorzorg" not in ids(group="pregnant"), "its source names a first child"


@given(st.text(max_size=30), st.sampled_from(list(menu.target_groups())), st.sampled_from(list(vocabulary.phases())))
def test_every_choice_narrows_and_none_adds(text, group, phase):
    assert ids(text=text, group=group, phase=phase) == ids(text=text) & ids(group=group) & ids(phase=phase)


def test_no_group_is_an_origin_a_nationality_or_a_religion():
    named = "herkomst nationaliteit land migrant vluchteling nieuwkomer statushouder geloof moslim allochto buitenland"
    for group in menu.target_groups().values():
        said = " ".join([group.nl, *group.words]).casefold()
        assert not [word for word in named.split() if word in said], group.code


def test_the_command_shows_what_fits_and_says_what_can_be_chosen():
    def run(*words: str):
        return CliRunner().invoke(app, ["offer", "menu", *words, "--json"])

    found = json.loads(run("--group", "pregnant", "--phase", "during").stdout)["interventions"]
    assert {one["id"] for one in found} == ids(group="pregnant", phase="during")
    assert all("pregnant" in one["groups"] for one in found)
    wrong = run("--group", "zwangeren")
    assert wrong.exit_code == 1
    assert "pregnant" in json.loads(wrong.stdout)["error"]["message"]


@pytest.mark.django_db
def test_the_target_group_is_a_choice_on_screen_and_stands_in_the_address(client):
    page = client.get("/menukaart?doelgroep=smoking").content.decode()
    assert '<option value="smoking" selected>wie rookt</option>' in page
    assert "2 van de 48 passen bij uw keuze." in page
    assert page.count('class="k-door"') == 2
    assert "onze eigen ordening" in page
    both = client.get("/menukaart?doelgroep=smoking&fase=voor").content.decode()
    assert "Rookvrije Start" in both
    assert "Rookvrije Ouders" not in both
    assert client.get("/menukaart?doelgroep=zomaar").content.decode().count('class="k-door"') == 48
    page = client.get("/menukaart/rookvrije-start").content.decode()
    assert "wie rookt" in page
    assert "eigen ordening van dit project" in page


@pytest.mark.django_db
def test_the_screens(client):
    with time_machine.travel(date(2026, 11, 25)):
        page = client.get("/menukaart?fase=voor&factor=RP10").content.decode()
        assert "Nu Niet Zwanger" in page
        assert "VoorZorg" not in page
        assert "VIPP-SD" in client.get("/menukaart?bewijs=strong").content.decode()
        assert "Hier past niets bij" in client.get("/menukaart?q=zeppelin").content.decode()
        page = client.get("/menukaart/voorzorg").content.decode()
        assert "goede aanwijzingen dat het werkt sinds 30-09-2021; verlopen?" in page
        assert "verlopen?." not in page
        assert "loketgezondleven.nl" in page
        assert "niet gevonden" in client.get("/menukaart/buurtgezinnen").content.decode()
        assert "Elke gemeente moet dit aanbieden." in client.get("/menukaart/prenataal-huisbezoek").content.decode()
        assert "vergoeding van anticonceptie" in client.get("/menukaart/nu-niet-zwanger").content.decode()
        assert client.get("/menukaart/bestaat-niet").status_code == 404
        page = client.get("/menukaart/naast-elkaar?i=voorzorg&i=home-start&i=zomaar&i=voorzorg").content.decode()
        assert page.count('<th role="columnheader" scope="col">') == 2
        assert "Er is niets aangevinkt" in client.get("/menukaart/naast-elkaar").content.decode()
