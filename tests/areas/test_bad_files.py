"""Bad input: one sentence with file, row, column, and nothing stored."""

import json

import pytest

from kansrijk.areas import commands
from kansrijk.areas.models import Area, PostcodeLink, Succession
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db

SQUARE = [[100000, 400000], [101000, 400000], [101000, 401000], [100000, 401000], [100000, 400000]]
RIGHT = [[101000, 400000], [102000, 400000], [102000, 401000], [101000, 401000], [101000, 400000]]
BOW_TIE = [[103000, 400000], [104000, 401000], [104000, 400000], [103000, 401000], [103000, 400000]]
# A line there and back again.
THERE_AND_BACK = [[103000, 400000], [104000, 400000], [104000, 401000], [104000, 400000], [103000, 400000]]
# A square whose outline runs out and back along a needle that crosses itself.
NEEDLE = [[105000, 400000], [106000, 400000], [106000, 401000], [105500, 401000], [105503, 401003], [105500, 401003],
          [105503, 401000], [105000, 401000], [105000, 400000]]  # fmt: skip


def collection(*rings, crs="urn:ogc:def:crs:EPSG::28992", codes=None, field="statcode"):
    content = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {field: (codes or [f"GM999{n}" for n in range(9)])[n], "statnaam": f"Plaats {n}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]} if ring else None,
            }
            for n, ring in enumerate(rings)
        ],
    }
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    return content


def with_geometry(geometry):
    feature = {"type": "Feature", "properties": {"statcode": "GM9990", "statnaam": "A"}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [feature]}


def named(name):
    found = collection(SQUARE)
    found["features"][0]["properties"]["statnaam"] = name
    return found


def topology(**more):
    area = {"type": "Polygon", "arcs": [[0]], "properties": {"statcode": "GM9990", "statnaam": "A"}}
    return {"type": "Topology", "objects": {"a": {"geometries": [area]}}, **more}


