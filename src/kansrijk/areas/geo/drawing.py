"""Repair, simplification per scale with shared borders kept, SVG paths, and who touches whom."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

# Tolerance per scale in metres: what a pixel of the Netherlands, a province and a gemeente on a screen about is.
SCALES = {"country": 250.0, "region": 80.0, "gemeente": 15.0}
# A repair may move slivers, not land: more than this share of the area gained or lost means it is not repaired.
REPAIR_SHARE = 0.01
# Neighbours in a file with slivers between its areas (see `neighbours`), in metres.
SLIVER = 40.0
# Two outlines that were simplified one by one leave no wider hole between them than this, in metres.
CRACK = 120.0


@dataclass(frozen=True)
class Drawing:
    """A path for an SVG `d` in whole RD metres with y negated, and its bounding box in the same coordinates."""

    path: str
    box: tuple[int, int, int, int]


def repair(geometry: shapely.Geometry) -> shapely.Geometry | None:
    """A valid polygon with the same land, or None when that cannot be made."""
    if geometry.is_valid:
        return geometry if geometry.area > 0 else None
    mended = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    polygons = [part for part in shapely.get_parts(mended) if part.geom_type == "Polygon" and part.area > 0]
    if not polygons:
        return None
    result = shapely.MultiPolygon(polygons) if len(polygons) > 1 else polygons[0]
    before = _walked_area(geometry)
    if before <= 0 or abs(result.area - before) > REPAIR_SHARE * before:
        return None
    return result


def _walked_area(geometry: shapely.Geometry) -> float:
    """The area by walking the rings (shoelace), holes off: a bow tie that cancels itself out has next to none."""
    total = 0.0
    for part in shapely.get_parts(geometry):
        total += shapely.Polygon(part.exterior).area - sum(shapely.Polygon(ring).area for ring in part.interiors)
    return total


def united(geometries: np.ndarray, owner: np.ndarray) -> list[shapely.Geometry]:
    """The union of the polygons of each owner (0, 1, …), in that order.

    In a clean coverage the outlines are the very lines of the parts, so that neighbouring unions share their border.
    Where the parts leave slivers between them, these are closed first, or they would be drawn as cracks.
    """
    found = []
    for number in range(int(owner.max()) + 1 if len(owner) else 0):
        own = geometries[owner == number]
        if shapely.coverage_is_valid(own, gap_width=SLIVER):
            found.append(shapely.normalize(shapely.coverage_union_all(own)))
            continue
        closed = shapely.buffer(shapely.union_all(own), SLIVER / 2, join_style="mitre")
        found.append(shapely.normalize(_without_cracks(shapely.buffer(closed, -SLIVER / 2, join_style="mitre"))))
    return found


def _without_cracks(geometry: shapely.Geometry) -> shapely.Geometry:
    """The same without holes that are narrower than CRACK everywhere: no area fits in one."""
    filled = []
    for part in shapely.get_parts(geometry):
        holes = [ring for ring in part.interiors if not shapely.Polygon(ring).buffer(-CRACK / 2).is_empty]
        filled.append(shapely.Polygon(part.exterior, holes))
    return shapely.MultiPolygon(filled) if len(filled) > 1 else filled[0]


def simplify(geometries: np.ndarray, tolerance: float) -> np.ndarray:
    """Fewer points with borders still shared; an area that would vanish keeps its own outline."""
    simple = shapely.coverage_simplify(geometries, tolerance)
    lost = shapely.is_empty(simple) | (shapely.area(simple) < 1)
    simple[lost] = geometries[lost]
    return simple


def draw(geometries: np.ndarray) -> list[Drawing | None]:
    """The path of each polygon; None where nothing of it is left on whole metres.

    All at once, because a national table of buurten has 15,000 polygons and 200,000 points.
    """
    parts, part_owner = shapely.get_parts(geometries, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, start, length = _whole(rings)
    outer = np.r_[True, ring_part[1:] != ring_part[:-1]] if len(rings) else np.array([], dtype=bool)
    usable = _encloses(points, start, length)
    # A hole in a polygon that vanished vanishes with it.
    usable &= np.repeat(usable[outer], np.diff(np.r_[np.flatnonzero(outer), len(rings)]))
    paths: list[list[str]] = [[] for _ in geometries]
    boxes: list[list[tuple[int, int, int, int]]] = [[] for _ in geometries]
    owner = part_owner[ring_part].tolist()
    steps = np.diff(points, axis=0).tolist()
    first, last = start.tolist(), (start + length - 1).tolist()
    low = np.minimum.reduceat(points, start).tolist() if len(start) else []
    high = np.maximum.reduceat(points, start).tolist() if len(start) else []
    for ring in np.flatnonzero(usable).tolist():
        paths[owner[ring]].append(_path(points[first[ring]], steps[first[ring] : last[ring]]))
        boxes[owner[ring]].append((*low[ring], *high[ring]))
    return [Drawing("".join(path), _around(box)) if path else None for path, box in zip(paths, boxes, strict=True)]


def _around(boxes: Sequence[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _whole(rings: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points on whole metres with y negated, without repeats and closing points; start and length of each ring."""
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    points = np.rint(coordinates * (1, -1)).astype(np.int64)
    first = np.r_[True, ring[1:] != ring[:-1]] if len(ring) else np.array([], dtype=bool)
    keep = first.copy()
    keep[1:] |= (points[1:] != points[:-1]).any(axis=1)
    points, ring = points[keep], ring[keep]
    count = np.bincount(ring, minlength=len(rings))
    last = np.cumsum(count) - 1
    closing = np.zeros(len(points), dtype=bool)
    closing[last[count > 1]] = True
    length = count - (count > 1)
    return points[~closing], np.cumsum(length) - length, length


