"""The drawn land of the fictional region: three municipalities in a country of their own, from a seed.

Coordinates are metres on a sheet of its own, far from any real place. Codes have the form of CBS's and lie above those
in use (GM99..); postcodes begin with 00, as no Dutch postcode does. The country is `XX`, which keeps every part out of
each sum, comparison and search of the Netherlands.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
import yaml
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from kansrijk.demo.naming import COUNTRY, REGION
from kansrijk.demo.terrain import cells, largest_parts, outline, scatter, stream

# How far apart the middles of buurten lie (metres), and how many households live on a hectare, by kind of wijk.
APART = {"centre": 420.0, "town": 620.0, "new": 560.0, "village": 640.0, "rural": 1_300.0}
CROWDED = {"centre": 1.6, "town": 1.0, "new": 0.9, "village": 0.45, "rural": 0.05}
HOUSEHOLDS_PER_BIRTH = 48
"""Dutch proportion: 8,374,404 households (CBS 85984NED, 2024) beside some 170,000 births a year."""
SMALLEST_LAND = 400_000.0


@dataclass(frozen=True)
class Place:
    """An area of the region. `shape` in metres; what follows it is of buurten only, but for the kind of a wijk."""

    code: str
    name: str
    level: str
    parent_code: str
    shape: BaseGeometry
    births_a_year: int = 0
    hardship: float = 0.0
    kind: str = ""
    households: int = 0


@dataclass
class _Seed:
    """The middle of a buurt to be, and what is known of it."""

    code: str
    name: str
    wijk: str
    at: NDArray[np.float64]
    births: int
    kind: str
    hardship: float = 0.0
    shape: BaseGeometry = field(default_factory=Polygon)


@cache
def plan() -> dict[str, Any]:
    """The names, places and sizes that the region is drawn from."""
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.demo").joinpath("data/region.yaml").read_text("utf-8"))
    return found


def dry_land(seed: int) -> list[Polygon]:
    """What is no water: the parts that rivers leave, largest first."""
    rng = np.random.default_rng([seed, 1])
    drawn = plan()
    whole = outline([tuple(corner) for corner in drawn["coast"]], rng, 0.11)
    water = [outline([tuple(corner) for corner in lake], rng, 0.14) for lake in drawn["lakes"]]
    water += [stream([tuple(c) for c in one["along"]], tuple(one["widths"]), rng, 0.08) for one in drawn["rivers"]]
    return largest_parts(whole.difference(shapely.union_all(water)), SMALLEST_LAND)


def draw(seed: int) -> list[Place]:
    """Country, region, municipalities, wijken, buurten and PC4s: the same seed draws the same land."""
    land = dry_land(seed)
    seeds = _seeds(np.random.default_rng([seed, 2]))
    _shape(seeds, land, seed)
    _spread_hardship(seeds, np.random.default_rng([seed, 3]))
    buurten = [_buurt(one) for one in seeds]
    places = _upwards(buurten)
    whole = shapely.union_all([place.shape for place in places if place.level == "gemeente"])
    country = Place(COUNTRY, plan()["country"], "country", "", whole)
    region = Place(REGION, plan()["region"], "ggd_region", COUNTRY, whole)
    return [country, region, *places, *_postcodes(land, seed)]


def _seeds(rng: np.random.Generator) -> list[_Seed]:
    found = []
    for m, gemeente in enumerate(plan()["gemeenten"], start=1):
        for w, wijk in enumerate(gemeente["wijken"]):
            code = f"WK99{m:02d}{w:02d}"
            kind = wijk["kind"]
            middles = scatter(np.array(wijk["at"], float), wijk["radius"], len(wijk["buurten"]), APART[kind], rng)
            for b, (name, at) in enumerate(zip(wijk["buurten"], middles, strict=True)):
                births = max(3, round(wijk["births"] * rng.uniform(0.75, 1.25)))
                found.append(_Seed(f"BU{code[2:]}{b:02d}", name, code, at, births, kind, float(wijk["hardship"])))
    return found


def _shape(seeds: list[_Seed], land: list[Polygon], seed: int) -> None:
    """Gives each buurt its plane: every part of the land is divided among the seeds on it, so that water parts them."""
    nearest = [int(np.argmin([part.distance(shapely.Point(one.at)) for part in land])) for one in seeds]
    for index, part in enumerate(land):
        own = [one for one, at in zip(seeds, nearest, strict=True) if at == index]
        if own:
            drawn = cells(part, np.array([one.at for one in own]), seed)
            for one, plane in zip(own, drawn, strict=True):
                one.shape = plane
        else:
            closest = min(seeds, key=lambda one: part.distance(shapely.Point(one.at)))
            closest.shape = shapely.union_all([closest.shape, part], grid_size=1.0)


def _spread_hardship(seeds: list[_Seed], rng: np.random.Generator) -> None:
    """A smooth field plus that of the wijk, mean 0 and deviation 1 over births: neighbours look alike."""
    at = np.array([one.at for one in seeds])
    distance = np.linalg.norm(at[:, None] - at[None, :], axis=2)
    smooth = np.exp(-((distance / 2_500.0) ** 2)) @ rng.normal(size=len(seeds))
    smooth = (smooth - smooth.mean()) / smooth.std()
    own = np.array([one.hardship for one in seeds]) + 0.45 * smooth + 0.25 * rng.normal(size=len(seeds))
    weight = np.array([one.births for one in seeds], float)
    own -= np.average(own, weights=weight)
    own /= np.sqrt(np.average(own**2, weights=weight))
    for one, value in zip(seeds, own, strict=True):
        one.hardship = float(value)


def _buurt(one: _Seed) -> Place:
    households = one.births * HOUSEHOLDS_PER_BIRTH
    return Place(one.code, one.name, "buurt", one.wijk, one.shape, one.births, one.hardship, one.kind, households)


def _upwards(buurten: list[Place]) -> list[Place]:
    """Gemeenten and wijken as the union of what lies in them, each before its parts."""
    places: list[Place] = []
    for m, gemeente in enumerate(plan()["gemeenten"], start=1):
        code = f"GM99{m:02d}"
        wijken = []
        for w, wijk in enumerate(gemeente["wijken"]):
            own = [one for one in buurten if one.parent_code == f"WK99{m:02d}{w:02d}"]
            shape = shapely.union_all([one.shape for one in own], grid_size=1.0)
            wijken.append(Place(own[0].parent_code, wijk["name"], "wijk", code, shape, kind=wijk["kind"]))
        whole = shapely.union_all([one.shape for one in wijken], grid_size=1.0)
        inside = [one for one in buurten if one.code.startswith(f"BU99{m:02d}")]
        places += [Place(code, gemeente["name"], "gemeente", COUNTRY, whole), *wijken, *inside]
    return places


def _postcodes(land: list[Polygon], seed: int) -> list[Place]:
    """PC4s with borders of their own, across those of the wijken, as postcodes have."""
    rng = np.random.default_rng([seed, 4])
    count, first = plan()["postcodes"]["count"], plan()["postcodes"]["first"]
    total = sum(part.area for part in land)
    pieces: list[BaseGeometry] = []
    for part in land:
        share = max(1, round(count * part.area / total))
        corners = np.array(part.bounds)
        middles: list[NDArray[np.float64]] = []
        gap = 2_600.0
        while len(middles) < share:
            at = rng.uniform(corners[:2], corners[2:])
            if part.contains(shapely.Point(at)) and all(np.hypot(*(at - other)) > gap for other in middles):
                middles.append(at)
            gap *= 0.997
        pieces += cells(part, np.array(middles), seed + 1)
    codes = [f"{first + number:04d}" for number in range(len(pieces))]
    return [Place(code, code, "pc4", COUNTRY, piece) for code, piece in zip(codes, pieces, strict=True)]


@dataclass(frozen=True)
class Lot:
    """How many households of a buurt have a postcode."""

    buurt: str
    pc4: str
    households: int


def lots(places: list[Place]) -> list[Lot]:
    """The households of each buurt over the PC4s that it lies in, by land; each buurt has at least one."""
    postcodes = [place for place in places if place.level == "pc4"]
    tree = shapely.STRtree([place.shape for place in postcodes])
    found = []
    for place in places:
        if place.level != "buurt":
            continue
        near = [postcodes[int(index)] for index in tree.query(place.shape)]
        areas = [(pc4.code, place.shape.intersection(pc4.shape).area) for pc4 in near]
        total = sum(area for _, area in areas)
        kept = [(code, area) for code, area in areas if area >= 0.08 * total] or [max(areas, key=lambda one: one[1])]
        whole = sum(area for _, area in kept)
        found += [Lot(place.code, code, max(1, round(place.households * area / whole))) for code, area in kept]
    return found
