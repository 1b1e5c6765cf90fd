"""Families in the demo: made-up people where compartment B is installed, and nowhere else."""

import pytest
from tests import prepared

from kansrijk.demo import families
from kansrijk.demo.people import COALITION_SLUG, account_of, load_people
from kansrijk.families import queries
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.queries import actor_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def compartment(db, monkeypatch):
    monkeypatch.setenv("KANSRIJK_FAMILIES", "1")
    with prepared.in_compartment():
        yield


def _names(code: str, coalition) -> list[str]:
    account = account_of(code)
    return [one.name for one in queries.own_files(actor_for(account, has_shown_factor=True), coalition)]


def test_each_professional_sees_own_made_up_people_and_a_second_start_adds_nobody(compartment):
    coalition = load_people(by=installation_actor())
    for _ in range(2):
        families.load(by=installation_actor())
    assert _names("verloskundige", coalition) == ["Berk Voorbeeldman", "Linde Voorbeeldvrouw", "Zilver Proefpersoon"]
    assert _names("jgz", coalition) == ["Kiem Proefpersoon"]
    assert _names("sociaal-team", coalition) == ["Es Bedenksel"]


@pytest.mark.parametrize("is_installed", [True, False])
def test_where_it_is_not_asked_for_the_demo_is_as_it_was(compartment, settings, monkeypatch, is_installed):
    settings.FAMILIES = is_installed
    if is_installed:
        monkeypatch.delenv("KANSRIJK_FAMILIES")
    load_people(by=installation_actor())
    families.load(by=installation_actor())
    assert not Coalition.objects.get(slug=COALITION_SLUG).has_families


def test_the_second_coalition_has_no_families(compartment):
    load_people(by=installation_actor())
    families.load(by=installation_actor())
    assert list(Coalition.objects.filter(has_families=True).values_list("slug", flat=True)) == [COALITION_SLUG]


def test_signing_in_with_one_click_opens_families_and_the_code_is_told(compartment, client):
    load_people(by=installation_actor())
    families.load(by=installation_actor())
    client.post("/demo/aanmelden/verloskundige")
    assert "Zilver Proefpersoon" in client.get(f"/gezinnen/{COALITION_SLUG}").content.decode()
    assert families.code_now() in client.get("/demo").content.decode()
