"""The fictional region in the product: loaded by commands, marked everywhere, and nowhere among Dutch figures."""

import csv
import io
import re
from html import unescape

import pytest
from tests.prepared import PROGRESS

from kansrijk.areas import queries as places
from kansrijk.areas.commands import AreaRecord
from kansrijk.areas.commands.registering import register_unaudited
from kansrijk.areas.models import PostcodeLink
from kansrijk.demo import region as fictional
from kansrijk.demo.naming import COUNTRY, EDITION, REGION
from kansrijk.figures import queries
from kansrijk.figures.models import Release, Row
from kansrijk.figures.rules import STATUS_NAMES
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.commands import installation_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
GEMEENTE, WIJK, BUURT, PC4 = "GM9901", "WK990105", "BU99010400", "0012"


@pytest.fixture
def netherlands():
    """A Dutch gemeente in the same edition as the region, with the country above it. No figures."""
    register_unaudited(
        EDITION, [AreaRecord("NL00", "Nederland", "country"), AreaRecord("GM0546", "Leiden", "gemeente", "NL00")]
    )


def test_whoever_waits_for_it_sees_how_far_it_is(settings):
    shown = settings.DATA_DIR.joinpath(PROGRESS).read_text("utf-8")
    for step in ("people", "drawing the land", "coalitions at work", "care paths"):
        assert f"fictional region: {step}" in shown
    shares = [int(share) for share in re.findall(r"(\d+)%", shown)]
    assert shares == sorted(shares)
    assert shares[-1] >= 90
    assert len(set(shares)) >= 5


def test_every_release_went_by_two_people_with_the_attackers_report():
    releases = Release.objects.filter(source__startswith="fictief")
    assert releases.count() >= 5
    for release in releases:
        assert (release.status, release.policy) == ("published", "own")
        assert release.imported_by_id == release.proposed_by_id != release.published_by_id
        assert release.audit_report["recoverable"] == []
        assert release.audit_report["policy_cells"] > 0
    births = Release.objects.get(source="fictief-geboorten")
    assert births.audit_report["policy_hidden"] > 100, "small numbers are hidden, so the region shows what hiding is"
    assert "verzonnen groeicurve" in births.citation
    assert births.definition_versions["big2"] == "verzonnen-curve"


def test_no_interval_is_without_the_name_of_its_method():
    told = 0
    for release in Release.objects.all():
        for row in Row.objects.filter(release=release):
            limits = [index for index, lower in enumerate(row.lower) if lower is not None]
            told += len(limits)
            assert all(release.interval_methods[index] for index in limits), (release.source, row.area_code)
    assert told > 1_000


def test_ten_years_per_gemeente_and_windows_per_wijk_and_postcode():
    def periods(code: str, indicator: str = "big2"):
        return [figure.period for figure in queries.series(VISITOR, code, EDITION, indicator)]

    assert periods(GEMEENTE) == [str(year) for year in range(2014, 2024)]
    windows = ["2015-2017", "2018-2020", "2021-2023"]
    assert periods(WIJK) == windows
    assert periods(PC4) == windows
    assert periods(GEMEENTE, "huishoudens_laag_inkomen") == [str(year) for year in range(2014, 2024)]


def test_levels_lie_near_the_published_ones():
    newest = {
        figure.indicator.id: figure for figure in queries.figures_of(VISITOR, COUNTRY, EDITION) if figure.has_value
    }
    assert 5.5 <= newest["vroeggeboorte"].value <= 8
    assert 8 <= newest["sga"].value <= 12
    assert 13 <= newest["big2"].value <= 18
    assert 3 <= newest["perinatale_sterfte_22w_28d"].value <= 11
    assert 5 <= newest["huishoudens_laag_inkomen"].value <= 8
    for name in ("big2", "vroeggeboorte", "sga"):
        assert newest[name].interval_method
        assert newest[name].lower <= newest[name].value <= newest[name].upper


