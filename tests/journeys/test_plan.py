"""A coordinator makes the plan on a phone at night, from what is missing to what is paid."""

from datetime import date, timedelta

import pytest
from tests.coalition.conftest import places
from tests.journeys.test_coordinator import HOME, signed_in

__all__ = ["places", "signed_in"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _directory() -> None:
    """One door in a made-up gemeente."""
    from kansrijk.coalition.models import CoalitionArea
    from kansrijk.offer.models import Directory, Provider, Service
    from kansrijk.trust.models import Coalition

    at = Coalition.objects.get()
    CoalitionArea.objects.create(coalition=at, code="GM9901", name="Proefdam", level="gemeente", edition=2024)
    Directory.objects.create(coalition=at, areas=["GM9901"])
    provider = Provider.objects.create(coalition=at, name="Gemeente Proefdam", name_key="gemeente proefdam")
    today = date.today()
    Service.objects.create(
        coalition=at,
        provider=provider,
        slug="geld",
        name="Geldspreekuur",
        name_key="geldspreekuur",
        kind="debt_help",
        phases=["during"],
        areas=["GM9901"],
        checked_on=today,
        review_on=today + timedelta(days=180),
    )


def _chooses(page, axe) -> None:
    """From a gap to a choice, and evidence for it."""
    page.get_by_role("link", name="Witte vlekken").click()
    axe(page)
    page.locator('a[href$="/tijdens/material/vulnerable"]').click()
    axe(page)
    page.locator('a[href*="/keuzes/babystartpakket"]').click()
    axe(page)
    page.get_by_label("Wat besluit u?").select_option(label="gekozen")
    page.get_by_label("Waarom?").fill("Gezinnen vragen erom.")
    page.get_by_role("button", name="Dit besluit opslaan").click()
    axe(page)
    page.goto(f"{HOME}/keuzes")
    axe(page)
    page.goto(f"{HOME}/fasen/S2-choice")
    page.get_by_label("Iets van deze coalitie").select_option(label="Babystartpakket")
    axe(page)
    page.get_by_role("button", name="Dit bewijs toevoegen").click()
    axe(page)


def _pays(page, axe) -> None:
    """What a fund gives and what it is for, then the account."""
    page.goto(f"{HOME}/begroting/toekenning/2026/fonds")
    page.get_by_label("Toegekend, in euro").fill("5.000")
    axe(page)
    page.get_by_role("button", name="Opslaan").click()
    page.goto(f"{HOME}/begroting/nieuw")
    page.get_by_label("Geldstroom").select_option("fonds")
    page.get_by_label("Activiteit", exact=True).fill("Babystartpakketten")
    page.get_by_label("Gepland, in euro").fill("4.000,50")
    axe(page)
    page.get_by_role("button", name="Opslaan").click()
    axe(page)
    page.goto(f"{HOME}/begroting/verantwoording?jaar=2026")
    axe(page)


@pytest.mark.long
def test_the_plan_is_made_on_a_phone_at_night(signed_in, axe, places):
    from kansrijk.coalition import commands
    from kansrijk.trust.models import Account, Coalition
    from kansrijk.trust.queries import actor_for

    page = signed_in(f"{HOME}/plan", width=360, theme="dark")
    _directory()
    axe(page)
    _chooses(page, axe)
    _pays(page, axe)
    by = actor_for(Account.objects.get())
    here = {"by": by, "coalition": Coalition.objects.get().pk}
    offer = commands.Offer("Terugbellen", "Wij bellen terug.", "execution")
    commands.publish_template(**here, kind="agreement", offer=offer)
    for path in ("/regio", "/regio/sjabloon"):
        page.goto(HOME + path)
        axe(page)
