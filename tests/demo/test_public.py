"""What the region's two coalitions show: one a published page, one nothing yet."""

import pytest
from django.test import Client

from kansrijk.coalition import queries
from kansrijk.demo import public
from kansrijk.demo.people import account_of
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.queries import actor_for, coalitions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_a_stranger_sees_one_page_and_is_asked_to_sign_in_at_the_other():
    page = Client().get("/coalitie/kansrijk-waterdam")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Eén vast gezicht na de kraamweek" in text
    assert "Terugblik op de open avond" not in text, "a draft"
    assert Client().get("/coalitie/kansrijk-zilvermeent").status_code == 302


def test_who_is_named_said_yes_and_the_figures_are_released():
    found = queries.public_page(VISITOR, "kansrijk-waterdam")
    assert {one.name for one in found.people} == {"Noor Dijksma", "Samira Veldkamp"}
    assert found.contact is not None
    assert found.contact.name == "Noor Dijksma"
    assert any(figure.has_value for area in found.figures for figure in area.figures)
    assert found.infographic is not None
    assert found.infographic.action_count > 5


def test_loading_twice_is_loading_once():
    by = actor_for(account_of("coordinator"))
    key = coalitions(by)[0].id
    before = queries.public_desk(by, key)
    public.load()
    assert queries.public_desk(by, key) == before
    assert len(queries.letters(by, key).letters) == 1