def _encloses(points: np.ndarray, start: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Whether each ring has three corners and an area above nothing (shoelace, doubled, in whole numbers)."""
    if not len(start):
        return np.array([], dtype=bool)
    follows = np.arange(1, len(points) + 1)
    follows[start + length - 1] = start
    x, y = points[:, 0], points[:, 1]
    doubled = np.add.reduceat(x * y[follows] - y * x[follows], start)
    return (length >= 3) & (doubled != 0)


def _path(corner: np.ndarray, steps: Sequence[Sequence[int]]) -> str:
    # A minus sign parts two numbers as well as a space does.
    text = "".join([f"{x}{y}" if x < 0 and y < 0 else f"{_apart(x)}{_apart(y)}" for x, y in steps]).lstrip()
    return f"M{corner[0]},{corner[1]}l{text}z"


def _apart(number: int) -> str:
    return str(number) if number < 0 else f" {number}"


def neighbours(geometries: np.ndarray) -> np.ndarray:
    """Pairs of positions that touch, each once and lower first.

    In a clean coverage that is within a metre. Where neighbours leave slivers between them (boundaries redrawn from
    pictures, or simplified one by one) it is within 40 metres, which also joins what a narrow water parts.
    """
    sample = geometries[: min(len(geometries), 2000)]
    valid = shapely.coverage_invalid_edges(sample)
    clean = np.mean(shapely.is_empty(valid)) > 0.9
    shared = clean and _share_of_common_points(sample) > 0.5
    tree = shapely.STRtree(geometries)
    pairs = tree.query(geometries, predicate="dwithin", distance=1.0 if shared else SLIVER).T
    return pairs[pairs[:, 0] < pairs[:, 1]]


def _share_of_common_points(geometries: np.ndarray) -> float:
    """Which share of the areas has at least one point that another area has too."""
    points, owner = shapely.get_coordinates(geometries, return_index=True)
    unique, inverse = np.unique(points, axis=0, return_inverse=True)
    inverse = inverse.ravel()
    pair = np.unique(np.column_stack([inverse, owner]), axis=0)
    owners = np.bincount(pair[:, 0], minlength=len(unique))
    return len(np.unique(owner[owners[inverse] > 1])) / max(len(geometries), 1)
