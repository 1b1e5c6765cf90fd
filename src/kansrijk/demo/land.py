"""The drawn land of the fictional region: three municipalities in a country of their own, from a seed.

Coordinates are metres in the plane of RD New, far from any real place. Codes have the form of CBS's
and lie above those in use (GM99.., postcodes 00..), so that every part meets the shapes it expects; the country is
`XX`, which keeps them out of every sum, comparison and search of the Netherlands.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPoint, Polygon, box

EDITION = 2023
MUNICIPALITIES = ("Waterdam", "Veldermeer", "Zilvermeent")
QUARTERS = ("Centrum", "Zuid", "Oost", "Buitengebied")
STREETS = ("Lindehof", "Molenkamp", "Havenzicht", "Veldzicht", "Zonnehoek")
WIDTH, HEIGHT = 18_000.0, 11_000.0


@dataclass(frozen=True)
class Place:
    """An area of the region. `shape` in metres."""

    code: str
    name: str
    level: str
    parent_code: str
    shape: shapely.Geometry
    births_a_year: int = 0
    hardship: float = 0.0


def _cells(rng: np.random.Generator, count: int) -> list[Polygon]:
    """`count` neighbouring polygons that fill the land: a Voronoi drawing of evened-out points."""
    land = box(0, 0, WIDTH, HEIGHT).buffer(-400).buffer(400)
    points = rng.uniform((0, 0), (WIDTH, HEIGHT), (count, 2))
    for _ in range(6):
        drawn = shapely.voronoi_polygons(MultiPoint(points), extend_to=land)
        cells = [cell.intersection(land) for cell in drawn.geoms]
        points = np.array([(cell.centroid.x, cell.centroid.y) for cell in cells])
    return sorted(cells, key=lambda cell: (round(cell.centroid.x / (WIDTH / 3.001)), cell.centroid.y))


def draw(seed: int) -> list[Place]:
    """Country, region, municipalities, wijken, buurten and PC4s: the same seed draws the same land."""
    rng = np.random.default_rng(seed)
    size = len(QUARTERS) * len(STREETS)
    cells = _cells(rng, len(MUNICIPALITIES) * size)
    cells.sort(key=lambda cell: cell.centroid.x)
    hardship = _spatial_field(rng, cells)
    places: list[Place] = []
    for m, municipality in enumerate(MUNICIPALITIES):
        own = sorted(range(m * size, (m + 1) * size), key=lambda i: cells[i].centroid.y)
        places += _municipality(m, municipality, own, cells, hardship, rng)
    places += _postcodes([place for place in places if place.level == "buurt"])
    whole = shapely.union_all([place.shape for place in places if place.level == "gemeente"])
    region = Place("GGXX", "GGD-regio Fictief", "ggd_region", "XX00", whole)
    return [Place("XX00", "Fictief land", "country", "", whole), region, *places]


def _spatial_field(rng: np.random.Generator, cells: list[Polygon]) -> np.ndarray:
    """A smooth field over the cells, mean 0 and deviation 1: neighbours look alike."""
    centre = np.array([(cell.centroid.x, cell.centroid.y) for cell in cells])
    distance = np.linalg.norm(centre[:, None] - centre[None, :], axis=2)
    field = np.exp(-((distance / 3_000.0) ** 2)) @ rng.normal(size=len(cells))
    field = (field - field.mean()) / field.std()
    return np.asarray(0.85 * field + 0.5 * rng.normal(size=len(cells)))


def _municipality(
    m: int, name: str, own: list[int], cells: list[Polygon], hardship: np.ndarray, rng: np.random.Generator
) -> list[Place]:
    code = f"GM99{m + 1:02d}"
    buurten, wijken = [], []
    for w, quarter in enumerate(QUARTERS):
        wijk = f"WK99{m + 1:02d}{w:02d}"
        part = own[w * len(STREETS) : (w + 1) * len(STREETS)]
        for b, index in enumerate(part):
            births = int(rng.integers(4, 12) if quarter == "Buitengebied" else rng.integers(18, 70))
            street = f"{STREETS[b]} {quarter}"
            buurten.append(
                Place(
                    f"BU99{m + 1:02d}{w:02d}{b:02d}",
                    street,
                    "buurt",
                    wijk,
                    cells[index],
                    births,
                    float(hardship[index]),
                )
            )
        shape = shapely.union_all([cells[i] for i in part])
        wijken.append(Place(wijk, quarter, "wijk", code, shape))
    whole = shapely.union_all([cells[i] for i in own])
    return [Place(code, name, "gemeente", "XX00", whole), *wijken, *buurten]


def _postcodes(buurten: list[Place]) -> list[Place]:
    """PC4s cut across the wijken: each takes pieces of neighbouring buurten, as postcodes do."""
    whole = shapely.union_all([place.shape for place in buurten])
    columns, rows = 6, 3
    pieces = []
    for i in range(columns):
        for j in range(rows):
            tile = box(i * WIDTH / columns, j * HEIGHT / rows, (i + 1) * WIDTH / columns, (j + 1) * HEIGHT / rows)
            code = f"00{i * rows + j + 10:02d}"
            pieces.append(Place(code, code, "pc4", "XX00", tile.intersection(whole)))
    return pieces


def postcode_of(place: Place, postcodes: list[Place]) -> str:
    """The PC4 that holds the middle of a buurt."""
    middle = place.shape.representative_point()
    return next((p.code for p in postcodes if p.shape.contains(middle)), postcodes[0].code)
