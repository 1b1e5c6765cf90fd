"""The fictional region: people, land and figures, made only by calling commands, the same from the same seed."""

import csv
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from rich.console import Console
from rich.progress import Progress

from kansrijk.areas import commands as areas
from kansrijk.areas.commands.results import AreaRecord
from kansrijk.demo import figures
from kansrijk.demo.land import EDITION, REGION, Lot, Place, draw, lots
from kansrijk.demo.people import COALITION_SLUG, load_people
from kansrijk.figures.commands import take_readings
from kansrijk.trust.actors import Actor

SEED = 1000
DRAWN = ("ggd_region", "gemeente", "wijk", "buurt", "pc4")
XX = "XX"
# Placed in the sea north-west of the country, where no Dutch area lies.
EAST, NORTH = 20_000, 600_000


def load(*, by: Actor, console: Console, seed: int = SEED) -> None:
    """Loads what is not there yet; a second start finds everything and does nothing."""
    if figures.is_loaded():
        return
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task("fictional region", total=3 + figures.steps())

        def step(what: str) -> None:
            progress.update(bar, description=f"fictional region: {what}", advance=1)

        step("people")
        coalition = load_people(by=by)
        step("drawing the land")
        places = draw(seed)
        step("boundaries and postcodes")
        load_land(by=by, places=places)
        open_readings(by=by, places=places)
        figures.load(coalition=coalition, places=places, seed=seed, step=step)


def open_readings(*, by: Actor, places: list[Place]) -> None:
    """The region's coalition takes readings about its gemeenten."""
    for place in places:
        if place.level == "gemeente":
            take_readings(by=by, coalition=COALITION_SLUG, area=place.code)


def load_land(*, by: Actor, places: list[Place]) -> None:
    """Registers the areas, imports their drawn boundaries, and says what lies in what and which postcodes where."""
    records = [
        AreaRecord(p.code, p.name, p.level, p.parent_code or None, country=XX, is_fictional=True) for p in places
    ]
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
