"""A midwife between two consultations: a phone, thirty seconds, one door; by keyboard too, and without a network."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.journeys.conftest import WIDTHS
from tests.paths.own import publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAP, LETTER, SCREEN = 1.2, 0.4, 6.0  # seconds (issue 3)


@pytest.fixture
def place():
    from kansrijk.offer.models import Directory, Provider, Service
    from kansrijk.trust.commands import create_coalition, installation_actor

    coalition = create_coalition(by=installation_actor(), name="Kansrijk Test", slug="kansrijk-test", is_fictional=True)
    Directory.objects.create(coalition_id=coalition, areas=["0011"], is_public=True)
    provider = Provider.objects.create(coalition_id=coalition, name="Gemeente Test", name_key="gemeente test")
    today = timezone.localdate()
    Service.objects.create(
        coalition_id=coalition,
        provider=provider,
        slug="schuldhulp",
        name="Schuldhulp Test",
        name_key="schuldhulp test",
        kind="debt_help",
        phases=["before", "during", "after"],
        areas=["0011"],
        phone="0800 0000",
        response_days=3,
        checked_on=today,
        review_on=today + timedelta(days=180),
        search_key="schuldhulp test",
    )
    publish(coalition, "geld-en-schulden")


@pytest.mark.req("A11Y-01", "templates/paths")
@pytest.mark.parametrize("width", WIDTHS)
def test_a_door_in_thirty_seconds_on_a_phone(visit, axe, place, width):
    page = visit("/hulp-vinden", width=width)
    seconds = SCREEN
    axe(page)
    page.get_by_label("Geld en schulden").check()
    page.get_by_label("tijdens de zwangerschap").check()
    page.get_by_label("Postcode").fill("0011")
    seconds += 3 * TAP + 4 * LETTER
    page.get_by_role("button", name="Toon deuren").click()
    seconds += TAP + SCREEN
    page.get_by_role("heading", name="Deze deuren passen").wait_for()
    assert page.url.endswith("/hulp-vinden"), "nothing of it stands in the address"
    axe(page)
    assert page.get_by_role("link", name="Bel 0800 0000").is_visible()
    assert "Vandaag nog als" in page.locator("main").inner_text()
    assert "Dit blijft uw taak" in page.locator("main").inner_text()
    assert page.locator("main").inner_text().index("Vandaag nog als") < page.locator("main").inner_text().index(
        "Schuldhulp"
    )
    assert seconds <= 30
    page.locator("summary", has_text="meldcode").click()
    assert page.get_by_role("heading", name="Zorgen over veiligheid").is_visible(), "the answer stays on the page"
    axe(page)
    page.goto("/coalitie/kansrijk-test/paden/geld-en-schulden")
    axe(page)
    assert page.locator("svg.k-path--narrow").is_visible() == (width == 360)
    assert page.locator("svg.k-path--wide").is_visible() == (width != 360)


def test_the_same_by_keyboard_and_without_a_network(visit, place):
    page = visit("/hulp-vinden")
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.get_by_label("Roken", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("vóór de zwangerschap").or_(page.get_by_label("voor de zwangerschap")).first.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_label("Postcode").focus()
    page.keyboard.type("0011")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Deze deuren passen").wait_for()
    page.goto("/paden")
    for _ in range(50):
        kept = page.evaluate(
            "caches.open('kansrijk-openbaar-1').then((c) => c.keys()).then((k) => k.map((r) => r.url))"
        )
        if any(url.endswith("/hulp-vinden/meldcode") for url in kept):
            break
        time.sleep(0.1)
    assert not [url for url in kept if "coalitie" in url or "vandaag" in url or "account" in url]
    page.context.set_offline(True)
    page.goto("/hulp-vinden/meldcode")
    assert "0800-2000" in page.locator("main").inner_text()
    page.context.set_offline(False)
