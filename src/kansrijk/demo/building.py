"""The land of the fictional region into the register: areas, boundaries, what lies in what, postcodes."""

import csv
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely

from kansrijk.areas import commands as areas
from kansrijk.areas import queries
from kansrijk.areas.commands.results import AreaRecord
from kansrijk.demo import there
from kansrijk.demo.land import Lot, Place, lots
from kansrijk.demo.naming import EDITION, REGION
from kansrijk.trust.actors import Actor

DRAWN = ("ggd_region", "gemeente", "wijk", "buurt", "pc4")
XX = "XX"
# Placed in the sea north-west of the country, where no Dutch area lies.
EAST, NORTH = 20_000, 600_000


def load_land(*, by: Actor, places: list[Place]) -> None:
    """Registers the areas, imports their drawn boundaries, and says what lies in what and which postcodes where."""
    records = [
        AreaRecord(p.code, p.name, p.level, p.parent_code or None, country=XX, is_fictional=True) for p in places
    ]
    _refuse_an_earlier_region(by, places)
    areas.register(by=by, edition=EDITION, areas=records)
    with tempfile.TemporaryDirectory() as folder:
        for level in DRAWN:
            file = Path(folder, f"{level}.geojson")
            file.write_text(json.dumps(_features([place for place in places if place.level == level])), "utf-8")
            areas.import_areas(
                by=by, file=file, edition=EDITION, level=level, code_field="code", name_field="name", country=XX
            )
        for file in _tables(Path(folder), places):
            areas.import_areas(by=by, file=file, edition=EDITION, country=XX)
    areas.make_tiles(by=by, edition=EDITION, country=XX)


def _refuse_an_earlier_region(by: Actor, places: list[Place]) -> None:
    """The land of an earlier version of the demo would keep its names under the borders of this one."""
    drawn = {place.code: place.name for place in places}
    known = queries.areas(by, EDITION, "gemeente", country=XX) + queries.areas(by, EDITION, "wijk", country=XX)
    other = [ref for ref in known if drawn.get(ref.code) != ref.name]
    if other:
        raise there.earlier(other[0].name)


def _features(places: list[Place]) -> dict[str, object]:
    return {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
        "features": [
            {
                "type": "Feature",
                "properties": {"code": place.code, "name": place.name},
                "geometry": json.loads(shapely.to_geojson(_placed(place.shape))),
            }
            for place in places
        ],
    }


def _placed(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: points.round() + np.array([EAST, NORTH]))


def _tables(folder: Path, places: list[Place]) -> list[Path]:
    """The GGD region of each gemeente, and the households per postcode in gemeenten and in wijken."""
    names = {place.code: place.name for place in places}
    regions = [(place.code, place.name, REGION, names[REGION]) for place in places if place.level == "gemeente"]
    header = ("gemeentecode", "gemeentenaam", "ggdregiocode", "ggdregionaam")
    divided = lots(places)
    return [
        _table(folder / "regio.csv", header, regions),
        _table(folder / "pc4-gemeente.csv", ("pc4", "gemeente", "adressen"), _addresses(divided, 2, "GM", 6)),
        _table(folder / "pc4-wijk.csv", ("pc4", "wijk", "adressen"), _addresses(divided, 2, "WK", 8)),
    ]


def _addresses(divided: list[Lot], start: int, prefix: str, end: int) -> list[tuple[str, str, int]]:
    """Households per postcode and area; the area's code is cut from that of the buurt."""
    found: dict[tuple[str, str], int] = {}
    for lot in divided:
        key = (lot.pc4, prefix + lot.buurt[start:end])
        found[key] = found.get(key, 0) + lot.households
    return [(*key, count) for key, count in sorted(found.items())]


def _table(file: Path, header: tuple[str, ...], rows: Sequence[tuple[str | int, ...]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
    return file
