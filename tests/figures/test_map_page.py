"""The map page: what it draws, what it says, where it leads, and what never stands in it."""

import re
import struct
import zlib
from xml.etree import ElementTree

import pytest
from tests import drawn_land, prepared
from tests.figures.files import show_as_delivered

from kansrijk.areas import commands as areas
from kansrijk.areas.commands import AreaRecord
from kansrijk.figures.commands import import_delivery
from kansrijk.trust.commands import installation_actor

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


loaded = prepared.fixture(drawn_land.LAND)


def _drawing(text: str):
    found = re.search(r'<svg [^>]*class="k-map__drawing".*?</svg>', text, re.S)
    assert found, "no drawing"
    return ElementTree.fromstring(found[0])


def test_table_and_drawing_hold_the_same_areas_in_the_same_order(client, loaded):
    text = client.get("/kaart?indicator=big2&gebied=GM9901@2023&niveau=wijk").content.decode()
    rows = re.findall(r'<tr data-code="([^"]+)"', text)
    told = [link for link in _drawing(text).iter(f"{SVG}a") if link.get("data-code", "").startswith("WK")]
    assert [link.get("data-code") for link in told] == rows
    assert len(rows) == 4
    for link in told:
        row = re.search(rf'<tr data-code="{link.get("data-code")}">.*?</tr>', text, re.S)[0]
        assert link.get("href").replace("&", "&amp;") in row
        value = link.get("aria-label").split(": ")[1].split(" (")[0]
        assert value in row


def test_the_neighbours_stand_around_it_in_grey_and_lead_to_their_own_map(client, loaded):
    text = client.get("/kaart?indicator=big2&gebied=GM9902@2023&niveau=wijk").content.decode()
    grey = [link for link in _drawing(text).iter(f"{SVG}a") if link[0].get("class") == "k-neighbour"]
    assert {link.get("data-code") for link in grey} == {"GM9901", "GM9903"}
    assert grey[0].get("href").startswith("/kaart?indicator=big2&gebied=GM99")
    assert client.get(grey[0].get("href")).status_code == 200


def test_a_click_on_a_gemeente_leads_to_its_wijken_and_a_click_there_to_a_page(client, loaded):
    text = client.get("/kaart?indicator=big2&gebied=XX00@2023").content.decode()
    first = next(_drawing(text).iter(f"{SVG}a"))
    assert first.get("href") == "/kaart?indicator=big2&gebied=GM9902@2023" or "GM99" in first.get("href")
    deeper = client.get(first.get("href")).content.decode()
    last = [link for link in _drawing(deeper).iter(f"{SVG}a") if link.get("data-code", "").startswith("WK")][-1]
    assert last.get("href").startswith("/gebied/WK99")
    assert client.get(last.get("href")).status_code == 200


@pytest.fixture
def netherlands(loaded) -> None:
    """Dutch areas beside the fictional ones, without a figure."""
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    register_unaudited(2024, [AreaRecord("NL00", "Nederland", "country"), AreaRecord("GM0546", "Leiden", "gemeente")])


def test_the_country_that_does_not_exist_never_stands_in_the_netherlands(client, netherlands):
    text = client.get("/kaart?indicator=big2").content.decode()
    assert "Hier zijn geen cijfers" in text
    assert "GM99" not in text


def test_at_most_five_classes_and_each_says_how_many_areas_are_in_it(client, loaded):
    text = client.get("/kaart?indicator=big2&gebied=GM9901@2023&niveau=wijk").content.decode()
    legend = re.search(r'<ul class="k-legend k-break">.*?</ul>', text, re.S)[0]
    counts = [int(n) for n in re.findall(r'k-small">(\d+)<', legend)]
    assert 1 <= len(counts) <= 9
    assert sum(counts) == 4
    assert "geen ranglijst" in text


FOUR = "gebied;periode;indicator;waarde;teller;noemer;status;eenheid\n"


@pytest.fixture
def empties(db, made_up, write, tmp_path, coalition, person):
    """Six made-up buurten: a zero, a value, and the four ways of having none."""
    import json

    features = [
        {
            "type": "Feature",
            "properties": {"statcode": code, "statnaam": f"Verzonnen buurt {code[-3:]}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 500_000], [x + 500, 500_000], [x + 500, 500_500], [x, 500_500], [x, 500_000]]],
            },
        }
        for x, code in zip(
            range(100_000, 103_000, 500),
            [f"BU99010{w}0{n}" for w in (1, 2, 3) for n in (1, 2)],
            strict=True,
        )
    ]
    crs = {"type": "name", "properties": {"name": "EPSG:28992"}}
    file = write(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), "buurten.geojson")
    areas.import_areas(by=installation_actor(), file=file, edition=2024)
    # A number of the six words: two values and four statuses, released by hand because rules would hide more.
    from kansrijk.figures.models import Release, Row

    rows = [f"BU9901010{n};2023;vroeggeboorte;{value};;;measured;%" for n, value in ((1, "0"), (2, "7,1"))]
    receipt = import_delivery(
        by=person("epidemioloog", coalition),
        source="tidy",
        file=write(FOUR + "\n".join(rows) + "\n"),
        coalition=coalition.pk,
    )
    assert not receipt.is_refused, receipt.as_json()
    show_as_delivered(receipt.release, person("coordinator", coalition))
    release = Release.objects.get(pk=receipt.release)
    pattern = Row.objects.filter(release=release).first()
    for status, code in zip((2, 3, 4, 5), ("BU99010201", "BU99010202", "BU99010301", "BU99010302"), strict=True):
        none = [None] * len(pattern.value)
        Row.objects.create(
            release=release, area_code=code, edition=pattern.edition, level="buurt", period=pattern.period,
            value=none, lower=none, upper=none, numerator=none, denominator=none, status=[status] * len(none),
        )  # fmt: skip
    return person("epidemioloog", coalition, 2)


