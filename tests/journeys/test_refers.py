"""A midwife refers on her phone within a minute, and the desk that was chosen takes it on; nothing is typed."""

import pytest
from tests import prepared
from tests.families import doors, people
from tests.families.screens import with_app
from tests.journeys.midwife import a_file, show_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "families"])]
TAP, LETTER, SCREEN = 1.2, 0.4, 6.0  # seconds, as in the other journeys


def _two_desks() -> None:
    from kansrijk.offer.models import Desk

    with prepared.in_compartment_for_real():
        where = people.coalition("hier")
        with_app(people.somebody("verloskundige", where, name="anne"))
        desk = with_app(people.somebody("sociaal-team", where, name="bram"))
        door = doors.door(where, "debt_help", "Samen uit de schulden")
        Desk.objects.create(service_id=door, coalition_id=where, organisation_id=desk.organisation)


desks = prepared.fixture_for_real(prepared.Prepared("referrals_two_desks", _two_desks))


class Counted:
    """Taps and screens, as somebody makes them."""

    def __init__(self, page) -> None:
        self.page, self.taps, self.screens = page, 0, 0

    def tap(self, found) -> None:
        found.click()
        self.taps += 1

    def screen(self, heading: str) -> None:
        self.page.get_by_role("heading", name=heading).wait_for()
        self.screens += 1

    @property
    def seconds(self) -> float:
        return self.taps * TAP + self.screens * SCREEN


def _refer(page, axe) -> Counted:
    told = Counted(page)
    told.tap(page.get_by_role("link", name="Hulp zoeken en verwijzen"))
    told.screen("Welke hulp past?")
    axe(page)
    assert "Schulden" in page.locator("main").inner_text(), "why this help fits"
    told.tap(page.get_by_role("link", name="Kiezen Samen uit de schulden"))
    told.screen("Naar Samen uit de schulden")
    axe(page)
    assert not page.locator("main input:checked").count(), "nothing has an answer beforehand"
    ticks = ("naam, en hoe u bereikbaar bent", "hoe u woont, uw geld", "bericht terug", "Ik vertelde wat ik deel")
    for words in (*ticks, "16 jaar of ouder", "Deze persoon zegt zelf ja", "gezegd, in een gesprek"):
        told.tap(page.get_by_label(words).first)
    told.tap(page.locator("fieldset", has_text="Is de hulp zelf gewenst?").get_by_label("ja", exact=True))
    axe(page)
    told.tap(page.get_by_role("button", name="Verstuur"))
    told.screen("Zoë Proef")
    page.get_by_text("Verstuurd. U zorgt ervoor tot iemand het oppakt.").wait_for()
    axe(page)
    return told


def _from_the_signal(page) -> None:
    page.locator("a[href*='/signaal/']:not([href*='/nieuw'])").first.click()
    page.get_by_role("heading", name="Signaal: Zoë Proef").wait_for()


@pytest.mark.req("A11Y-01", "templates/referrals")
def test_a_midwife_refers_in_a_minute_and_the_desk_takes_it_on(desks, signed_in, axe):
    page = signed_in(f"/gezinnen/hier/{a_file()}")
    show_code(page)
    _from_the_signal(page)
    told = _refer(page, axe)
    assert told.taps <= 12, told.taps
    assert told.screens <= 4, told.screens
    assert told.seconds <= 60, told.seconds
    assert "Zo" not in page.url
    desk = signed_in("/verwijzingen/hier", who="bram")
    show_code(desk)
    desk.get_by_role("heading", name="Wat vraagt iets van u").wait_for()
    axe(desk)
    desk.get_by_role("link", name="Zoë Proef").click()
    for button, state in (("Ik heb het gelezen", "ontvangen"), ("Wij pakken dit op", "opgepakt")):
        desk.get_by_role("button", name=button, exact=True).click()
        desk.locator("p.k-lead", has_text=state).wait_for()
        axe(desk)
    desk.locator("summary", has_text="Teruggeven").click()
    axe(desk)
    desk.get_by_role("button", name="Er is contact geweest").or_(
        desk.locator("summary", has_text="Er is contact geweest")
    ).first.click()
    page.reload()
    page.locator("p.k-lead", has_text="opgepakt").wait_for()


def test_without_a_script_a_referral_is_sent_and_taken_on(desks, signed_in):
    page = signed_in(f"/gezinnen/hier/{a_file()}", script=False)
    show_code(page)
    _from_the_signal(page)
    _refer(page, lambda page: None)
    desk = signed_in("/verwijzingen/hier", who="bram", script=False)
    show_code(desk)
    desk.get_by_role("link", name="Zoë Proef").click()
    desk.get_by_role("button", name="Ik heb het gelezen").click()
    desk.get_by_role("button", name="Wij pakken dit op", exact=True).click()
    assert "opgepakt" in desk.locator("p.k-lead").inner_text()
