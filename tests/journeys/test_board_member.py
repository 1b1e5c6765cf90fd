"""A board member: minutes between two meetings. What do we see, what do we want, what did we promise, what is paid?"""

import pytest
from tests import prepared
from tests.journeys.conftest import LOOKS, plain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
region = prepared.fixture_for_real(prepared.REGION)
HOME = "/coalitie/kansrijk-waterdam"


@pytest.fixture
def alderman(visit, region):
    """A page on which the board member of the fictional region is signed in, at his start page."""

    def enter(**how):
        page = visit("/demo", **how)
        page.locator('form[action="/demo/aanmelden/wethouder"] button').click()
        page.goto("/vandaag")
        return page

    return enter


def _said(page) -> str:
    return plain(page.locator("main").inner_text())


def _follow(page, axe, name: str, path: str) -> None:
    """A link of that name by keyboard; the page that it opens has one heading and passes axe."""
    link = page.locator("main").get_by_role("link", name=name, exact=True).first
    link.focus()
    assert link.evaluate("one => one === document.activeElement"), name
    page.keyboard.press("Enter")
    page.wait_for_url(path)
    assert page.get_by_role("heading", level=1).count() == 1, page.url
    axe(page)


@pytest.mark.long
@pytest.mark.req("A11Y-01", "templates/coalition")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_a_board_member_reads_from_a_figure_to_a_promise_and_what_it_costs(alderman, axe, width, theme):
    page = alderman(width=width, theme=theme)
    axe(page)
    page.goto(HOME)
    axe(page)
    assert "partijen samen" in page.locator(".k-lead").first.inner_text()
    _follow(page, axe, "Waterdam", "**/gebied/GM9901*")
    assert "van elke 100 kinderen" in page.locator(".k-story .k-lead").first.inner_text()
    page.goto(f"{HOME}/doelen")
    axe(page)
    assert "Minder vrouwen roken" in _said(page)
    assert not page.locator("main").get_by_role("button").count(), "he reads, the coordinator writes"
    page.goto(f"{HOME}/afspraken")
    axe(page)
    _follow(page, axe, "Convenant Kansrijke Start Waterdam", "**/afspraken/*")
    said = _said(page)
    assert "De gemeente betaalt de coördinator." in said
    assert "Ziekenhuis De Kade" in said, "who signed"
    page.goto(f"{HOME}/plan")
    axe(page)
    _follow(page, axe, "Begroting", "**/begroting")
    assert "besteed" in page.locator(".k-lead").first.inner_text()
    _follow(page, axe, "Voor SiSa en de raad", "**/verantwoording*")
    assert "kreeg Kansrijke Start Waterdam (fictief)" in _said(page)
    page.goto(f"{HOME}/infographic")
    axe(page)
    shown = page.locator("svg.k-info--narrow" if width == 360 else "svg.k-info--wide")
    assert shown.is_visible()
    with page.expect_download() as file:
        page.locator("main").get_by_role("link", name="PDF").first.click()
    assert file.value.suggested_filename.endswith(".pdf")


def test_a_board_member_reads_all_of_it_without_javascript(alderman):
    page = alderman(width=360, script=False)
    for path, word in (
        ("/doelen", "Minder vrouwen roken"),
        ("/afspraken", "Convenant Kansrijke Start Waterdam"),
        ("/begroting", "besteed"),
        ("/begroting/verantwoording", "Tekst voor de raad"),
        ("/infographic", "Rust in huis"),
    ):
        page.goto(HOME + path)
        assert word in _said(page), path
