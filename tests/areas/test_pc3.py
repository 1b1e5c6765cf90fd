"""Postcode areas of three digits, made of those of four when these are imported."""

import json

import numpy as np
import pytest
import shapely

from kansrijk.areas import queries
from kansrijk.areas.commands import import_areas
from kansrijk.areas.geo.drawing import united
from kansrijk.areas.models import Adjacency, Area, Containment, Shape

pytestmark = pytest.mark.django_db
# Two by two squares of a kilometre: 1011 and 1012 lie in 101X, 1021 and 1023 in 102X.
GRID = {"1011": (0, 0), "1012": (0, 1), "1021": (1, 0), "1023": (1, 1)}


def square(x: int, y: int, size: int = 1000) -> shapely.Polygon:
    return shapely.box(121_000 + 1000 * x, 487_000 + 1000 * y, 121_000 + 1000 * x + size, 487_000 + 1000 * y + size)


def geojson(folder, shapes: dict, name: str = "pc4.geojson"):
    features = [
        {"type": "Feature", "properties": {"pc4": code}, "geometry": json.loads(shapely.to_geojson(shape))}
        for code, shape in shapes.items()
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    file = folder / name
    file.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    return file


@pytest.fixture
def drawn(importer, tmp_path):
    shapes = {code: square(*at) for code, at in GRID.items()}
    import_areas(by=importer, file=geojson(tmp_path, shapes), edition=2024)
    return shapes


def paths(scale: str = "gemeente") -> dict[str, str]:
    rows = Shape.objects.filter(area__level="pc3", scale=scale)
    return dict(rows.values_list("area__code", "path"))


def test_boundaries_of_pc4_make_pc3_by_name_code_parts_shape_and_neighbours(drawn, importer):
    found = {ref.code: ref for ref in queries.areas(importer, 2024, "pc3")}
    names = {code: ref.name for code, ref in found.items()}
    assert names == {"101X": "Postcodegebied 101", "102X": "Postcodegebied 102"}
    assert [ref.code for ref in queries.children(importer, found["101X"], "pc4")] == ["1011", "1012"]
    boxes = {one.code: one.box for one in queries.shapes(importer, 2024, "pc3")}
    assert boxes == {
        "101X": (121_000, -489_000, 122_000, -487_000),
        "102X": (122_000, -489_000, 123_000, -487_000),
    }
    pairs = Adjacency.objects.filter(area__level="pc3").values_list("area__code", "other__code")
    assert [set(pair) for pair in pairs] == [{"101X", "102X"}]
    assert "l" in paths()["101X"]


def test_a_border_of_two_pc3_is_the_border_of_their_pc4():
    """A crooked line between them stands in both, point by point."""
    rng = np.random.default_rng(3)
    line = [(1000 + float(dx), float(y)) for y, dx in zip(range(0, 2001, 100), rng.normal(0, 30, 21), strict=True)]
    left = shapely.Polygon([(0, 0), *line, (0, 2000)])
    right = shapely.Polygon([*line, (2000, 2000), (2000, 0)])
    lower, upper = shapely.box(-1, -1, 2001, 1000), shapely.box(-1, 1000, 2001, 2001)
    parts = np.array([left & lower, left & upper, right & lower, right & upper], dtype=object)
    a, b = united(parts, np.array([0, 0, 1, 1]))
    assert a.geom_type == b.geom_type == "Polygon"
    assert shapely.coverage_is_valid(np.array([a, b], dtype=object))
    assert a.intersection(b).length == pytest.approx(shapely.LineString(line).length)


def test_slivers_between_pc4_are_no_cracks_in_a_pc3():
    parts = np.array([square(0, 0, 990), square(0, 1, 990), square(1, 0)], dtype=object)
    tall, other = united(parts, np.array([0, 0, 1]))
    assert tall.geom_type == "Polygon"
    assert not tall.interiors
    assert tall.area == pytest.approx(990 * 1990, rel=1e-3)
    assert other.equals(parts[2])


def test_twice_changes_nothing_and_a_moved_part_moves_the_whole(drawn, importer, tmp_path):
    before = paths()
    again = import_areas(by=importer, file=geojson(tmp_path, drawn, "again.geojson"), edition=2024)
    assert again.counts.stored == 0
    assert (paths(), Containment.objects.filter(kind="pc3").count()) == (before, 4)
    moved = drawn | {"1012": shapely.box(121_000, 488_000, 122_000, 490_000), "1023": drawn["1023"]}
    import_areas(by=importer, file=geojson(tmp_path, moved, "moved.geojson"), edition=2024)
    boxes = {one.code: one.box for one in queries.shapes(importer, 2024, "pc3")}
    assert boxes["101X"] == (121_000, -490_000, 122_000, -487_000)
    assert boxes["102X"] == (122_000, -489_000, 123_000, -487_000)


def test_a_file_of_some_parts_redraws_no_whole_of_which_it_lacks_one(drawn, importer, tmp_path):
    before = paths()
    half = {"1011": shapely.box(120_000, 487_000, 122_000, 488_000), "1031": square(3, 0)}
    import_areas(by=importer, file=geojson(tmp_path, half, "half.geojson"), edition=2024)
    assert paths()["101X"] == before["101X"]
    assert "103X" in paths()


def test_postcodes_without_outlines_make_pc3_without_a_shape(importer, tmp_path):
    file = tmp_path / "pc4_naar_gemeente.csv"
    file.write_text("pc4,gemeente,adressen\n2311,GM0546,10\n2312,GM0546,12\n")
    import_areas(by=importer, file=file, edition=2024)
    area = queries.area(importer, "231X")
    assert area is not None
    assert (area.edition, area.name) == (2024, "Postcodegebied 231")
    assert [ref.code for ref in queries.children(importer, area, "pc4")] == ["2311", "2312"]
    assert queries.shapes(importer, 2024, "pc3") == []


def test_outlines_of_another_year_stand_in_and_the_year_is_known(drawn, importer, tmp_path):
    file = tmp_path / "pc4_naar_gemeente.csv"
    file.write_text("pc4,gemeente,adressen\n1011,GM0363,10\n")
    for edition in (2017, 2030):
        import_areas(by=importer, file=file, edition=edition)
        assert {one.code for one in queries.shapes(importer, edition, "pc3")} == {"101X", "102X"}
        assert queries.postal_edition(importer, edition, "pc3") == 2024


@pytest.mark.parametrize("text", ["101", "101X", " 101x "])
def test_three_digits_find_the_area(drawn, importer, text):
    assert [ref.code for ref in queries.find(importer, text)] == ["101X"]


def test_three_digits_that_are_none_find_nothing(drawn, importer):
    assert queries.find(importer, "999") == []
    assert queries.find(importer, "101", level="gemeente") == []
    assert [ref.code for ref in queries.of_postcode(importer, "1012", level="pc3")] == ["101X"]


def test_the_interface_lists_and_finds_them(drawn, client):
    listed = client.get("/api/v1/areas?level=pc3").json()["areas"]
    assert [(one["code"], one["edition"], one["level"]) for one in listed] == [
        ("101X", 2024, "pc3"),
        ("102X", 2024, "pc3"),
    ]
    found = client.get("/api/v1/areas?level=pc3&postcode=1023").json()["areas"]
    assert [one["code"] for one in found] == ["102X"]
    assert client.get("/api/v1/areas/101X@2024").json()["name"] == "Postcodegebied 101"


def test_what_a_source_named_before_keeps_its_name(importer, tmp_path):
    from kansrijk.areas.commands import AreaRecord, register

    register(by=importer, edition=2024, areas=[AreaRecord("101X", "Postcodegebied 101", "pc3")])
    import_areas(by=importer, file=geojson(tmp_path, {"1011": square(0, 0)}), edition=2024)
    assert Area.objects.filter(code="101X").count() == 1
    assert "101X" in paths()


def test_the_real_postcodes_become_three_digit_areas_with_whole_outlines(importer, shared):
    """The national file is simplified per polygon: it leaves slivers, and none of them may become a crack."""
    (file,) = (shared / "boundaries").glob("pc4_2020_rd*")
    import_areas(by=importer, file=file, edition=2020)
    found = queries.shapes(importer, 2020, "pc3", scale="gemeente")
    assert len(found) > 750
    fours = Area.objects.filter(level="pc4", edition=2020).count()
    assert Containment.objects.filter(kind="pc3").count() == fours
    rings = {one.code: one.path.count("z") for one in found}
    assert sorted(rings.values())[len(rings) // 2] == 1, "half of them are one whole outline"
