"""Somebody looks for a place of which nothing is known, or for one whose name two places have."""

import pytest
from tests import prepared

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_gemeente() -> None:
    """A Dutch gemeente of which nothing is known, and two places of one name."""
    from kansrijk.areas.commands import AreaRecord, register
    from kansrijk.trust.commands import installation_actor

    records = [
        AreaRecord("NL00", "Nederland", "country"),
        AreaRecord("GM9801", "Oefendorp", "gemeente", "NL00"),
        AreaRecord("WK980101", "Centrum", "wijk"),
        AreaRecord("GM9802", "Proefstad", "gemeente", "NL00"),
        AreaRecord("WK980201", "Centrum", "wijk"),
    ]
    assert not register(by=installation_actor(), edition=2023, areas=records).errors


region = prepared.fixture_for_real(prepared.Prepared("region_and_a_gemeente", a_gemeente, on=prepared.REGION))


def test_an_alderman_of_a_place_without_figures_reads_who_has_them(visit, axe, region):
    page = visit("/gebied/GM9801", width=360)
    axe(page)
    assert "Perined heeft die cijfers" in page.locator(".k-story").inner_text()
    page.get_by_text("waarom?").first.click()
    assert page.get_by_text("We nemen nooit het cijfer van een groter gebied").is_visible()


def test_several_places_of_one_name_can_be_told_apart_without_script(visit, axe, region):
    page = visit("/?plaats=Centrum", width=360, script=False)
    assert "wijk, Oefendorp" in page.locator(".k-hits").inner_text()
    page.locator(".k-hits a").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Centrum"


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_the_list_of_places_of_one_name_is_accessible(visit, axe, region, theme, width):
    axe(visit("/?plaats=Centrum", width=width, theme=theme))


def test_the_fictional_region_is_found_apart_where_dutch_places_are(visit, axe, region):
    page = visit("/?plaats=Waterdam", width=360)
    axe(page)
    page.locator("main").get_by_role("link", name="Waterdam").first.click()
    page.wait_for_url("**/gebied/GM9901*")
    assert "fictief" in page.locator("body").inner_text().lower()
