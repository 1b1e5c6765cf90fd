"""An alderman: minutes, a phone, one page. How is it going here, is that worse than elsewhere, who says so?"""

import pytest
from tests import prepared

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


region = prepared.fixture_for_real(prepared.REGION)


def test_an_alderman_on_a_phone_knows_in_one_page(visit, axe, region):
    page = visit("/", width=360)
    axe(page)
    page.get_by_label("Plaats, buurt of postcode").fill("Waterdam")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gebied/GM9901-waterdam")
    axe(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Waterdam"
    # The answer in words stands on the first screen, before any number in a list.
    lead = page.locator(".k-story .k-lead").first
    assert "van elke 100 kinderen" in lead.inner_text()
    assert "toeval" in lead.inner_text()
    box = lead.bounding_box()
    assert box["y"] + 40 < 800
    assert page.evaluate(
        "document.querySelector('.k-story').compareDocumentPosition(document.querySelector('.k-figures')) & 4"
    )
    # Source and definition are one tap away, by keyboard too.
    story = page.locator(".k-story details").first
    story.locator("summary").focus()
    page.keyboard.press("Enter")
    assert story.get_by_text("Wilson").first.is_visible()
    # The three phases, each with its shape and its own colour, lead to their part.
    colours = {
        phase: page.locator(f".k-phases .k-phase--{phase}").evaluate("mark => getComputedStyle(mark).color")
        for phase in ("before", "during", "after")
    }
    assert len(set(colours.values())) == 3
    page.locator(".k-phases a[href='#fase-after']").click()
    assert page.url.endswith("#fase-after")
    heading = page.locator("#fase-after .k-phase--after")
    assert heading.evaluate("mark => getComputedStyle(mark).color") == colours["after"]
    # Risk and protection are equal in width.
    halves = page.locator(".k-balance > div").all()
    assert len({round(half.bounding_box()["width"]) for half in halves}) == 1


@pytest.mark.long
def test_the_pages_of_an_alderman_are_accessible_day_and_night(visit, axe, region):
    for theme, width in (("light", 1280), ("dark", 360), ("dark", 1280)):
        page = visit("/?plaats=Waterdam", width=width, theme=theme)
        axe(page)
        for path in ("/gebied/GM9901-waterdam", "/gebied/XX00", "/zoeken?q=geboorte"):
            page.goto(path)
            for details in page.locator("main details").all()[:6]:
                details.evaluate("one => one.open = true")
            axe(page)
