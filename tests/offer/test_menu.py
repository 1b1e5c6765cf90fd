"""The menu: 48 interventions, each fact with source and day; filters, a page each, side by side."""

from datetime import date

import pytest
import time_machine

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
        assert "loketgezondleven.nl" in page
        assert "niet gevonden" in client.get("/menukaart/buurtgezinnen").content.decode()
        assert "Elke gemeente moet dit aanbieden." in client.get("/menukaart/prenataal-huisbezoek").content.decode()
        assert "vergoeding van anticonceptie" in client.get("/menukaart/nu-niet-zwanger").content.decode()
        assert client.get("/menukaart/bestaat-niet").status_code == 404
        page = client.get("/menukaart/naast-elkaar?i=voorzorg&i=home-start&i=zomaar&i=voorzorg").content.decode()
        assert page.count('<th role="columnheader" scope="col">') == 2
        assert "Er is niets aangevinkt" in client.get("/menukaart/naast-elkaar").content.decode()
