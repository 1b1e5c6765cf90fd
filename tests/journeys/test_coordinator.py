"""A coordinator: 8 to 16 hours a week, one morning to begin. From an empty coalition to people who confirm."""

import pytest
from tests.coalition.conftest import BACKEND, _coalition
from tests.coalition.test_workbook import FILLED, book
from tests.journeys.conftest import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLUG = "testcoalitie"
HOME = f"/coalitie/{SLUG}"


@pytest.fixture
def signed_in(visit, live_server):
    """A coalition with nothing in it, and a page on which its coordinator is signed in."""
    from datetime import date

    from django.test import Client

    from kansrijk.trust.models import Account, Membership, Organisation

    coalition = _coalition("Testcoalitie", SLUG)
    account = Account.objects.create_user("noor@voorbeeld.invalid", None, name="Noor")
    party = Organisation.objects.create(name="Gemeente Proefdam")
    Membership.objects.create(
        account=account, organisation=party, coalition=coalition, role="coordinator", starts_on=date(2020, 1, 1)
    )
    client = Client()
    client.force_login(account, backend=BACKEND)

    def enter(path: str, **how):
        page = visit("/over", **how)
        value = client.cookies["kansrijk-session"].value
        page.context.add_cookies([{"name": "kansrijk-session", "value": value, "url": live_server.url}])
        page.goto(path)
        return page

    return enter


def _writes_and_finishes(page, axe, press) -> None:
    """A next version of an agreement, and an action that is done."""
    page.get_by_role("link", name="Afspraken", exact=True).click()
    axe(page)
    page.get_by_role("link", name="Warme overdracht").click()
    axe(page)
    page.get_by_role("link", name="Verder schrijven").click()
    page.get_by_label("Tekst").fill("Wij bellen binnen drie dagen.")
    press("Opslaan als volgende versie")
    axe(page)
    page.get_by_role("link", name="Acties", exact=True).click()
    axe(page)
    press("Klaar Kaart maken")
    axe(page)
    page.goto(f"{HOME}/acties?weergave=bord")
    axe(page)
    page.goto(f"{HOME}/overleg")
    axe(page)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_a_coordinator_begins_in_one_morning(signed_in, axe, tmp_path, mailoutbox, width, theme):
    page = signed_in("/coalitie", width=width, theme=theme)
    submissions = 0

    def press(name: str) -> None:
        nonlocal submissions
        page.get_by_role("button", name=name).click()
        submissions += 1

    axe(page)
    assert page.url.endswith(HOME), "one coalition: straight on"
    page.get_by_role("link", name="Alles uit één werkmap").click()
    axe(page)
    file = tmp_path / "werkmap.xlsx"
    wrong = {**FILLED, "Partijen": [*FILLED["Partijen"], {"Naam": "Wie weet", "Soort": "toverclub"}]}
    file.write_bytes(book(wrong))
    page.get_by_label("Werkmap").set_input_files(file)
    press("Deze werkmap lezen")
    axe(page)
    assert page.get_by_text("1 cel klopt niet. Er is niets opgeslagen.").is_visible()
    page.get_by_role("link", name="De herstelde werkmap aanbieden").click()
    file.write_bytes(book())
    page.get_by_label("Werkmap").set_input_files(file)
    press("Deze werkmap lezen")
    axe(page)
    press("Alles opslaan")
    axe(page)
    assert page.locator("main strong").get_by_text("Anne Proef").is_visible()
    press("Vraag het 1 persoon")
    axe(page)
    assert [message.to for message in mailoutbox] == [["anne@voorbeeld.invalid"]]
    page.get_by_role("link", name="Overzicht").click()
    axe(page)
    assert "Er werken 2 partijen samen" in page.locator(".k-lead").first.inner_text()
    _writes_and_finishes(page, axe, press)
    assert submissions <= 25


def test_a_member_confirms_on_a_phone_without_an_account(signed_in, visit, axe, mailoutbox, live_server):
    from kansrijk.coalition import commands
    from kansrijk.trust.models import Account, Coalition
    from kansrijk.trust.queries import actor_for

    signed_in(HOME)
    by = actor_for(Account.objects.get())
    commands.import_workbook(by=by, coalition=Coalition.objects.get().pk, name="x.xlsx", content=book())
    commands.ask_people(by=by, coalition=Coalition.objects.get().pk, site=live_server.url)
    link = next(word for word in mailoutbox[0].body.split() if word.startswith(live_server.url))
    page = visit(link.removeprefix(live_server.url), width=360, script=False)
    axe_page = visit(link.removeprefix(live_server.url), width=360, theme="dark")
    axe(axe_page)
    assert page.get_by_text("Anne Proef").is_visible()
    page.get_by_role("button", name="Ja, dit klopt").click()
    assert page.get_by_text("hebt laten weten dat dit klopt").is_visible()


@pytest.mark.long
def test_the_pages_of_a_coalition_fit_a_phone_at_night(signed_in, axe):
    from kansrijk.coalition import commands
    from kansrijk.trust.models import Account, Coalition
    from kansrijk.trust.queries import actor_for

    page = signed_in(HOME, width=360, theme="dark")
    by = actor_for(Account.objects.get())
    commands.import_workbook(by=by, coalition=Coalition.objects.get().pk, name="x.xlsx", content=book())
    for path in ("", "/partijen", "/wie-is-wie", "/doelen", "/afspraken", "/dekking", "/acties/nieuw", "/begin"):
        page.goto(HOME + path)
        axe(page)


def test_the_head_of_a_page_is_one_row_and_its_menu_opens_by_keyboard_and_without_script(signed_in, axe):
    for width, script in ((320, True), (360, False), (768, True), (1280, True)):
        page = signed_in(HOME, width=width, script=script)
        rows = page.locator(".k-header__row > *").evaluate_all(
            "all => new Set(all.filter(one => one.offsetParent)"
            ".map(one => (one.offsetTop + one.offsetHeight / 2) >> 4)).size"
        )
        assert rows == 1, f"the head takes {rows} rows at {width} pixels"
        summary = page.locator(".k-menu > summary")
        summary.focus()
        page.keyboard.press("Enter")
        assert page.get_by_role("button", name="Afmelden").is_visible()
        assert page.get_by_role("navigation", name="Hoofdmenu").count() == 1
        assert page.get_by_role("link", name="Kaart", exact=True).count() == 1
        if script:
            axe(page)
            page.keyboard.press("Escape")
            assert not page.get_by_role("button", name="Afmelden").is_visible()
            assert summary.evaluate("one => one === document.activeElement")
