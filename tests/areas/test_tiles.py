"""Tiles of the zoom map: what they hold, how they are made and served, and that old borders never stay behind."""

import gzip
import json

import numpy as np
import pyproj
import pytest
import shapely

from kansrijk.areas import commands, queries
from kansrijk.areas.geo.drawing import draw
from kansrijk.areas.geo.tiling import polygons
from kansrijk.areas.models import Adjacency, TileSet
from kansrijk.areas.rd import degrees
from kansrijk.areas.serving import part
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.rules import Denied

X, Y = 120_000, 480_000


def _square(column, size=1000):
    left = X + column * size
    return [[left, Y], [left + size, Y], [left + size, Y + size], [left, Y + size], [left, Y]]


def _write(folder, rings, *, level="gemeente", name="grenzen.geojson"):
    codes = {"gemeente": "GM999{}", "wijk": "WK99900{}", "buurt": "BU999000{:02d}"}[level]
    path = folder / name
    content = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "EPSG:28992"}},
        "features": [
            {
                "type": "Feature",
                "properties": {"statcode": codes.format(n), "statnaam": f"Proefplaats {n}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for n, ring in enumerate(rings)
        ],
    }
    path.write_text(json.dumps(content))
    return path


@pytest.fixture
def made(db, importer, tmp_path, settings):
    """Two gemeenten and their tiles, edition 2024."""
    settings.DATA_DIR = tmp_path / "data"
    commands.import_areas(by=importer, file=_write(tmp_path, [_square(0), _square(1)]), edition=2024)
    return commands.make_tiles(by=importer, edition=2024)


def _numbers(data):
    """The varints of a directory of PMTiles."""
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def _tiles(archive):
    """Zoom → the tiles of it, unpacked (PMTiles version 3, one directory)."""
    root, length, *_, data = (int.from_bytes(archive[at : at + 8], "little") for at in (8, 16, 24, 32, 40, 48, 56))
    numbers = list(_numbers(gzip.decompress(archive[root : root + length])))
    count, rest = numbers[0], np.array(numbers[1:])
    ids, _runs, lengths, offsets = rest.reshape(4, count)
    found, at = {}, 0
    for number, size, offset in zip(ids.cumsum(), lengths, offsets, strict=True):
        at = int(offset) - 1 if offset else at
        zoom = next(z for z in range(20) if number < sum(4**k for k in range(z + 1)))
        found.setdefault(zoom, []).append(gzip.decompress(archive[data + at : data + at + int(size)]))
        at += int(size)
    return found


def test_every_level_is_there_at_every_zoom_and_no_outline_repeats_a_name(db, importer, tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    for level in ("gemeente", "wijk", "buurt"):
        commands.import_areas(
            by=importer, file=_write(tmp_path, [_square(0), _square(1)], level=level, name=level), edition=2024
        )
    commands.make_tiles(by=importer, edition=2024)
    tiles = _tiles(queries.tiles(VISITOR, 2024).path.read_bytes())
    assert sorted(tiles) == list(range(4, 13))
    for zoom, of_zoom in tiles.items():
        for code in (b"GM9990", b"WK999000", b"BU99900000"):
            assert any(code in tile for tile in of_zoom), (zoom, code)
    assert not any(b"Proefplaats" in tile for tile in tiles[4])
    assert any(b"Proefplaats" in tile for tile in tiles[12])


def _address(result):
    return f"/kaart/tegels/{result.country}-{result.edition}-{result.digest[:12]}.pmtiles"


def test_a_path_becomes_the_same_land_again_with_its_hole_and_the_island_in_it():
    outer, hole, island = shapely.box(0, 0, 900, 900), shapely.box(200, 200, 700, 700), shapely.box(400, 400, 500, 500)
    land = shapely.union(shapely.difference(outer, hole), island)
    moved = shapely.transform(land, lambda points: points + np.array([X, Y]))
    (drawing,) = draw(np.array([moved], dtype=object))
    (found,) = polygons([drawing.path])
    back = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
    metres = shapely.transform(found, lambda points: np.column_stack(back.transform(points[:, 0], points[:, 1])))
    assert metres.area == pytest.approx(land.area, rel=1e-4)
    assert shapely.symmetric_difference(shapely.buffer(metres, 0), moved).area < 1e-3 * land.area


@pytest.mark.parametrize("point", [(155_000, 463_000), (15_000, 375_000), (276_000, 580_000), (190_000, 310_000)])
def test_degrees_without_a_library_are_right_to_a_few_metres(point):
    exact = pyproj.Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True).transform(*point)
    found = degrees(*point)
    assert abs(found[0] - exact[0]) < 5e-5
    assert abs(found[1] - exact[1]) < 5e-5


def test_tiles_are_the_same_when_made_twice_and_hold_every_area(importer, made):
    assert made.areas == {"gemeente": 2}
    again = commands.make_tiles(by=importer, edition=2024)
    assert (again.digest, again.is_new, made.is_new) == (made.digest, False, True)
    content = queries.tiles(VISITOR, 2024).path.read_bytes()
    assert content.startswith(b"PMTiles")
    assert len(content) == made.bytes


def test_tiles_are_read_in_parts_that_a_browser_may_keep(client, made):
    whole = client.get(_address(made))
    content = b"".join(whole.streaming_content)
    assert (whole.status_code, whole["Content-Type"]) == (200, "application/vnd.pmtiles")
    part_of_it = client.get(_address(made), HTTP_RANGE="bytes=0-126", HTTP_ACCEPT_ENCODING="gzip, br")
    assert part_of_it.status_code == 206
    assert part_of_it.content == content[:127]
    assert part_of_it["Content-Range"] == f"bytes 0-126/{made.bytes}"
    assert part_of_it["Content-Length"] == "127"
    assert "Content-Encoding" not in part_of_it
    assert "immutable" in part_of_it["Cache-Control"]
    assert "no-transform" in part_of_it["Cache-Control"]
    tail = client.get(_address(made), HTTP_RANGE="bytes=-10")
    assert tail.content == content[-10:]
    past = client.get(_address(made), HTTP_RANGE=f"bytes={made.bytes}-")
    assert (past.status_code, past["Content-Range"]) == (416, f"bytes */{made.bytes}")
    assert client.get(_address(made), HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 304
    stale = client.get(_address(made), HTTP_RANGE="bytes=0-9", HTTP_IF_RANGE='"another"')
    assert stale.status_code == 200
    assert len(b"".join(stale.streaming_content)) == made.bytes
    head = client.head(_address(made))
    assert (head.status_code, head["Content-Length"]) == (200, str(made.bytes))


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-", (0, 99)),
        ("bytes=5-9", (5, 9)),
        ("bytes=90-200", (90, 99)),
        ("bytes=-5", (95, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=-0", (0, -1)),
        ("bytes=9-5", (0, -1)),
        ("bytes=100-", (0, -1)),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=1-2", None),
        ("", None),
    ],
)
def test_a_range_is_read_as_http_says(header, found):
    assert part(header, 100) == found


def test_tiles_of_old_borders_are_gone_when_borders_change(client, importer, made, tmp_path):
    address = _address(made)
    commands.import_areas(by=importer, file=_write(tmp_path, [_square(0), _square(2)]), edition=2024)
    assert not TileSet.objects.exists()
    assert queries.tiles(VISITOR, 2024) is None
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["NL-1999-000000000000", "NL-2024-000000000000", "XX-2024-000000000000"])
def test_tiles_that_are_not_there_are_not_found(client, made, address):
    assert client.get(f"/kaart/tegels/{address}.pmtiles").status_code == 404


def test_an_edition_without_boundaries_has_no_tiles(db, importer):
    with pytest.raises(commands.BadFile, match="no boundaries of 1999"):
        commands.make_tiles(by=importer, edition=1999)


def test_a_visitor_makes_no_tiles(db):
    with pytest.raises(Denied):
        commands.make_tiles(by=VISITOR, edition=2024)


def test_neighbours_in_another_file_of_the_same_year_stay(db, importer, tmp_path):
    """Importing the boundaries of one country must not make those of the fictional one forget who lies beside whom."""
    commands.import_areas(by=importer, file=_write(tmp_path, [_square(0), _square(1)]), edition=2024)
    path = _write(tmp_path, [_square(50), _square(51)])
    content = json.loads(path.read_text().replace("GM999", "GM888"))
    path.write_text(json.dumps(content))
    commands.import_areas(by=importer, file=path, edition=2024)
    assert Adjacency.objects.count() == 2
    assert [ref.code for ref in queries.neighbours(VISITOR, queries.area(VISITOR, "GM9990"))] == ["GM9991"]
