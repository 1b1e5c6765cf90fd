"""The page for parents: plain words, the same doors, no question what is the matter, a quick way out."""

import pytest
from django.test import Client
from tests.offer.conftest import draft

from kansrijk.offer import commands, parents
from kansrijk.offer.models import Service

pytestmark = pytest.mark.django_db


def page(query: str = "") -> str:
    return Client().get(f"/voor-ouders{query}").content.decode()


def test_parents_find_doors_they_can_go_to_by_themselves(here):
    give = {"by": here.coordinator, "coalition": here.coalition}
    commands.add_service(
        **give,
        draft=draft(
            name="Moedergroep",
            kind="mothers_group",
            parents_may_come=True,
            for_parents="Koffie met andere moeders.",
            phone="0715123456",
            cost_cents=0,
            languages=("nl", "ar"),
        ),
    )
    commands.add_service(**give, draft=draft(name="Overleg", kind="case_meeting"))
    found = page("?fase=tijdens&postcode=9001")
    for said in ("Moedergroep", "Koffie met andere moeders.", "tel:0715123456", "Het kost niets.", "Arabisch"):
        assert said in found, said
    assert "Overleg" not in found
    assert "We vinden hier nu niets." in page("?fase=tijdens&postcode=9009")
    Service.objects.update(review_on="2025-07-01", checked_on="2025-01-01")
    assert "Dit is lang niet nagekeken." in page("?fase=tijdens&postcode=9001 AB")


def test_the_page_asks_no_reason_keeps_nothing_and_can_be_left(here):
    found = page()
    assert "<title>Hulp bij jou in de buurt" in found
    assert "data-quick-exit" in found
    assert "kwetsbaar" not in found
    assert 'name="factor"' not in found
    assert Client().get("/voor-ouders")["Referrer-Policy"] == "no-referrer"
    assert "Een postcode heeft vier cijfers" in page("?fase=na&postcode=12")
    assert page("?fase=onzin&postcode=abcd&taal=xx")


def test_english_is_there_and_what_nobody_wrote_is_visibly_absent(here):
    found = page("?taal=en&fase=na&postcode=9001")
    assert 'lang="en" dir="ltr"' in found
    assert "Help near you" in found
    for one in parents.languages().values():
        assert one.code == "nl" or one.name in page(), one.code
    assert [one.code for one in parents.languages().values() if one.texts] == ["nl", "en"]
    assert "Hulp bij jou in de buurt" in page("?taal=ti"), "a language without texts is not pretended"


def test_every_language_with_texts_has_all_of_them():
    keys = set(parents.languages()["nl"].texts)
    assert all(set(one.texts) == keys for one in parents.languages().values() if one.texts)