BOUNDARIES = [
    (b"", "the file is empty"),
    (b'{"type": "FeatureCollection", "features": [{"type"', "not complete JSON"),
    (b"%PDF-1.7 and so on", "this is a PDF"),
    (b"PK\x03\x04zip", "compressed"),
    ('{"type": "é"}'.encode("latin-1"), "not UTF-8"),
    (b"[1, 2]", "not GeoJSON or TopoJSON"),
    (b"[" * 200_000, "nested too deeply"),
    (b'{"type": "FeatureCollection", "features": []}', "holds no areas"),
    (b'{"type": "FeatureCollection", "features": [3]}', "this is not built as boundaries are"),
    (b'{"type": "FeatureCollection"}', "there is no 'features'"),
    (collection(SQUARE) | {"crs": "EPSG:28992"}, "this is not built as boundaries are"),
    (collection(SQUARE) | {"crs": {"type": "link", "properties": {}}}, "there is no 'name'"),
    (b'{"type": "FeatureCollection", "features": [{"properties": 3}]}', "the properties of an area are not names"),
    (with_geometry({"type": "GeometryCollection", "geometries": []}), "MultiPolygon, not a GeometryCollection"),
    (with_geometry({"type": "Polygon", "coordinates": [[{}]]}), "not a pair of numbers"),
    (json.dumps(collection(SQUARE)).replace("101000", "1" + "0" * 400).encode(), "not a pair of numbers"),
    (json.dumps(collection(SQUARE)).replace("101000", "NaN").encode(), "not a finite number"),
    (json.dumps(collection(SQUARE)).replace("101000", "1" * 5000).encode(), "too many digits"),
    (json.dumps(collection(SQUARE)).encode().replace(b"Plaats", b"Pl\x00ts"), "NUL byte"),
    (json.dumps(collection(SQUARE)).encode("utf-16"), "not UTF-8 text"),
    (b"<!doctype html><html>", "a web page"),
    (named("=cmd|' /C calc'!A0"), "the name of GM9990 is a formula, not a name"),
    (named({"nl": "A"}), "the name of GM9990 is empty, too long"),
    (named(" "), "the name of GM9990 is empty, too long"),
    (named("Plaats \u202e"), "the name of GM9990 is empty, too long or not printable"),
    (topology(arcs=[[[100000, 400000], [3]]]), "not a pair of numbers"),
    (topology(arcs=[[["a", "b"]]]), "not a pair of numbers"),
    (topology(arcs=[[[1], [2]]]), "not a pair of numbers"),
    (topology(arcs=[[]]), "not a pair of numbers"),
    (json.dumps(topology(arcs=[SQUARE])).replace("101000", "NaN").encode(), "not a finite number"),
    (topology(arcs=[SQUARE], transform={"scale": [1], "translate": [0, 0]}), "this is not built as boundaries are"),
    (topology(arcs=[SQUARE], transform={"scale": ["a", 1], "translate": [0, 0]}), "this is not built as boundaries"),
    (topology(arcs=[]), "this is not built as boundaries are"),
    (topology(arcs=[], objects={}), "holds no areas"),
    (collection(SQUARE, field="nummer"), "say with --code which field"),
    (collection(SQUARE, crs="EPSG:3857"), "is not RD New"),
    (collection(SQUARE, crs="EPSG:4326"), "its coordinates are not in it"),
    (collection([[0, 0], [1e7, 0], [1e7, 1e7], [0, 0]], crs=None), "projection is missing"),
    (collection(SQUARE, RIGHT, codes=["GM9990", "ZZ12"]), "'ZZ12' is not a code of level gemeente"),
    (collection(SQUARE, RIGHT, codes=["GM9990", "GM9990"]), "stands in the file twice"),
    (collection([["a", "b"]] * 4), "not a pair of numbers"),
    (collection(None), "none of the areas has a geometry"),
    (collection(SQUARE, BOW_TIE), "GM9991 crosses itself near x 103500, y 400500"),
    (collection(SQUARE, THERE_AND_BACK), "the outline of GM9991 crosses itself"),
]
TABLES = [
    (b"", "the file is empty"),
    (b"statcode\nGM9990\n", "one column"),
    (b"statcode,statnaam\n", "no rows"),
    (b"statcode,statnaam\nGM9990,A,B\n", "3 columns where the header has 2"),
    (b"statcode,statnaam\nGM9990,A\x00\n", "NUL byte"),
    (b"statcode,statnaam\nGM9990,\x81\n", "neither UTF-8 nor Windows-1252"),
    ("statcode,statnaam\nGM9990,Oldegalileën\n".encode("mac_roman"), "neither UTF-8 nor Windows-1252"),
    (b"statcode,statcode\nGM9990,A\n", "names a column twice"),
    (b"statcode,statnaam\nGM9990,A\nGM99,B\n", "'GM99' is not a code"),
    (b"statcode,statnaam\nGM9990,A\nGM9990,B\n", "stands in the file twice"),
    (b"pc4,gemeente,gewicht\n9999,GM9990,veel\n", "not a number of addresses"),
    (b"pc4,gemeente,gewicht\n99990,GM9990,4\n", "not a code of level pc4"),
    (b",".join(b"a%d" % n for n in range(2000)) + b"\n1\n", "more than 500 columns"),
    (b"statcode,statnaam\nGM9990,=cmd|' /C calc'!A0\n", "the name of GM9990 is a formula, not a name"),
    (b"statcode,statnaam,ggdregio\nGM9990,A,@SUM(A1)\n", "is a formula, not a name"),
    (b"pc4,gemeente,gewicht\n9999,GM9990,=A1\n", "'=A1' is not a number of addresses"),
    (b"statcode,statnaam\nGM9990,A\nGM9991, \n", "the name of GM9991 is empty"),
    (b"statcode,statnaam,ggdregio\nGM9990,A,GGD Een\nGM9991,,GGD Een\n", "the name of GM9991 is empty"),
    (b"%PDF-1.7", "PDF"),
    (b"van_jaar,naar_jaar,van,naar,gewicht\n2021,2022,GM9990,GM9991,1\n", "areas successions"),
]


@pytest.fixture
def read(tmp_path, importer):
    def _read(content, name="grenzen.geojson", edition=2024, **options):
        path = tmp_path / name
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(raw)
        return commands.import_areas(by=importer, file=path, edition=edition, **options)

    return _read


@pytest.mark.parametrize(("content", "sentence"), BOUNDARIES)
def test_a_bad_boundary_file_is_refused_in_one_sentence(read, content, sentence):
    with pytest.raises(commands.BadFile, match=sentence) as caught:
        read(content)
    assert caught.value.file == "grenzen.geojson"
    assert "\n" not in str(caught.value)
    assert caught.value.as_json()["file"] == "grenzen.geojson"
    assert not Area.objects.exists()


def test_a_topology_of_one_area_is_read(read):
    """What the wrong ones above are variants of."""
    assert read(topology(arcs=[SQUARE])).counts.stored == 1


def test_the_row_of_a_wrong_code_is_named(read):
    with pytest.raises(commands.BadFile) as caught:
        read(collection(SQUARE, RIGHT, codes=["GM9990", "x"]))
    assert (caught.value.row, caught.value.field) == (2, "statcode")


def test_a_self_intersection_that_keeps_its_area_is_repaired(read):
    result = read(collection(SQUARE, NEEDLE))
    assert result.counts.rejected == 0
    assert result.repaired == ("GM9991",)


def squares(count):
    """As many squares beside each other, each with its own code."""
    rings = [[[x + 2000 * n, y] for x, y in SQUARE] for n in range(count)]
    return rings, [f"GM98{n:02}" for n in range(count)]


