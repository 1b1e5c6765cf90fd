"""Repair, simplification per scale with shared borders kept, SVG paths, and who touches whom."""

from dataclasses import dataclass

import numpy as np
import shapely

# Tolerance per scale in metres: what a pixel of the Netherlands, a province and a gemeente on a screen about is.
SCALES = {"country": 250.0, "region": 80.0, "gemeente": 15.0}
# A repair may move slivers, not land: more than this share of the area gained or lost means it is not repaired.
REPAIR_SHARE = 0.01
# Neighbours in a file with slivers between its areas (see `neighbours`), in metres.
SLIVER = 40.0


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


def simplify(geometries: np.ndarray, tolerance: float) -> np.ndarray:
    """Fewer points with borders still shared; an area that would vanish keeps its own outline."""
    simple = shapely.coverage_simplify(geometries, tolerance)
    lost = shapely.is_empty(simple) | (shapely.area(simple) == 0)
    simple[lost] = geometries[lost]
    return simple


def draw(geometry: shapely.Geometry) -> Drawing | None:
    """The path of a polygon; None when nothing of it is left on whole metres."""
    parts: list[str] = []
    corners: list[np.ndarray] = []
    for part in shapely.get_parts(geometry):
        for index, ring in enumerate([part.exterior, *part.interiors]):
            points = _whole(shapely.get_coordinates(ring))
            if points is None:
                if index == 0:
                    break
                continue
            parts.append(_path(points))
            corners.append(points)
    if not corners:
        return None
    every = np.vstack(corners)
    low, high = every.min(axis=0), every.max(axis=0)
    return Drawing("".join(parts), (int(low[0]), int(low[1]), int(high[0]), int(high[1])))


def _whole(coordinates: np.ndarray) -> np.ndarray | None:
    """A ring on whole metres, y negated, without repeats and the closing point; None when it encloses nothing."""
    points = np.rint(coordinates * (1, -1)).astype(np.int64)
    points = points[np.r_[True, (points[1:] != points[:-1]).any(axis=1)]]
    if len(points) > 1 and (points[0] == points[-1]).all():
        points = points[:-1]
    if len(points) < 3:
        return None
    x, y = points[:, 0], points[:, 1]
    doubled = int(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    return points if doubled else None


def _path(points: np.ndarray) -> str:
    steps = np.diff(points, axis=0).ravel().tolist()
    # A minus sign parts two numbers as well as a space does.
    text = "".join(str(step) if step < 0 else f" {step}" for step in steps).lstrip()
    return f"M{points[0, 0]},{points[0, 1]}l{text}z"


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
