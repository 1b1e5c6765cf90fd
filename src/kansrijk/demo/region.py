"""The fictional region: people, land and figures, made only by calling commands, the same from the same seed."""

import json
import tempfile
from pathlib import Path

import numpy as np
import shapely
from rich.console import Console
from rich.progress import Progress

from kansrijk.areas import commands as areas
from kansrijk.areas.commands.results import AreaRecord
from kansrijk.demo import figures
from kansrijk.demo.land import EDITION, Place, draw
from kansrijk.demo.people import load_people
from kansrijk.trust.actors import Actor

SEED = 1000
DRAWN = ("gemeente", "wijk", "buurt", "pc4")
# Placed in the sea north-west of the country, where no Dutch area lies.
EAST, NORTH = 20_000, 600_000


def load(*, by: Actor, console: Console, seed: int = SEED) -> None:
    """Loads what is not there yet; a second start finds everything and does nothing."""
    if figures.is_loaded():
        return
    with Progress(console=console, transient=True) as progress:
        step = progress.add_task("fictional region", total=4)
        progress.update(step, description="people")
        coalition = load_people(by=by)
        progress.advance(step)
        progress.update(step, description="land")
        places = draw(seed)
        load_land(by=by, places=places)
        progress.advance(step)
        progress.update(step, description="ten years of figures")
        figures.load(coalition=coalition, places=places, seed=seed)
        progress.advance(step, 2)


def load_land(*, by: Actor, places: list[Place]) -> None:
    """Registers the areas and imports their drawn boundaries."""
    records = [
        AreaRecord(p.code, p.name, p.level, p.parent_code or None, country="XX", is_fictional=True) for p in places
    ]
    areas.register(by=by, edition=EDITION, areas=records)
    with tempfile.TemporaryDirectory() as folder:
        for level in DRAWN:
            file = Path(folder, f"{level}.geojson")
            file.write_text(json.dumps(_features([place for place in places if place.level == level])), "utf-8")
            areas.import_areas(by=by, file=file, edition=EDITION, level=level, code_field="code", name_field="name")


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