def test_risk_and_protection_preliminary_years_breaks_and_the_empties_are_all_there():
    figures = queries.figures_of(VISITOR, GEMEENTE, EDITION)
    sides = {figure.indicator.side for figure in figures if figure.has_value}
    assert {"risk", "protective"} <= sides
    assert {figure.delivery for figure in figures if figure.has_value} == {"final", "preliminary"}
    assert any(figure.indicator.breaks_of_line for figure in figures if figure.has_value)
    statuses: set[str] = set()
    for row in Row.objects.filter(release__source__startswith="fictief"):
        statuses |= {STATUS_NAMES[code] for code in row.status}
    assert {"measured", "hidden", "no_data", "too_uncertain"} <= statuses
    assert any(figure.release is None for figure in figures), "some indicators nobody delivered"


def test_a_break_of_a_line_is_drawn_and_a_chart_of_its_own_is_named_and_parts_no_line(client):
    """All ten years of Big 2 are counted by one made-up chart; the distance to the GP is measured in two ways."""
    page = unescape(client.get("/indicatoren/big2?land=XX").content.decode())
    history = page[page.index('id="geschiedenis"') : page.index('id="gebieden"')]
    assert "k-chart__break" not in history
    assert history.count('class="k-chart__trend"') == 1
    assert "loopt over een breuk" not in history
    assert 'href="/indicatoren/big2_oude_curven"' in history
    assert "<dd>verzonnen-curve</dd>" in page
    assert "hoftiezer-2019" not in page
    far = client.get("/indicatoren/afstand_huisarts?land=XX").content.decode()
    assert far.count('class="k-chart__break"') == 1
    assert far.count('class="k-chart__trend"') == 2


def test_loading_again_changes_nothing():
    from rich.console import Console

    before = set(Release.objects.values_list("pk", flat=True)), Row.objects.count()
    fictional.load(by=installation_actor(), console=Console(quiet=True))
    assert (set(Release.objects.values_list("pk", flat=True)), Row.objects.count()) == before


@pytest.mark.parametrize("code", [COUNTRY, GEMEENTE, WIJK, BUURT, PC4])
def test_every_page_says_that_it_is_fictional(client, code):
    page = unescape(client.get(f"/gebied/{code}").content.decode())
    assert "fictief voorbeeld" in page.lower()
    assert "Nederland:" not in page
    drawn = unescape(client.get(f"/kaart?gebied={GEMEENTE}@{EDITION}&niveau=wijk&indicator=big2").content.decode())
    assert "fictie" in drawn.lower()


@pytest.mark.parametrize("code", [COUNTRY, GEMEENTE, WIJK, PC4])
def test_every_exported_row_names_a_fictional_source(client, code):
    rows = list(csv.DictReader(io.StringIO(client.get(f"/gebied/{code}/cijfers.csv").content.decode())))
    released = [row for row in rows if row["release"]]
    assert released
    assert all(row["source"].startswith("fictief") for row in released)
    answered = client.get(f"/api/v1/observations?area={code}@{EDITION}").json()["observations"]
    assert answered
    assert all(row["source"].startswith("fictief") for row in answered if row["release"])
    releases = {row["release"]: row for row in client.get("/api/v1/releases").json()["releases"]}
    for key in {row["release"] for row in released}:
        assert "niet bestaat" in releases[key]["citation"]


def test_no_search_of_the_country_finds_it(client, netherlands):
    for text in ("Waterdam", "Zilvermeent", "Dammerhart", PC4, GEMEENTE, "Waterdan"):
        assert places.find(VISITOR, text) == [], text
        assert client.get("/api/v1/areas", {"q": text}).json()["areas"] == [], text
    assert "GM99" not in client.get("/api/v1/areas", {"postcode": PC4}).content.decode()
    codes = {area["code"] for area in client.get("/api/v1/areas", {"level": "gemeente"}).json()["areas"]}
    assert not {code for code in codes if code.startswith("GM99")}
    assert [ref.code for ref in places.areas(VISITOR, EDITION, "gemeente")] == ["GM0546"]


