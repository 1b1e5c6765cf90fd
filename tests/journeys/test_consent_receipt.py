"""A midwife asks consent on her phone, the parent reads the receipt, and one tap where giving ended stops it."""

import pytest
from tests import prepared
from tests.families import doors, people
from tests.families.screens import with_app
from tests.journeys.midwife import a_file, show_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "families"])]


def _a_midwife_and_a_door() -> None:
    with prepared.in_compartment_for_real():
        where = people.coalition("hier")
        with_app(people.somebody("verloskundige", where, name="anne"))
        doors.door(where, "debt_help", "Samen uit de schulden")


midwife = prepared.fixture_for_real(prepared.Prepared("families_midwife_and_door", _a_midwife_and_a_door))


def _give(page, axe) -> None:
    """From the page of the file, each box and choice by hand."""
    page.get_by_role("link", name="Toestemming vragen").click()
    page.get_by_label("Met wie?").select_option(label="Samen uit de schulden, Partij Proef")
    axe(page)
    page.get_by_role("button", name="Verder").click()
    ticks = ("naam, en hoe u bereikbaar bent", "waar u hulp bij wilt", "Ik vertelde wat ik deel", "16 jaar of ouder")
    ticks += ("Deze persoon zegt zelf ja", "gezegd, in een gesprek")
    for words in ticks:
        page.get_by_label(words).check()
    page.locator("fieldset", has_text="Is de hulp zelf gewenst?").get_by_label("ja", exact=True).check()
    axe(page)
    page.get_by_role("button", name="Opschrijven").click()


@pytest.mark.req("CON-02", "templates/families/receipt.html")
def test_asking_the_receipt_and_stopping_on_a_phone(midwife, signed_in, axe):
    file = a_file()
    page = signed_in(f"/gezinnen/hier/{file}")
    show_code(page)
    page.get_by_role("heading", name="Wat gedeeld mag worden").wait_for()
    _give(page, axe)
    page.get_by_role("heading", name="Wat we hebben afgesproken").wait_for()
    axe(page)
    told = page.locator(".k-receipt").inner_text()
    for words in ("Samen uit de schulden, Partij Proef", "Wilt u stoppen?", "Partij van anne"):
        assert words in told, words
    assert "Zoë" not in told
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Stop met delen").is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Stop met delen").click()
    page.get_by_text("Gestopt. Vanaf nu").wait_for()
    assert not page.get_by_role("link", name="Briefje voor de ouder").count()
