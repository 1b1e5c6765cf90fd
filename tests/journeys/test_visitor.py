"""A visitor who looks around: no account, a phone or a desk, day or night."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ["/over", "/toegankelijkheid", "/onderdelen", "/aanmelden", "/account/wachtwoord/vergeten", "/zoeken?q=xyzzy"]

OTHER_LOOKS = [(360, "light"), (1280, "dark")]  # each width and each theme is in the short run, with the other
LOOKS = [(360, "dark"), (1280, "light"), *(pytest.param(*look, marks=pytest.mark.long) for look in OTHER_LOOKS)]


@pytest.mark.req("WEB-08", "csp")
@pytest.mark.req("WEB-10", "csp")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "theme"), LOOKS)
@pytest.mark.req("A11Y-01", "templates")
def test_a_page_is_accessible_and_keeps_to_itself(visit, axe, path, theme, width):
    axe(visit(path, width=width, theme=theme))


def test_our_own_typeface_is_used(visit):
    page = visit("/over")
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.evaluate("document.fonts.check('1em \"Noto Sans Variable\"')")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Noto Sans Variable"')


@pytest.mark.req("A11Y-02", "base.html")
def test_the_keyboard_reaches_the_content_first(visit):
    page = visit("/over", width=360)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("utrecht-skip-link")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_the_language_changes_and_stays(visit):
    page = visit("/over")
    page.get_by_role("button", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "About Kansrijk"
    page.goto("/toegankelijkheid")
    assert page.locator("html").get_attribute("lang") == "en"


def test_it_works_without_script(visit):
    page = visit("/onderdelen", script=False)
    page.locator("details.k-status summary").first.click()
    assert page.locator("details.k-status p").first.is_visible()


def test_textures_of_the_map_are_drawn(visit):
    """A pattern that a style sheet names must be found in the page, or a hidden area would look like paper."""
    page = visit("/onderdelen")
    fill = page.locator("svg.k-map .k-hidden").evaluate("shape => getComputedStyle(shape).fill")
    assert "#k-texture-hidden" in fill
    assert "http" not in fill


def test_a_missing_page_is_accessible_too(visit, axe):
    axe(visit("/bestaat-niet", width=360))