def test_the_search_of_the_demo_finds_it_and_says_so(client, netherlands):
    page = unescape(client.get("/?plaats=Zilvermeent", follow=True).content.decode())
    assert "fictief voorbeeld" in page
    assert 'href="/gebied/GM9903' in page
    assert "In de fictieve regio" in page
    by_postcode = unescape(client.get(f"/?plaats={PC4}+AB", follow=True).content.decode())
    assert "fictief" in by_postcode
    assert 'href="/gebied/GM990' in by_postcode
    found = places.find(VISITOR, PC4, country="XX")
    assert {ref.level for ref in found} == {"gemeente", "wijk"}
    assert all(ref.is_fictional for ref in found)


def test_the_page_of_a_dutch_place_never_meets_it(client, netherlands):
    page = unescape(client.get("/gebied/GM0546").content.decode())
    assert "GM99" not in page
    assert "Zilvermeent" not in page


ROADS = (
    "/indicatoren/big2", "/indicatoren/big2/cijfers.csv?niveau=gemeente", "/kaart?indicator=big2",
    "/trechter?indicator=big2&niveau=gemeente", "/samenhang?x=big2&y=sga&niveau=gemeente",
    "/api/v1/observations?indicator=big2&level=gemeente",
    "/api/v1/observations?indicator=big2&level=gemeente&_format=columns", "/api/v1/areas?level=gemeente",
)  # fmt: skip


def test_what_the_netherlands_have_not_is_never_taken_from_the_fictional_country(client, netherlands):
    for road in ROADS:
        answer = client.get(road)
        assert answer.status_code in {200, 404}, road
        assert "GM990" not in answer.content.decode(), road


@pytest.fixture
def one_dutch_figure(client, netherlands, tmp_path):
    """Leiden has the same figure, in the files of a coalition; the client is its epidemiologist."""
    from tests.figures.files import show_as_delivered

    from kansrijk.demo.people import account_of
    from kansrijk.figures import commands
    from kansrijk.trust.models import Coalition
    from kansrijk.trust.queries import actor_for

    by = actor_for(account_of("epidemioloog"))
    coalition = Coalition.objects.get(slug="kansrijk-waterdam").pk
    file = tmp_path / "leiden.csv"
    head = "gebied;periode;indicator;waarde;teller;noemer\n"
    file.write_text(f"{head}GM0546@{EDITION};2023;big2;;150;1000\n", "utf-8")
    receipt = commands.import_delivery(by=by, source="tidy", file=file, coalition=coalition)
    assert not receipt.errors
    show_as_delivered(receipt.release, by)
    client.post("/demo/aanmelden/epidemioloog")


def test_a_list_holds_one_country_and_each_has_its_own(client, one_dutch_figure):
    for road in ROADS:
        text = client.get(road).content.decode()
        assert "GM990" not in text, road
        assert "GM0546" in text or road.startswith("/samenhang"), road
    own = {
        "/indicatoren/big2?land=XX": "GM9901",
        "/indicatoren/big2/cijfers.csv?niveau=gemeente&land=XX": "GM9901",
        "/kaart?indicator=big2&gebied=XX00": "GM9901",
        f"/trechter?indicator=big2&niveau=gemeente&binnen={COUNTRY}": "GM9901",
        "/api/v1/observations?indicator=big2&level=gemeente&country=XX": "GM9901",
        "/api/v1/areas?level=gemeente&country=XX": "GM9901",
    }
    for road, code in own.items():
        text = unescape(client.get(road).content.decode())
        assert code in text, road
        assert "GM0546" not in text, road
        assert "fictief" in text.lower() or "/areas" in road, road


def test_the_pages_of_the_fictional_country_lead_to_its_own_lists(client, netherlands):
    page = unescape(client.get(f"/gebied/{COUNTRY}").content.decode())
    assert f"/kaart?gebied={COUNTRY}@{EDITION}" in page
    assert "/indicatoren/big2?land=XX" in page
    listed = unescape(client.get("/indicatoren/big2?land=XX").content.decode())
    for link in ("&gebied=XX00", "&binnen=XX00", "&country=XX", "land=XX"):
        assert link in listed, link


