"""A coordinator's first afternoon: from a coalition with nothing in it and one workbook to a page that all may read.

The workbook is that of the demo: 60 organisations, 150 services, 12 parties, 30 actions. Every form that is sent is
counted, the sign-in and the yes of the contact person too.
"""

import pytest
from tests.coalition.conftest import _coalition
from tests.demo import workbook_land
from tests.journeys.conftest import plain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLUG, WORD = "testcoalitie", "een lang woord van vier"
HOME = f"/coalitie/{SLUG}"
MOST = 25


@pytest.fixture
def counted(visit):
    """counted(path, …) → a page; `counted.sent` holds the address of every form that was sent."""
    sent = []

    def open_page(path: str, **how):
        page = visit(path, **how)
        page.on(
            "request", lambda one: sent.append(one.url) if one.is_navigation_request() and one.method == "POST" else 0
        )
        return page

    open_page.sent = sent
    return open_page


@pytest.fixture
def coordinator(transactional_db):
    """A coalition with nothing in it, its coordinator with a password, and the land."""
    from datetime import date

    from kansrijk.trust.models import Account, Membership, Organisation

    workbook_land.register()
    coalition = _coalition("Testcoalitie", SLUG)
    account = Account.objects.create_user("noor@voorbeeld.invalid", WORD, name="Noor")
    party = Organisation.objects.create(name="Gemeente Nieuw")
    Membership.objects.create(
        account=account, organisation=party, coalition=coalition, role="coordinator", starts_on=date(2020, 1, 1)
    )


def _signs_in(page) -> None:
    page.locator("main [name=login]").fill("noor@voorbeeld.invalid")
    page.locator("main [name=password]").fill(WORD)
    page.get_by_role("main").get_by_role("button", name="Aanmelden", exact=True).click()


def _says_where(page) -> None:
    from kansrijk.demo.people import COALITIONS

    page.goto(f"{HOME}/begin")
    page.locator(".k-guide a").first.click()
    page.locator("[name=ambition]").fill("Elk kind een goed begin, ook waar het tegenzit.")
    page.locator("[name=areas]").fill("\n".join(one.area for one in COALITIONS))
    page.get_by_role("button", name="Opslaan").click()


def _brings_the_workbook(page, axe, tmp_path) -> None:
    file = tmp_path / "werkmap.xlsx"
    file.write_bytes(page.request.get("/demo/werkmap.xlsx").body())
    page.goto(f"{HOME}/werkmap")
    page.get_by_label("Werkmap").set_input_files(file)
    page.get_by_role("button", name="Deze werkmap lezen").click()
    axe(page)
    page.get_by_role("button", name="Alles opslaan").click()


def _sets_a_goal(page) -> None:
    page.goto(f"{HOME}/doelen")
    page.locator("[name=name]").fill("Vroeg in beeld")
    page.get_by_role("button", name="Pijler erbij").click()
    page.locator("[name=text]").fill("Elke zwangere met zorgen spreekt iemand binnen drie weken.")
    page.get_by_role("button", name="Dit doel erbij zetten").click()


def _asks_and_is_answered(page, counted, axe, mailoutbox, address: str) -> str:
    """Everybody is asked; one person says that it is right, and that she may be named. Her name."""
    page.goto(f"{HOME}/wie-is-wie")
    page.get_by_role("button", name="Vraag het").click()
    body = mailoutbox[0].body
    link = next(word for word in body.split() if "/klopt-dit/" in word)
    hers = counted(link.removeprefix(address), width=360)
    axe(hers)
    hers.locator("[name=is_public]").check()
    hers.get_by_role("button", name="Ja, dit klopt").click()
    from kansrijk.coalition.models import Person

    return Person.objects.get(public_at__isnull=False).name


def _publishes(page, axe, contact: str) -> None:
    page.goto(f"/coalitie/{SLUG}/openbaar")
    for box in page.locator("fieldset").first.get_by_role("checkbox").all():
        box.check()
    page.locator("[name=about]").fill("Wij zorgen samen voor een goed begin.")
    page.locator("[name=contact]").select_option(label=contact)
    page.get_by_role("button", name="Opslaan").click()
    axe(page)
    page.get_by_role("link", name="Bekijk als vreemde").click()
    page.goto(f"/coalitie/{SLUG}/openbaar")
    page.get_by_role("button", name="Maak de pagina openbaar").click()


def _opens_the_directory(page) -> None:
    page.goto(f"/coalitie/{SLUG}/sociale-kaart/instellen")
    page.locator("[name=is_public]").check()
    page.get_by_role("button", name="Opslaan").click()


@pytest.mark.long
def test_from_one_workbook_to_a_public_page_in_25_submissions(
    coordinator, counted, visit, axe, tmp_path, mailoutbox, live_server
):
    page = counted("/aanmelden")
    _signs_in(page)
    _says_where(page)
    _brings_the_workbook(page, axe, tmp_path)
    _sets_a_goal(page)
    contact = _asks_and_is_answered(page, counted, axe, mailoutbox, live_server.url)
    _opens_the_directory(page)
    assert "/aanmelden" in visit(HOME, width=360).url, "not public yet"
    _publishes(page, axe, contact)
    stranger = visit(HOME, width=360, theme="dark")
    axe(stranger)
    shown = plain(stranger.get_by_role("main").inner_text())
    for told in ("Wij zorgen samen voor een goed begin.", "Vroeg in beeld", contact):
        assert told in shown
    help_there = visit(f"/sociale-kaart/{SLUG}", width=360)
    axe(help_there)
    assert "150 keer hulp" in plain(help_there.get_by_role("main").inner_text())
    assert 8 <= len(counted.sent) <= MOST, counted.sent
