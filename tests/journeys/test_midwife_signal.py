"""A midwife writes a signal down on her phone, where reception is bad: four steps, under two minutes, nothing lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import prepared
from tests.families import people
from tests.families.screens import with_app
from tests.journeys.midwife import a_file, show_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "families"])]
TAP, LETTER, SCREEN = 1.2, 0.4, 6.0  # seconds, as in the other journeys


def _a_midwife() -> None:
    with prepared.in_compartment_for_real():
        with_app(people.somebody("verloskundige", people.coalition("hier"), name="anne"))


MIDWIFE = prepared.Prepared("families_midwife", _a_midwife)
midwife = prepared.fixture_for_real(MIDWIFE)


def _send_without_reception(page, axe) -> None:
    """What was typed stays, the page says so, and it goes by itself when there is a connection again."""
    page.context.set_offline(True)
    page.get_by_role("button", name="Bewaren en verder").click()
    page.get_by_text("Wat u invulde, staat nog op deze pagina. Het gaat weg").wait_for()
    assert page.get_by_label("tijdens de zwangerschap", exact=True).is_checked()
    axe(page)
    page.context.set_offline(False)


def _choose(page, typed: str, name: str, state: str) -> None:
    page.get_by_label("Zoek op een woord").fill(typed)
    page.get_by_label(name, exact=True).select_option(state)


def _look_at_the_balance(page, axe) -> None:
    page.get_by_role("link", name="Balans bekijken").click()
    page.get_by_role("heading", name="Balans: Zoë Proef").wait_for()
    page.get_by_role("img", name="Balans: wat draagt en wat weegt").wait_for()
    page.locator("summary", has_text="De balans als tabel").click()
    page.get_by_text("Waarom deze, en de andere niet?").first.click()
    axe(page)


@pytest.mark.req("A11Y-01", "templates/families")
def test_a_signal_in_four_steps_on_a_phone(midwife, signed_in, axe):
    page = signed_in("/gezinnen/hier")
    axe(page)
    show_code(page)
    page.get_by_role("heading", name="Gezinnen").wait_for()
    axe(page)
    page.get_by_role("link", name="Signaal opschrijven").click()
    seconds = TAP + SCREEN
    axe(page)
    page.get_by_label("moeder").check()
    page.get_by_label("Naam, of uw eigen kenmerk").fill("Zoë Proef")
    page.get_by_role("button", name="Bewaren en verder").click()
    seconds += 3 * TAP + 9 * LETTER + SCREEN
    page.get_by_role("heading", name="Wanneer is het?").wait_for()
    axe(page)
    assert not page.get_by_label("Na de geboorte: wanneer").is_visible()
    page.get_by_label("tijdens de zwangerschap", exact=True).check()
    seconds += 3 * TAP + SCREEN
    _send_without_reception(page, axe)
    page.get_by_role("heading", name="Wat draagt, wat weegt?").wait_for()
    axe(page)
    _choose(page, "schulden", "Schulden", "confirmed")
    _choose(page, "partner", "Steunende partner / stabiele relatie", "discussed")
    axe(page)
    page.get_by_role("button", name="Bewaren en verder").click()
    seconds += 6 * TAP + 15 * LETTER + SCREEN
    page.get_by_role("heading", name="Wat wil de ouder?").wait_for()
    axe(page)
    page.get_by_label("In de woorden van de ouder zelf").fill("Ik slaap slecht")
    page.get_by_label("nu niet").check()
    page.locator("fieldset", has_text="Tolk nodig?").get_by_label("nee").check()
    page.get_by_role("button", name="Bewaren en verder").click()
    seconds += 4 * TAP + 15 * LETTER + SCREEN
    page.get_by_role("heading", name="Signaal: Zoë Proef").wait_for()
    axe(page)
    told = page.locator("main").inner_text()
    for text in ("Schulden", "Steunende partner", "Ik slaap slecht", "nu niet", "tijdens de zwangerschap"):
        assert text in told, text
    assert "Zo" not in page.url
    assert seconds <= 120, seconds
    _look_at_the_balance(page, axe)


@pytest.mark.req("A11Y-01", "templates/families/weighing")
def test_weighing_together_on_a_phone(midwife, signed_in, axe):
    page = signed_in(f"/gezinnen/hier/{a_file()}/wegen")
    show_code(page)
    page.get_by_role("img", name="Balans: wat draagt en wat weegt").wait_for()
    axe(page)
    page.get_by_label("Nee", exact=True).check()
    page.get_by_role("button", name="Bewaren en verder").click()
    page.get_by_role("heading", name="Wat kiezen jullie samen?").wait_for()
    page.get_by_text("Een ander niveau dan de definitie openlaat").click()
    axe(page)
    assert not page.locator("input[name=level]:checked").count()
    page.get_by_label("kwetsbare situatie", exact=True).check()
    page.get_by_role("button", name="Bewaren en verder").click()
    page.get_by_role("heading", name="Met wie, en tot wanneer?").wait_for()
    page.get_by_label("Hoe ziet de ouder het?").fill("Het gaat wel, de brieven niet")
    page.get_by_label("de ouder", exact=True).check()
    axe(page)
    page.get_by_label("Opnieuw wegen op").fill(f"{timezone.localdate() + timedelta(days=60)}")
    page.get_by_role("button", name="Bewaren en verder").click()
    page.get_by_role("heading", name="Weging: Zoë Proef").wait_for()
    axe(page)
    assert "Het gaat wel, de brieven niet" in page.locator("main").inner_text()


def test_without_a_script_the_same_steps_work(midwife, signed_in):
    page = signed_in("/gezinnen/hier/signaal/nieuw", script=False)
    show_code(page)
    page.get_by_label("kind", exact=True).check()
    page.get_by_label("Naam, of uw eigen kenmerk").fill("Sam Proef")
    page.get_by_role("button", name="Bewaren en verder").click()
    page.get_by_label("na de geboorte", exact=True).check()
    page.get_by_role("button", name="Bewaren en verder").click()
    page.get_by_role("button", name="Bewaren en verder").click()
    page.locator("fieldset", has_text="Wil de ouder hulp?").get_by_label("ja").check()
    page.locator("fieldset", has_text="Tolk nodig?").get_by_label("nee").check()
    page.get_by_role("button", name="Bewaren en verder").click()
    assert page.get_by_role("heading", name="Signaal: Sam Proef").is_visible()
    assert "leeftijd niet bekend" in page.locator("main").inner_text()
