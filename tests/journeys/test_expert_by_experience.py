"""An expert by experience with a phone: reads a plan and a path, comments, sees what changed because of it."""

import pytest
from tests import prepared
from tests.journeys.conftest import plain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
region = prepared.fixture_for_real(prepared.REGION)
HOME = "/coalitie/kansrijk-waterdam"
PLAN, PATH = "Ons plan voor dit jaar", "Eenzaamheid en weinig steun"


@pytest.fixture
def enter(visit, region):
    """enter(code, …) → a page on which that person of the region is signed in, at /vandaag."""

    def open_page(code: str, **how):
        page = visit("/demo", **how)
        page.locator(f'form[action="/demo/aanmelden/{code}"] button').click()
        page.goto("/vandaag")
        return page

    return open_page


def said(page) -> str:
    return plain(page.locator("main").inner_text())


def follow(page, axe, name: str, path: str) -> None:
    """A link of that name, by keyboard; the page that it opens has one heading, fits the phone and passes axe."""
    link = page.locator("main").get_by_role("link", name=name, exact=True).first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(path)
    assert page.get_by_role("heading", level=1).count() == 1, page.url
    axe(page)


def say(page, axe, words: str) -> None:
    """A comment, typed and sent by keyboard."""
    page.get_by_label("Wat vindt u ervan?").focus()
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Dank u wel. Uw reactie is bewaard." in plain(page.locator("body").inner_text())
    assert words in said(page)
    axe(page)


def answer(page, axe, title: str, words: str, changed: str) -> None:
    """The coordinator answers the last comment on a text of which she is told today."""
    page.goto("/vandaag")
    follow(page, axe, title, "**/meelezen/*")
    page.locator("main").get_by_role("link", name="Geef antwoord").last.click()
    axe(page)
    page.get_by_label("Uw antwoord").fill(words)
    page.get_by_label("Wat is hierdoor veranderd?").fill(changed)
    with page.expect_navigation():
        page.get_by_role("button", name="Opslaan").click()
    assert changed in said(page)
    axe(page)


@pytest.mark.long
@pytest.mark.req("A11Y-01", "templates/coalition")
@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_she_reads_a_plan_and_a_path_and_sees_what_changed_because_of_her(enter, axe, theme):
    reader = enter("ervaringsdeskundige", width=360, theme=theme)
    axe(reader)
    follow(reader, axe, PLAN, "**/meelezen/*")
    told = plain(reader.locator(".k-text").inner_text())
    assert "Minder vrouwen roken als zij zwanger worden." in told, "the goals of the plan"
    assert "Noor Dijksma" not in told, "and no name of anybody"
    say(reader, axe, "Er staat niet wie ons belt.")
    desk = enter("coordinator", width=360, theme=theme)
    answer(desk, axe, PLAN, "Dat klopt, wij zetten het erbij.", "In het plan staat wie er belt.")
    desk.goto(f"{HOME}/paden/eenzaamheid-en-weinig-steun")
    axe(desk)
    follow(desk, axe, "Laat ouders dit pad lezen", "**/meelezen")
    desk.get_by_label("Wat wilt u weten?").fill("Zou dit u helpen?")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Leg voor aan meelezers").click()
    axe(desk)
    reader.goto(HOME)
    assert reader.url.endswith("/meelezen"), "the coalition begins here for a reader"
    axe(reader)
    assert "In het plan staat wie er belt." in said(reader)
    follow(reader, axe, PATH, "**/meelezen/*")
    assert "Zou dit u helpen?" in said(reader)
    say(reader, axe, "Bel niet op een vrijdagmiddag.")
    answer(desk, axe, PATH, "Goed idee.", "Er staat nu: bel voor vrijdag.")
    reader.reload()
    assert "Er staat nu: bel voor vrijdag." in said(reader)
    follow(reader, axe, "het zorgpad", "**/paden/eenzaamheid-en-weinig-steun")
    for shut in ("/afspraken", "/acties", "/plan", "/paden/laaggeletterd-en-taal"):
        assert reader.request.get(f"{HOME}{shut}").status == 404, shut
    assert reader.request.get("/gezinnen").status == 404


def test_a_comment_goes_and_is_taken_back_without_javascript(enter):
    page = enter("ervaringsdeskundige", width=360, script=False)
    page.get_by_role("link", name=PLAN, exact=True).click()
    page.get_by_label("Wat vindt u ervan?").fill("Ik lees dit zonder script.")
    page.get_by_role("button", name="Verstuur").click()
    assert "Ik lees dit zonder script." in said(page)
    page.get_by_role("button", name="Haal mijn reactie weg").click()
    assert "Ik lees dit zonder script." not in said(page)
