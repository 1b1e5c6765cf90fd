"""A parent with a phone: who helps here, in plain words, in another language, and away at once. Nothing is kept."""

import pytest
from tests import prepared
from tests.journeys.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
region = prepared.fixture_for_real(prepared.REGION)
CACHED = """caches.keys()
  .then(all => Promise.all(all.map(one => caches.open(one).then(box => box.keys()))))
  .then(all => all.flat().map(request => request.url))"""
KEPT = "JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage)])"


def _ask(page, phase: str, postcode: str) -> None:
    """Phase and place, by keyboard alone."""
    page.get_by_label(phase).focus()
    page.keyboard.press("Space")
    page.locator("#postcode").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(postcode)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.req("A11Y-01", "templates/offer")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_a_parent_finds_help_for_each_phase_and_in_another_language(visit, axe, region, width, theme):
    page = visit("/voor-ouders", width=width, theme=theme)
    axe(page)
    assert page.title().startswith("Hulp bij jou in de buurt"), "it tells who looks over a shoulder no more than that"
    found = {}
    for phase in ("Ik wil misschien een kind", "Ik ben zwanger", "Ik heb een kind tot 2 jaar"):
        _ask(page, phase, "0010")
        axe(page)
        assert page.get_by_label(phase).is_checked()
        found[phase] = page.locator(".k-door h3").all_inner_texts()
        assert found[phase], phase
    assert len({tuple(names) for names in found.values()}) == 3, "each phase has its own help"
    call = page.locator(".k-door a[href^='tel:']").first
    assert call.is_visible()
    assert call.bounding_box()["height"] >= 44
    page.locator("main").get_by_role("link", name="English", exact=True).click()
    page.get_by_role("heading", level=1, name="Help near you").wait_for()
    assert page.locator(".k-parents").get_attribute("lang") == "en"
    assert page.locator("#postcode").input_value() == "0010", "the question is kept while the language changes"
    axe(page)
    _ask(page, "I am pregnant", "12")
    assert page.locator("#postcode_error").is_visible()
    axe(page)


def test_nothing_of_a_parent_is_stored_and_the_way_out_stays_in_sight(visit, region):
    page = visit("/voor-ouders?fase=na&postcode=0010", width=360)
    exit_link = page.locator("[data-quick-exit]")
    box = exit_link.bounding_box()
    assert box["y"] + box["height"] <= 800, "in sight without scrolling"
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert exit_link.evaluate(
        "one => { const b = one.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }"
    )
    assert page.evaluate(KEPT) == "[[],[]]"
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert not names - {"kansrijk-csrf", "csrftoken"}, names
    kept = page.evaluate(CACHED)
    assert not [url for url in kept if "postcode" in url]


def test_the_way_out_leaves_no_way_back(browser, live_server, built, transactional_db, region):
    """A context of its own: here another site may be asked, once, and answered by this test."""
    context = browser.new_context(base_url=live_server.url, locale="nl", viewport={"width": 360, "height": 800})
    page, left = context.new_page(), []

    def elsewhere(route) -> None:
        left.append(route.request.headers)
        route.fulfill(body="elsewhere")

    page.route("https://www.wikipedia.org/**", elsewhere)
    page.goto("/voor-ouders?fase=na&postcode=0010")
    before = page.evaluate("history.length")
    page.locator("[data-quick-exit]").click()
    page.wait_for_url("https://www.wikipedia.org/")
    assert "referer" not in left[0]
    assert page.evaluate("history.length") == before, "what was open is replaced, not kept behind the back button"
    context.close()


def test_a_parent_needs_no_javascript(visit, region):
    page = visit("/voor-ouders", width=360, script=False)
    page.get_by_label("Ik ben zwanger").check()
    page.locator("#postcode").fill("0010")
    page.locator("main form button").click()
    assert page.locator(".k-door").count() > 2
    assert page.locator("[data-quick-exit]").is_visible()