@pytest.mark.req("SDC-05", "figures.pages.map")
def test_the_four_empties_look_and_read_different_and_zero_is_a_value(client, empties):
    from kansrijk.areas import queries as places
    from kansrijk.figures.pages.map import map_page

    page = map_page(empties, "vroeggeboorte", "buurt", within=places.area(empties, "GM9901@2024"), period=None)
    drawing = ElementTree.fromstring(page.drawing)
    fills = {link.get("data-code"): link[0].get("fill") for link in drawing.iter(f"{SVG}a")}
    hidden = [fills[f"BU9901{n}"] for n in ("0201", "0202", "0301", "0302")]
    assert hidden == [f"url(#map-{name})" for name in ("hidden", "no_data", "empty_at_source", "too_uncertain")]
    assert fills["BU99010101"] == "#f2f5e2", "zero is a value and looks like one"
    labels = [link.get("aria-label") for link in drawing.iter(f"{SVG}a")]
    assert re.search(r": 0\s%", " ".join(labels))
    for label, code in zip(labels, fills, strict=True):
        if fills[code].startswith("url"):
            assert not re.search(r"\d", label.split(": ")[1]), label
    patterns = {p.get("id"): ElementTree.tostring(p[1]) for p in drawing.iter(f"{SVG}pattern")}
    assert len(set(patterns.values())) == 4


def _pixels(picture: bytes) -> tuple[int, int, bytes]:
    """Width, height and the unfiltered bytes of an RGBA picture: enough to ask whether something is drawn."""
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    data, at = b"", 8
    while at < len(picture):
        size, kind = struct.unpack(">I4s", picture[at : at + 8])
        data += picture[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    return width, height, zlib.decompress(data)


def test_the_drawing_can_be_taken_along_with_its_source_and_date(client, loaded):
    address = "indicator=big2&gebied=GM9901@2023&niveau=wijk"
    response = client.get(f"/kaart/tekening.svg?{address}")
    assert response["Content-Type"].startswith("image/svg+xml")
    assert 'filename="kaart-big2-GM9901-' in response["Content-Disposition"]
    text = response.content.decode()
    root = ElementTree.fromstring(text)
    words = " ".join("".join(t.itertext()) for t in root.iter(f"{SVG}text"))
    assert "Bron:" in words
    assert re.search(r"Getekend op \d{1,2} \w+ \d{4}", words)
    assert "Fictief voorbeeld" in words
    assert "geen ranglijst" in words
    assert "href" not in text
    assert "style" not in text
    picture = client.get(f"/kaart/tekening.png?{address}")
    assert picture["Content-Type"] == "image/png"
    width, height, drawn = _pixels(picture.content)
    assert width == 1920
    assert height > 600
    assert len(set(drawn[::97])) > 20, "something is drawn"


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("query", ["indicator=bestaat-niet", "indicator=big2", "gebied=GM0001", "niveau=straat"])
def test_a_picture_of_nothing_is_not_found(client, netherlands, kind, query):
    assert client.get(f"/kaart/tekening.{kind}?{query}").status_code == 404


def test_colours_mean_the_same_at_every_level_and_period(client, data, beheer):
    """Classes of a share come from all gemeenten of the newest period, whatever is looked at."""
    areas.register(by=beheer, edition=2024, areas=[AreaRecord("NL00", "Nederland", "country")])
    file = data / "kwb/kwb2024_gemeente_wijk_buurt_85984NED_subset.csv"
    assert not import_delivery(by=beheer, source="cbs-kwb", file=file).is_refused
    legends = [
        re.findall(r"</svg> <span>([^<]+)</span>", client.get(address).content.decode())[:5]
        for address in (
            "/kaart?indicator=koopwoningen",
            "/kaart?indicator=koopwoningen&gebied=GM0546@2024&niveau=wijk",
            "/kaart?indicator=koopwoningen&gebied=GM0363@2024&niveau=buurt",
        )
    ]
    assert len(legends[0]) == 5
    assert legends[0] == legends[1] == legends[2]
    counts = [
        re.findall(r"</svg> <span>([^<]+)</span>", client.get(f"/kaart?indicator=inwoners{more}").content.decode())[:5]
        for more in ("", "&gebied=GM0546@2024&niveau=wijk")
    ]
    assert counts[0] != counts[1], "what adds up has classes of its own per level"


def test_the_cost_does_not_grow_with_the_number_of_areas(client, loaded, django_assert_max_num_queries):
    for address in ("/kaart?indicator=big2&gebied=GM9901@2023", "/kaart?indicator=big2&gebied=XX00@2023"):
        with django_assert_max_num_queries(32):
            assert client.get(address).status_code == 200
