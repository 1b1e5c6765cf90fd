"""A midwife hands a link over; the parent opens her own page on her telephone, stops a consent, says what is wrong."""

from urllib.parse import urlsplit

import pytest
from tests import prepared
from tests.families import doors, own, people
from tests.families.screens import with_app
from tests.families.test_consents import MONEY, give
from tests.journeys.conftest import WIDTHS
from tests.journeys.midwife import show_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "families"])]
DOOR = "Samen uit de schulden"


def _a_midwife_and_a_shared_file() -> None:
    from django.conf import settings

    with prepared.in_compartment_for_real():
        where = people.coalition("hier")
        anne = with_app(people.somebody("verloskundige", where, name="anne"))
        file = own.kept(anne, where)
        give(anne, where, file, doors.door(where, "debt_help", DOOR), MONEY)
    settings.DATA_DIR.joinpath("file.txt").write_text(str(file), "utf-8")


shared_file = prepared.fixture_for_real(prepared.Prepared("families_own_page", _a_midwife_and_a_shared_file))


def _file() -> str:
    from django.conf import settings

    return settings.DATA_DIR.joinpath("file.txt").read_text("utf-8")


def _link(signed_in, axe) -> tuple[str, str]:
    """The midwife's part: the path of the link, and the code as she says it."""
    desk = signed_in(f"/gezinnen/hier/{_file()}")
    show_code(desk)
    desk.get_by_role("link", name="Link maken").click()
    axe(desk)
    desk.get_by_label("Deze persoon zegt zelf ja").check()
    desk.get_by_label("Ik weet wie dit is").check()
    desk.get_by_role("button", name="Link maken").click()
    desk.get_by_text("U ziet dit maar één keer").wait_for()
    axe(desk)
    code = desk.locator("[data-code]").inner_text()
    address = desk.locator(".k-own__paper .k-receipt__code").inner_text()
    desk.emulate_media(media="print")
    assert not desk.locator("[data-code]").is_visible(), "the code is not on the paper"
    assert desk.locator(".k-qr").is_visible()
    return urlsplit(address).path, code


def _says_what_is_wrong(page, axe) -> None:
    page.get_by_role("link", name="Zeggen dat iets niet klopt").click()
    axe(page)
    page.get_by_label("Er klopt iets niet").check()
    page.get_by_label("Vertel het in uw eigen woorden").fill("Mijn telefoon is anders.")
    page.get_by_role("button", name="Verstuur").or_(page.get_by_role("button", name="Versturen")).click()
    page.get_by_text("Mijn telefoon is anders.").wait_for()
    axe(page)


@pytest.mark.req("RGT-01", "templates/families/own")
@pytest.mark.req("CON-02", "templates/families/own/home.html")
@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_hand_of_the_midwife_to_stopping_at_home(shared_file, signed_in, visit, axe, width):
    path, code = _link(signed_in, axe)
    page = visit(path, width=width, script=width != 360)
    axe(page) if width != 360 else None
    page.get_by_label("Uw code").fill("0000 0000")
    page.get_by_role("button", name="Openen").click()
    page.get_by_text("Dit gaat niet open").wait_for()
    page.get_by_label("Uw code").fill(code)
    page.get_by_role("button", name="Openen").click()
    page.get_by_role("heading", name="Wie helpt mij?").wait_for()
    assert urlsplit(page.url).path == "/mijn"
    assert page.title() == "Mijn pagina"
    assert own.NAME not in page.content()
    page.get_by_role("button", name="Stop met delen").click()  # one tap, as giving ended with one
    page.get_by_text("Het is gestopt").wait_for()
    page.get_by_role("button", name="Stoppen").click()
    page.get_by_text("De pagina is dicht in deze telefoon").wait_for()
    page.goto("/mijn")
    page.get_by_text("Deze pagina is dicht").wait_for()


@pytest.mark.req("A11Y-01", "templates/families/own")
@pytest.mark.long
def test_every_page_of_hers_by_axe_on_a_phone_at_night(shared_file, signed_in, visit, axe):
    path, code = _link(signed_in, axe)
    page = visit(path, width=360, theme="dark")
    axe(page)
    page.get_by_label("Uw code").fill("1")
    page.get_by_role("button", name="Openen").click()
    page.get_by_text("Dit gaat niet open").wait_for()
    axe(page)
    page.get_by_label("Uw code").fill(code)
    page.get_by_role("button", name="Openen").click()
    page.get_by_role("heading", name="Wie helpt mij?").wait_for()
    axe(page)
    for name in ("Stop met delen", "Zie wie heeft gekeken", "Stoppen"):
        box = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.bounding_box()
        assert box["height"] >= 44, name
    page.get_by_role("link", name="Zie wie heeft gekeken").click()
    page.get_by_role("heading", name="Wie heeft gekeken?").wait_for()
    axe(page)
    page.get_by_role("link", name="Mijn pagina").click()
    page.get_by_role("link", name="Een kopie meenemen").click()
    axe(page)
    page.get_by_role("link", name="Lezen en afdrukken").click()
    page.get_by_role("heading", name="Kopie van wat is bewaard").wait_for()
    axe(page)
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Stoppen").is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Mijn pagina").click()
    _says_what_is_wrong(page, axe)
    exit_link = page.locator("[data-quick-exit]")
    assert exit_link.bounding_box()["y"] + exit_link.bounding_box()["height"] <= 800
    page.get_by_role("button", name="Stoppen").click()
    page.get_by_text("De pagina is dicht in deze telefoon").wait_for()
    axe(page)
    page.goto("/mijn/zeggen")
    page.get_by_text("Deze pagina is dicht").wait_for()
    axe(page)
