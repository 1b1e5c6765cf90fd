"""Areas by way of the screen: checked without storing, stored after a second look, for who may at any coalition."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.areas.test_bad_files import BOW_TIE, NEEDLE, RIGHT, SQUARE, collection, squares, topology
from tests.figures.test_desk import as_role as as_role
from tests.figures.test_desk import text_of, work_off
from tests.figures.waiting import waiting_works

from kansrijk.areas.models import Area, PostcodeLink, Shape, Succession
from kansrijk.figures import commands
from kansrijk.figures.models import AreaUpload, Work
from kansrijk.trust.models import AuditRecord

pytestmark = pytest.mark.django_db
DESK = "/cijfers/gebieden"


@pytest.fixture
def desk(as_role):
    return as_role("epidemioloog")


def offer(client, content, name="grenzen.geojson", kind="boundaries", edition="2024", **more):
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    data = {"kind": kind, "edition": edition, "file": SimpleUploadedFile(name, raw), **more}
    return client.post(DESK, data)


def shown(client, content, **more):
    """The page of an offered file, and its text once the worker looked at it."""
    page = offer(client, content, **more)["Location"]
    work_off()
    return page, text_of(client.get(page)).replace(" :", ":")


def test_boundaries_are_checked_shown_and_stored_once(desk, settings):
    assert "Nog geen. Begin met de grenzen" in text_of(desk.get(DESK))
    page = offer(desk, collection(SQUARE, RIGHT))["Location"]
    assert "We controleren het bestand" in text_of(desk.get(page))
    assert desk.get(f"{page}/stand").status_code == 200
    work_off()
    assert desk.get(f"{page}/stand")["HX-Refresh"] == "true"
    told = text_of(desk.get(page))
    assert "2 rijen gelezen = 2 nieuw of gewijzigd + 0 ongewijzigd + 0 afgekeurd" in told
    assert "GM9990 Plaats 0" in told
    assert not Area.objects.exists(), "looking stores nothing"
    assert not AuditRecord.objects.filter(event="areas imported").exists()
    for _ in range(2):
        desk.post(f"{page}/opslaan")
    assert Work.objects.filter(kind="store_areas").count() == 1
    work_off()
    assert Area.objects.filter(edition=2024, level="gemeente").count() == 2
    assert Shape.objects.filter(area__edition=2024).exists()
    assert "De gebieden zijn opgeslagen" in text_of(desk.get(page))
    assert AuditRecord.objects.filter(event="areas imported").count() == 1
    desk.post(f"{page}/opslaan")
    assert not waiting_works()
    assert [path for path in (settings.DATA_DIR / "offered").rglob("*") if path.is_file()] == []
    assert "2 × gemeente" in text_of(desk.get(DESK))


def test_successions_and_postcodes_come_in_by_the_same_road(desk):
    page, told = shown(
        desk,
        b"van_jaar,naar_jaar,van,naar,gewicht\n2023,2024,GM9990,GM9991,5\n2023,2024,GM9992,GM9991,7\n",
        name="overgang.csv",
        kind="successions",
        edition="",
    )
    assert "2 × ging samen" in told
    assert not Succession.objects.exists()
    desk.post(f"{page}/opslaan")
    work_off()
    assert Succession.objects.count() == 2
    page, told = shown(desk, b"pc4,gemeente,gewicht\n9999,GM9990,12\n", name="postcodes.csv")
    assert "1 rijen gelezen = 1 nieuw" in told
    desk.post(f"{page}/opslaan")
    work_off()
    assert PostcodeLink.objects.get().addresses == 12
    assert "van 2023 tot 2024, 2 regels" in text_of(desk.get(DESK))


BAD = [
    (b'{"type": "FeatureCollection", "features": [{"type"', "geen volledige JSON"),
    (b"%PDF-1.7 and so on", "Dit is een PDF"),
    (b"PK\x03\x04zip", "ingepakt bestand"),
    ('{"type": "é"}'.encode("latin-1"), "Bewaar het als UTF-8"),
    (b"[1, 2]", "geen GeoJSON of TopoJSON"),
    (b"[" * 200_000, "te diep in elkaar"),
    (b'{"type": "FeatureCollection", "features": []}', "geen gebieden in het bestand"),
    (b'{"type": "FeatureCollection", "features": [3]}', "niet opgebouwd zoals grenzen horen te zijn. "),
    (b'{"type": "FeatureCollection"}', "niet opgebouwd zoals grenzen horen te zijn: features ontbreekt"),
    (b'{"type": "FeatureCollection", "features": [{"properties": 3}]}', "zijn geen namen met waarden"),
    (b'{"a": ' + b"1" * 5000 + b"}", "Een getal in het bestand heeft te veel cijfers"),
    (json.dumps(collection(SQUARE)).encode("utf-16"), "Bewaar het als UTF-8"),
    (json.dumps(collection(SQUARE)).encode().replace(b"Plaats", b"Pl\x00ts"), "geen tekst is (NUL)"),
    (b"<!doctype html><html>", "Dit is een webpagina"),
    (topology(arcs=[[["a", "b"]]]), "rij 1, kolom arcs: Een punt is geen paar van twee getallen"),
    (collection(SQUARE, field="nummer"), "Schrijf bij “Veld met de code”"),
    (collection(SQUARE, crs="EPSG:3857"), "De projectie EPSG:3857 kennen we niet"),
    (collection(SQUARE, crs="EPSG:4326"), "de getallen passen daar niet bij"),
    (collection([[0, 0], [1e7, 0], [1e7, 1e7], [0, 0]], crs=None), "De projectie ontbreekt"),
    (collection(SQUARE, RIGHT, codes=["GM9990", "ZZ12"]), "rij 2, kolom statcode: ZZ12 is geen code van een gemeente"),
    (
        collection(SQUARE, RIGHT, codes=["GM9990", "GM9990"]),
        "rij 2, kolom statcode: GM9990 staat twee keer",
    ),
    (collection([["a", "b"]] * 4), "geen paar van twee getallen"),
    (collection(None), "Geen enkel gebied heeft een vorm"),
    (collection(SQUARE, BOW_TIE), "rij 2, kolom geometry: De omtrek van GM9991 kruist zichzelf bij x 103500, y 400500"),
    (collection(BOW_TIE, BOW_TIE), "Ook van 1 andere rijen is de vorm niet te gebruiken. Herstel het bestand"),
]


@pytest.mark.parametrize(("content", "sentence"), BAD)
def test_a_bad_boundary_file_is_refused_in_one_dutch_sentence(desk, content, sentence):
    page, told = shown(desk, content)
    assert sentence in told
    assert "Er is niets opgeslagen" in told
    assert "Deze gebieden opslaan" not in told
    desk.post(f"{page}/opslaan")
    work_off()
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"statcode\nGM9990\n", "maar één kolom"),
        (b"statcode,statnaam\n", "alleen een kopregel"),
        (b"statcode,statnaam\nGM9990,A,B\n", "Deze rij heeft 3 kolommen"),
        (b"statcode,statnaam\nGM9990,A\x00\n", "geen tekst is (NUL)"),
        (b"statcode,statnaam\nGM9990,A\nGM99,B\n", "rij 3, kolom statcode: GM99 is geen code"),
        (b"pc4,gemeente,gewicht\n9999,GM9990,veel\n", "rij 2, kolom gewicht: veel is geen aantal adressen"),
        (b",".join(b"a%d" % n for n in range(2000)) + b"\n1\n", "meer dan 500 kolommen"),
        (b"van_jaar,naar_jaar,van,naar,gewicht\n2021,2022,GM9990,GM9991,1\n", "welk gebied welk werd"),
        (b"statcode,statnaam\nGM9990,A\nGM9991, \n", "rij 3, kolom statnaam: De naam van GM9991 is leeg"),
    ],
)
def test_a_bad_table_says_row_and_column(desk, content, sentence):
    _page, told = shown(desk, content, name="tabel.csv")
    assert sentence in told
    assert not Area.objects.exists()
    assert not PostcodeLink.objects.exists()


def test_a_bad_succession_says_row_and_column(desk):
    row = b"van_jaar,naar_jaar,van,naar,gewicht\n2022,2021,GM9990,GM9991,1\n"
    _page, told = shown(desk, row, name="o.csv", kind="successions", edition="")
    assert "rij 2, kolom naar_jaar: 2021 komt niet na 2022" in told
    assert not Succession.objects.exists()


@pytest.mark.req("DAT-05", "an outline that cannot be used refuses its file")
def test_one_outline_among_many_that_cannot_be_repaired_refuses_the_file_unless_one_ticks(desk):
    rings, codes = squares(40)
    content = collection(*rings, BOW_TIE, codes=[*codes, "GM9991"])
    page, told = shown(desk, content)
    assert "Er is niets opgeslagen" in told
    assert "rij 41, kolom geometry: De omtrek van GM9991 kruist zichzelf" in told
    assert "Of zet een vinkje bij “Laat gebieden weg waarvan de vorm niet klopt”" in told
    assert "Laat gebieden weg waarvan de vorm niet klopt" in text_of(desk.get(DESK))
    desk.post(f"{page}/opslaan")
    work_off()
    assert not Area.objects.exists()


def test_what_was_ticked_leaves_those_areas_out_and_names_them(desk):
    rings, codes = squares(20)
    page, told = shown(desk, collection(*rings, BOW_TIE, codes=[*codes, "GM9991"]), leave_out_broken="on")
    assert "Gebieden waarvan de vorm niet klopt, slaan we niet op (1)" in told
    assert "21 rijen gelezen = 20 nieuw of gewijzigd + 0 ongewijzigd + 1 afgekeurd" in told
    assert "De omtrek van GM9991 kruist zichzelf bij x 103500, y 400500" in told
    assert desk.get(f"{page}/fouten.csv").content.decode().count("\n") == 2
    desk.post(f"{page}/opslaan")
    work_off()
    assert set(Area.objects.values_list("code", flat=True)) == set(codes)
    assert AuditRecord.objects.get(event="areas imported").detail["left_out_1"] == "GM9991"
    _page, told = shown(desk, collection(SQUARE, NEEDLE))
    assert "hersteld zijn GM9991" in told


@pytest.mark.req("SEC-01", "area import")
@pytest.mark.parametrize("role", ["coordinator", "jgz", "wethouder"])
def test_who_may_not_read_areas_in_does_not_find_the_desk(as_role, desk, role):
    page = offer(desk, collection(SQUARE))["Location"]
    other = as_role(role)
    assert other.get(DESK).status_code == 404
    assert other.get(page).status_code == 404
    assert other.post(f"{page}/opslaan").status_code == 404
    assert offer(other, collection(SQUARE)).status_code == 404
    assert AreaUpload.objects.count() == 1


def test_what_is_asked_is_asked_beside_its_field(desk):
    answer = offer(desk, collection(SQUARE), edition="")
    assert answer.status_code == 422
    assert "Vul in van welk jaar de gebieden zijn" in text_of(answer)
    _page, told = shown(desk, collection(SQUARE, field="nummer"), code_field="nummer", level="gemeente")
    assert "1 rijen gelezen = 1 nieuw" in told


def test_an_offered_file_is_gone_after_a_day(desk, settings):
    page, _told = shown(desk, collection(SQUARE))
    AreaUpload.objects.update(expires_at=timezone.now())
    commands.sweep()
    assert "binnen een dag" in text_of(desk.get(page))
    assert not list((settings.DATA_DIR / "offered" / "areas").rglob("*.geojson"))
    discarded, _told = shown(desk, collection(SQUARE))
    desk.post(f"{discarded}/weggooien")
    assert AreaUpload.objects.filter(state="discarded").count() == 1


def test_the_way_there_stands_on_the_page_of_deliveries(as_role, desk):
    assert re.search(rf'href="{DESK}"', desk.get("/cijfers/leveringen").content.decode())
    assert f'href="{DESK}"' not in as_role("coordinator").get("/cijfers/leveringen").content.decode()


def test_a_file_of_regions_names_the_regions_it_makes(desk):
    shown(desk, b"gemeentecode,gemeentenaam\nGM9990,Plaats 0\nGM9991,Plaats 1\n", name="namen.csv")
    page, told = shown(
        desk,
        b"gemeentecode,gemeentenaam,jeugdregio\nGM9990,Plaats 0,Jeugdregio Oost\nGM9991,Plaats 1,Jeugdregio West\n",
        name="regio.csv",
    )
    assert "2: Jeugdregio Oost, Jeugdregio West" in told
    assert not Area.objects.filter(level="region").exists(), "looking stores nothing"
    desk.post(f"{page}/opslaan")
    work_off()
    assert set(Area.objects.filter(level="region").values_list("name", flat=True)) == {
        "Jeugdregio Oost",
        "Jeugdregio West",
    }


def test_a_gemeente_of_the_fictional_country_never_lies_in_a_region_of_a_real_one(desk):
    Area.objects.create(
        code="GM9990", edition=2024, level="gemeente", name="Verzonnen", country="XX", is_fictional=True,
        sort_key="verzonnen", search_key="verzonnen",
    )  # fmt: skip
    _page, told = shown(
        desk, b"gemeentecode,gemeentenaam,jeugdregio\nGM9990,Verzonnen,Jeugdregio Oost\n", name="regio.csv"
    )
    assert "rij 2, kolom gemeentecode: GM9990 ligt in een ander land dan waar dit bestand over gaat." in told
