"""The page for parents: plain words, the same doors, no question what is the matter, a quick way out."""

import re

import pytest
from django.test import Client
from tests.offer.conftest import draft

from kansrijk.offer import commands, parents, pictures, vocabulary
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
    assert '&nbsp;<bdi dir="ltr">071 512 34 56</bdi>' in found, "a button drops a blank before a piece of its own"
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


def test_other_languages_are_there_and_what_nobody_wrote_is_visibly_absent(here):
    found = page("?taal=en&fase=na&postcode=9001")
    assert '<html lang="en">' in found
    assert 'lang="en" dir="ltr"' in found
    assert "Help near you" in found
    for one in parents.languages().values():
        assert one.code == "nl" or one.name in page(), one.code
    assert [one.code for one in parents.languages().values() if one.texts] == ["nl", "en", "ar", "tr", "pl", "uk"]
    assert "Hulp bij jou in de buurt" in page("?taal=ti"), "a language without texts is not pretended"
    assert "Deze talen komen nog" in page()


@pytest.mark.parametrize("code", ["en", "ar", "tr", "pl", "uk"])
def test_in_another_language_dutch_words_say_that_they_are_dutch(here, code):
    give = {"by": here.coordinator, "coalition": here.coalition, "draft": draft(parents_may_come=True)}
    slug = commands.add_service(**give)
    Service.objects.filter(slug=slug).update(for_parents="Koffie met andere moeders.", languages=["nl"])
    spoken = parents.languages()[code]
    found = page(f"?taal={code}&fase=tijdens&postcode=9001")
    assert f'lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}"' in found
    assert spoken.texts["dutch"] in found
    assert '<p lang="nl" dir="ltr">Koffie met andere moeders.' in found
    assert '<bdi lang="nl">Schuldhulp</bdi>' in found
    assert '<header class="k-header" lang="nl"' in found, "what stays Dutch around it says so"
    assert (spoken.texts["unread"] in found) == (not spoken.read_by), "nobody is said to have read what nobody read"
    assert parents.languages()["nl"].texts["dutch"] not in page("?fase=tijdens&postcode=9001")


def test_each_phase_and_kind_has_a_drawing_of_our_own_that_is_not_read_aloud():
    for code in vocabulary.phases():
        assert pictures.of_phase(code)
    for code in vocabulary.kinds():
        assert pictures.of_kind(code), code
    for line in {line for code in vocabulary.kinds() for line in pictures.of_kind(code)}:
        assert re.fullmatch(r"[MmLlHhVvCcSsQqTtAaZz0-9 .,-]+", line), line
    drawn = re.findall(r"<svg class=\"k-picture\"[^>]*>", page())
    assert len(drawn) == 3
    assert all('aria-hidden="true"' in one for one in drawn)


def test_every_language_with_texts_has_all_of_them():
    keys = set(parents.languages()["nl"].texts)
    assert all(set(one.texts) == keys for one in parents.languages().values() if one.texts)


def test_the_dutch_words_are_short_enough_for_who_learns_dutch():
    """A2: sentences of at most ten words, and no word longer than the names of who helps."""
    for name, text in parents.languages()["nl"].texts.items():
        for sentence in re.split(r"(?<=[.?!]) ", text):
            words = re.findall(r"\w+", sentence)
            assert len(words) <= 10, (name, sentence)
            assert all(len(word) <= 17 for word in words), (name, sentence)