@pytest.mark.req("DAT-05", "an outline that cannot be used refuses its file")
def test_one_outline_among_many_that_cannot_be_repaired_refuses_the_whole_file(read):
    rings, codes = squares(40)
    with pytest.raises(commands.BadFile, match="leave these areas out with --leave-out-broken") as caught:
        read(collection(*rings, BOW_TIE, codes=[*codes, "GM9991"]))
    assert (caught.value.row, caught.value.field) == (41, "geometry")
    assert not Area.objects.exists()


def test_the_sentence_says_how_many_more_there_are(read):
    with pytest.raises(commands.BadFile, match="1 more of the outlines cannot be used either; mend the file") as caught:
        read(collection(SQUARE, BOW_TIE, RIGHT, THERE_AND_BACK))
    assert (caught.value.row, caught.value.field) == (2, "geometry")


def test_outlines_that_cannot_be_repaired_are_left_out_where_that_was_asked(read):
    rings, codes = squares(20)
    result = read(collection(*rings, BOW_TIE, codes=[*codes, "GM9991"]), leave_out_broken=True)
    assert result.as_json() == {
        "edition": 2024,
        "level": "gemeente",
        "read": 21,
        "stored": 20,
        "unchanged": 0,
        "rejected": 1,
        "without_shape": 0,
    }
    assert (result.counts.errors[0].row, result.counts.errors[0].field) == (21, "geometry")
    assert not Area.objects.filter(code="GM9991").exists()
    assert AuditRecord.objects.get(event="areas imported").detail["left_out_1"] == "GM9991"


def test_where_nothing_is_left_there_is_nothing_to_leave_out(read):
    with pytest.raises(commands.BadFile, match=r"1 more of the outlines cannot be used either$"):
        read(collection(BOW_TIE, THERE_AND_BACK), leave_out_broken=True)


def test_every_area_that_was_left_out_stands_in_the_audit(read):
    """Also where their codes are longer together than one value of a record may be."""
    rings, codes = squares(90)
    bow_ties = [[[x + 2000 * n, y + 5000] for x, y in BOW_TIE] for n in range(80)]
    broken = [f"GM70{n:02}" for n in range(80)]
    read(collection(*rings, *bow_ties, codes=[*codes, *broken]), leave_out_broken=True)
    detail = AuditRecord.objects.get(event="areas imported").detail
    told = [detail[key] for key in sorted(detail) if key.startswith("left_out_")]
    assert " ".join(told).replace(",", "").split() == broken


def test_a_name_that_cannot_be_kept_refuses_the_whole_file(read):
    content = collection(SQUARE, RIGHT)
    content["features"][1]["properties"]["statnaam"] = " "
    with pytest.raises(commands.BadFile, match="the name of GM9991 is empty") as caught:
        read(content, leave_out_broken=True)
    assert (caught.value.row, caught.value.field) == (2, "statnaam")
    assert not Area.objects.exists()


def test_an_area_without_geometry_is_kept_without_shape(read):
    assert read(collection(SQUARE, None)).without_shape == 1


def test_an_unknown_topojson_object_is_named(read):
    topology = {"type": "Topology", "arcs": [], "objects": {"a": {"geometries": []}, "b": {"geometries": []}}}
    with pytest.raises(commands.BadFile, match="say which object to read with --object: a, b"):
        read(topology, "x.topojson")
    with pytest.raises(commands.BadFile, match="there is no object 'c'"):
        read(topology, "x.topojson", object_name="c")


@pytest.mark.parametrize(("content", "sentence"), TABLES)
def test_a_bad_table_is_refused_in_one_sentence(read, content, sentence):
    with pytest.raises(commands.BadFile, match=sentence):
        read(content, "tabel.csv")
    assert not Area.objects.exists()
    assert not PostcodeLink.objects.exists()


@pytest.mark.parametrize(
    ("row", "sentence", "column"),
    [
        ("2021,2022,GM9990,GM9991,0", "not a weight above 0", "gewicht"),
        ("2021,2022,GM9990,GM9991,nan", "not a weight above 0", "gewicht"),
        ("2022,2021,GM9990,GM9991,1", "does not come after", "naar_jaar"),
        ("21,2022,GM9990,GM9991,1", "not a year", "van_jaar"),
        ("2021,2022,GM9990,WK999900,1", "not an area code of one level", "naar"),
        ("2021,2022,ZZ,GM9990,1", "not an area code", "van"),
    ],
)
def test_a_bad_succession_is_refused_with_its_row_and_column(tmp_path, importer, row, sentence, column):
    path = tmp_path / "overgang.csv"
    path.write_text(f"van_jaar,naar_jaar,van,naar,gewicht\n2021,2022,GM9997,GM9998,5\n{row}\n")
    with pytest.raises(commands.BadFile, match=sentence) as caught:
        commands.import_successions(by=importer, file=path)
    assert (caught.value.row, caught.value.column) == (3, column)
    assert not Succession.objects.exists()


def test_a_visitor_may_not_import(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps(collection(SQUARE)))
    with pytest.raises(Denied):
        commands.import_areas(by=VISITOR, file=path, edition=2024)
