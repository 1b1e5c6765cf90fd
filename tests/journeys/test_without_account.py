"""A social-team worker receives without an account: a midwife hands a link over and says the code by telephone."""

from urllib.parse import urlsplit

import pytest
from tests import prepared
from tests.families import people
from tests.families.screens import with_app
from tests.journeys.conftest import WIDTHS
from tests.journeys.midwife import show_code
from tests.referrals import by_link, sending

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "families"])]


def _sent_to_a_door_without_a_desk() -> None:
    from django.conf import settings

    with prepared.in_compartment_for_real():
        where = people.coalition("hier")
        anne = with_app(people.somebody("verloskundige", where, name="anne"))
        at = sending.scene(where, anne, people.somebody("jgz", where, name="chris"))
        made = by_link.handed_over(by_link.without_desk(at))
    settings.DATA_DIR.joinpath("referral.txt").write_text(str(made), "utf-8")


sent = prepared.fixture_for_real(prepared.Prepared("referral_without_desk", _sent_to_a_door_without_a_desk))


def _link(signed_in, axe) -> tuple[str, str]:
    """The midwife's part: the path of the link, and the code as she says it."""
    from django.conf import settings

    desk = signed_in(f"/verwijzingen/hier/{settings.DATA_DIR.joinpath('referral.txt').read_text('utf-8')}")
    show_code(desk)
    desk.get_by_role("heading", name="Niemand ontvangt dit op het scherm").wait_for()
    axe(desk)
    desk.get_by_role("link", name="Brief maken").click()
    desk.get_by_role("heading", name="Wat wij u vragen").wait_for()
    axe(desk)
    desk.go_back()
    desk.get_by_role("link", name="Link maken").click()
    axe(desk)
    desk.get_by_role("button", name="Link maken").click()
    desk.get_by_text("U ziet dit maar één keer").wait_for()
    axe(desk)
    code = desk.locator("[data-code]").inner_text()
    address = desk.locator(".k-own__paper .k-receipt__code").inner_text()
    desk.emulate_media(media="print")
    assert not desk.locator("[data-code]").is_visible(), "the code is not on the paper"
    return urlsplit(address).path, code


@pytest.mark.req("SEC-03", "templates/referrals/sealed")
@pytest.mark.parametrize("width", WIDTHS)
def test_who_receives_without_an_account_takes_it_on_and_leaves(sent, signed_in, visit, axe, width):
    path, code = _link(signed_in, axe)
    page = visit(path, width=width, script=width != 360)
    axe(page) if width != 360 else None
    page.get_by_label("Uw code").fill(code)
    page.get_by_role("button", name="Openen").click()
    page.get_by_role("heading", name="Kanarie Proef").wait_for()
    assert urlsplit(page.url).path == "/ontvangen"
    axe(page) if width != 360 else None
    page.get_by_role("button", name="Ik heb het gelezen").click()
    page.get_by_role("button", name="Wij pakken dit op").click()
    page.get_by_text("opgepakt").first.wait_for()
    page.get_by_role("button", name="Stoppen en sluiten").or_(page.get_by_role("button", name="Stoppen")).click()
    page.get_by_text("De pagina is dicht in deze browser").wait_for()
    page.goto("/ontvangen")
    page.get_by_text("Deze pagina is dicht").wait_for()