def test_the_region_and_the_country_hold_what_lies_in_them():
    area = places.area(VISITOR, REGION)
    assert area is not None
    assert area.is_fictional
    country = places.area(VISITOR, COUNTRY)
    assert [ref.name for ref in places.children(VISITOR, country, "gemeente")] == [
        "Veldermeer",
        "Waterdam",
        "Zilvermeent",
    ]


def test_postcodes_of_the_region_leave_those_of_the_country_alone(tmp_path, netherlands):
    from kansrijk.areas import commands

    file = tmp_path / "pc4.csv"
    file.write_text("pc4,gemeente,gewicht\n2311,GM0546,900\n", "utf-8")
    before = PostcodeLink.objects.filter(code__startswith="GM99").count()
    assert before > 20
    commands.import_areas(by=installation_actor(), file=file, edition=EDITION)
    assert PostcodeLink.objects.filter(code__startswith="GM99").count() == before
    assert PostcodeLink.objects.filter(code="GM0546").count() == 1


def test_made_up_figures_are_refused_for_a_real_place(tmp_path, netherlands):
    from kansrijk.figures import commands

    file = tmp_path / "echt.csv"
    file.write_text(f"gebied;periode;indicator;waarde;teller;noemer\nGM0546@{EDITION};2023;big2;;150;1000\n", "utf-8")
    receipt = commands.import_delivery(by=installation_actor(), source="fictief", file=file)
    assert receipt.is_refused
    assert "made up" in receipt.errors[0].message


def test_two_coalitions_and_what_one_keeps_to_itself_the_other_does_not_see(client):
    from kansrijk.demo.people import COALITIONS, PEOPLE, account_of
    from kansrijk.trust.queries import actor_for, coalitions

    # An expert by experience sees no workspace: only the texts that were laid before her.
    kinds = {one.code: "voice" if one.role == "ervaringsdeskundige" else "coalition" for one in PEOPLE}
    seen = {code: [card.slug for card in coalitions(actor_for(account_of(code)), kind)] for code, kind in kinds.items()}
    for one in PEOPLE:
        assert seen[one.code] == ([one.coalition] if one.coalition else []), one.code
    assert coalitions(actor_for(account_of("ervaringsdeskundige"))) == []
    assert {slug for slugs in seen.values() for slug in slugs} == {one.slug for one in COALITIONS}
    client.post("/demo/aanmelden/coordinator-zilvermeent")
    assert client.get("/vandaag").status_code == 200
    text = unescape(client.get("/demo").content.decode())
    assert "Ouder" in text
    assert "Zilvermeent" in text


def test_readings_stand_beside_the_figures_and_one_waits_for_somebody_else():
    from kansrijk.figures.models import ReadingText

    texts = list(ReadingText.objects.select_related("reading"))
    assert sorted({text.state for text in texts}) == ["shown", "waiting"]
    for text in texts:
        if text.state == "shown":
            assert text.moderated_by_id not in {None, text.reading.account_id}


def test_the_page_shows_a_reading_with_who_said_it(client):
    page = unescape(client.get("/gebied/GM9902").content.decode())
    assert "Mark Tolsma" in page


def test_sixty_organisations_with_150_services_in_two_open_directories():
    from kansrijk.offer import queries
    from kansrijk.trust.actors import VISITOR

    found = {one.slug: one for one in queries.directories(VISITOR)}
    assert set(found) == {"kansrijk-waterdam", "kansrijk-zilvermeent"}
    pages = [queries.services(VISITOR, one.coalition, page_size=500) for one in found.values()]
    assert sum(page.total for page in pages) == 150
    assert len({(card.directory, card.provider) for page in pages for card in page.services}) == 60
    assert all(card.is_fictional and card.phone.startswith("099") for page in pages for card in page.services)
    assert {card.freshness for page in pages for card in page.services} == {"fresh", "due", "stale"}
    postcode = PostcodeLink.objects.filter(code=GEMEENTE).order_by("-addresses")[0].postcode
    doors = queries.doors(VISITOR, phase="during", postcode=postcode, factors=["RMa02"])
    assert len(doors) >= 5
    assert doors[0].service.freshness != "stale"
