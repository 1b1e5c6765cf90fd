"""The epidemiologist reads in the coalition's own table, mends it and proposes; the coordinator publishes.

Then a visitor sees it; a stranger of another coalition never saw it before.
"""

import re

import pytest
from tests.figures.waiting import waiting_works

from kansrijk.figures import commands

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"
WRONG = HEAD + "GM9901@2024;2023;roken_in_zwangerschap;veertig;1200;;\n"
RIGHT = HEAD + "GM9901@2024;2023;roken_in_zwangerschap;444;1200;;\n"
SHOWN = re.compile(r"37(,0)?\s*%")


def work_off() -> None:
    for key in waiting_works():
        commands.run_work(work=key)


@pytest.fixture
def region(transactional_db, settings, tmp_path):
    """The demo's people, one made-up gemeente, and an epidemiologist of another coalition."""
    from datetime import date

    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited
    from kansrijk.demo.people import load_people
    from kansrijk.trust.commands import installation_actor
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Account, Coalition, Membership, Organisation

    settings.DATA_DIR = tmp_path / "data"
    beheer = installation_actor()
    load_people(by=beheer)
    places = [("XX00", "Verzonnen land", "country", None), ("GM9901", "Verzonnen", "gemeente", "XX00")]
    register_unaudited(2024, [AreaRecord(*place, country="XX", is_fictional=True) for place in places])
    commands.take_readings(by=beheer, coalition="kansrijk-waterdam", area="GM9901")
    other = Coalition.objects.create(name="Andere", slug="andere", wrapped_key=new_wrapped_key())
    stranger = Account.objects.create_user("ander@example.org", "een lang wachtwoord hier", name="Ander")
    Membership.objects.create(
        account=stranger,
        organisation=Organisation.objects.create(name="Andere GGD"),
        coalition=other,
        role="epidemioloog",
        starts_on=date(2020, 1, 1),
    )


def sign_in(visit, role: str, **more):
    page = visit("/demo", **more)
    page.locator(f"form[action$='/{role}'] button").click()
    return page


def offer(page, content: str) -> None:
    page.goto("/cijfers/leveringen/nieuw")
    page.select_option("select[name=source]", "tidy")
    page.set_input_files(
        "input[type=file]", files=[{"name": "eigen.csv", "mimeType": "text/csv", "buffer": content.encode()}]
    )
    page.get_by_role("button", name="Controleer het bestand").click()
    work_off()
    page.reload()


@pytest.mark.long
def test_from_a_file_with_an_error_to_a_figure_that_everybody_sees(visit, axe, region):
    release = read_in_and_propose(sign_in(visit, "epidemioloog"), axe)
    visitor = visit("/gebied/GM9901")
    assert not SHOWN.search(visitor.inner_text("main"))
    stranger = visit("/aanmelden")
    stranger.fill("input[name=login]", "ander@example.org")
    stranger.fill("input[name=password]", "een lang wachtwoord hier")
    stranger.locator("main form button[type=submit]").first.click()
    for address in ("/gebied/GM9901", "/bronnen", "/cijfers/leveringen", release):
        stranger.goto(address)
        assert not SHOWN.search(stranger.inner_text("main"))
        assert "eigen.csv" not in stranger.inner_text("main")

    second = sign_in(visit, "coordinator", width=360, theme="dark")
    second.goto("/vandaag")
    axe(second)
    second.get_by_role("link", name="Eigen cijfers van de coalitie").click()
    axe(second)
    second.get_by_role("button", name="Vrijgeven").click()
    work_off()
    second.reload()
    assert second.get_by_text("Deze vrijgave is: vrijgegeven.").is_visible(), second.inner_text("main")
    visitor.reload()
    assert SHOWN.search(visitor.inner_text("main"))


def read_in_and_propose(page, axe) -> str:
    """Walks every screen of the desk on the way; returns the address of the proposed release."""
    page.goto("/cijfers/leveringen")
    axe(page)
    page.get_by_role("link", name="Lees een bestand in").click()
    axe(page)
    offer(page, WRONG)
    assert page.get_by_text("Er staat 1 fout in het bestand.").is_visible()
    assert page.get_by_text("Dit is geen getal.").is_visible()
    axe(page)
    page.get_by_role("button", name="Gooi dit bestand weg").click()
    offer(page, RIGHT)
    assert page.get_by_text("(444 van 1.200)").is_visible()
    axe(page)
    page.get_by_role("button", name="Sla deze cijfers op").click()
    axe(page)  # while it waits
    work_off()
    page.get_by_role("link", name="Naar de vrijgave").click()  # the page saw that it was done
    axe(page)
    page.get_by_role("button", name="Voorstellen om vrij te geven").click()
    work_off()
    page.reload()
    assert page.get_by_text("De aanvaller kon geen enkel verborgen cijfer terugrekenen").is_visible()
    assert page.get_by_role("button", name="Vrijgeven").count() == 0
    axe(page)
    return page.url


@pytest.mark.long
def test_without_script_a_reading_is_written_judged_and_read(visit, axe, region):
    nurse = sign_in(visit, "jgz", width=360, script=False)
    nurse.goto("/gebied/GM9901/duiding/schrijven?indicator=big2")
    nurse.fill("textarea[name=text]", "Sinds de nieuwe wijk er staat, wonen hier veel jonge gezinnen.")
    nurse.get_by_role("button", name="Verstuur").click()
    assert nurse.get_by_text("Iemand van de coalitie leest het eerst").is_visible()
    writer = visit("/gebied/GM9901/duiding/schrijven", theme="dark")
    axe(writer)
    judge = sign_in(visit, "coordinator")
    judge.goto("/cijfers/duiding")
    axe(judge)
    judge.get_by_role("button", name="Keur goed").click()
    axe(judge)
    reader = visit("/gebied/GM9901/duiding", width=360)
    assert reader.get_by_text("veel jonge gezinnen").is_visible()
    axe(reader)
