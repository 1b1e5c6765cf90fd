"""Lines and planes that look like land: coasts, rivers and borders that bend, drawn from a seed.

A border is drawn once and shared by both sides. Coordinates are metres; every function is pure.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

Points = NDArray[np.float64]
SHORTEST = 60.0
"""Stretches shorter than this (metres) are not bent any further."""
BORDER_BULGE = 700.0
"""A border bends as if it were no longer than this (metres), so that it does not run through the next buurt."""


def bend(
    start: Points, end: Points, rng: np.random.Generator, roughness: float, most: float = np.inf
) -> list[tuple[float, float]]:
    """A winding line between two points, the end left out: midpoints move aside, again and again.

    `most` (metres) is the length that sets how far a longer stretch may move aside.
    """
    step = end - start
    length = float(np.hypot(*step))
    if length < SHORTEST:
        return [(float(start[0]), float(start[1]))]
    aside = np.array([-step[1], step[0]]) * float(np.clip(rng.normal(0.0, roughness), -0.3, 0.3))
    middle = (start + end) / 2 + aside * min(1.0, most / length)
    return bend(start, middle, rng, roughness, most) + bend(middle, end, rng, roughness, most)


def winding(corners: Sequence[tuple[float, float]], rng: np.random.Generator, roughness: float) -> Points:
    """A winding line along corners, both ends kept."""
    points = [np.array(corner, dtype=np.float64) for corner in corners]
    line: list[tuple[float, float]] = []
    for start, end in pairwise(points):
        line += bend(start, end, rng, roughness)
    return np.array([*line, tuple(points[-1])])


def outline(corners: Sequence[tuple[float, float]], rng: np.random.Generator, roughness: float) -> Polygon:
    """A closed winding line as a plane; the largest part where it crosses itself."""
    ring = shapely.make_valid(Polygon(winding([*corners, corners[0]], rng, roughness)))
    return max(_polygons(ring), key=lambda part: part.area)


def stream(
    corners: Sequence[tuple[float, float]], widths: tuple[float, float], rng: np.random.Generator, roughness: float
) -> BaseGeometry:
    """Running water along corners, from the first width to the last (metres)."""
    line = winding(corners, rng, roughness)
    width = np.linspace(*widths, len(line) - 1)
    parts = [LineString(line[i : i + 2]).buffer(width[i] / 2, quad_segs=3) for i in range(len(line) - 1)]
    return shapely.union_all(parts)


def cells(land: Polygon, seeds: Points, seed: int, roughness: float = 0.09) -> list[BaseGeometry]:
    """The land split into one plane per seed point, in their order, with winding borders that both sides share.

    Borders follow the points halfway between neighbouring seeds. What a bend cuts off falls to the cell it lies in.
    """
    if len(seeds) == 1:
        return [shapely.set_precision(land, 1.0)]
    drawn = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=land.buffer(2_000))
    straight = _in_order(list(drawn.geoms), seeds)
    borders = [LineString(line) for line in _borders(straight, seed, roughness)]
    network = shapely.union_all([*borders, land.boundary], grid_size=1.0)
    faces = [face for face in shapely.polygonize([network]).geoms if land.contains(face.representative_point())]
    tree = shapely.STRtree(straight)
    owned: list[list[BaseGeometry]] = [[] for _ in seeds]
    for face in sorted(faces, key=lambda one: -one.area):
        owned[_owner(face, tree, straight)].append(face)
    return _whole([shapely.union_all(parts, grid_size=1.0) for parts in owned])


def _whole(planes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Each plane as its largest part; loose scraps go to the neighbour with which they share most border."""
    kept = [largest_parts(plane, 0.0)[0] for plane in planes]
    scraps = [scrap for plane in planes for scrap in largest_parts(plane, 0.0)[1:]]
    taken: list[list[BaseGeometry]] = [[plane] for plane in kept]
    for scrap in scraps:
        shared = [plane.boundary.intersection(scrap.boundary).length for plane in kept]
        taken[int(np.argmax(shared))].append(scrap)
    return [shapely.union_all(parts, grid_size=1.0) for parts in taken]


def _in_order(polygons: list[BaseGeometry], seeds: Points) -> list[BaseGeometry]:
    """Voronoi planes in the order of their seeds."""
    tree = shapely.STRtree(polygons)
    return [polygons[int(tree.query(shapely.Point(point), predicate="within")[0])] for point in seeds]


def _owner(face: BaseGeometry, tree: shapely.STRtree, straight: Sequence[BaseGeometry]) -> int:
    """Which straight cell holds most of a face."""
    near = tree.query(face)
    return int(max(near, key=lambda index: straight[int(index)].intersection(face).area))


def _borders(polygons: Sequence[BaseGeometry], seed: int, roughness: float) -> Iterator[Points]:
    """Each straight border once, bent by a chance of its own, so that both sides have the same."""
    seen: set[tuple[float, ...]] = set()
    for polygon in polygons:
        ring = np.round(shapely.get_coordinates(polygon.exterior), 2)
        for start, end in pairwise(ring):
            one, other = sorted([tuple(start), tuple(end)])
            key = (*one, *other)
            if key in seen:
                continue
            seen.add(key)
            own = np.random.default_rng([seed, *(abs(int(number)) for number in key)])
            first, last = np.array(key[:2]), np.array(key[2:])
            yield np.array([*bend(first, last, own, roughness, BORDER_BULGE), tuple(last)])


def scatter(centre: Points, radius: float, count: int, apart: float, rng: np.random.Generator) -> Points:
    """`count` points around a centre, at least `apart` metres from each other where that can be had."""
    kept: list[Points] = []
    gap = apart
    while len(kept) < count:
        for _ in range(60):
            angle, distance = rng.uniform(0, 2 * np.pi), radius * np.sqrt(rng.uniform(0, 1))
            point = centre + distance * np.array([np.cos(angle), np.sin(angle)])
            if all(np.hypot(*(point - other)) >= gap for other in kept):
                kept.append(point)
                break
        else:
            gap *= 0.9
    return np.array(kept)


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]


def largest_parts(geometry: BaseGeometry, smallest: float) -> list[Polygon]:
    """The planes of at least so many square metres, largest first."""
    found = [part for part in _polygons(geometry) if part.area >= smallest]
    return sorted(found, key=lambda part: -part.area)
