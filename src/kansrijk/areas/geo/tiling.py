"""Stored SVG paths back to polygons, and polygons to vector tiles (PMTiles). Import time only; no ORM."""

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path

import numpy as np
import pyproj
import shapely

_NUMBER = re.compile(r"-?\d+")
# Every level is in the tiles at every zoom: a figure that is there by buurt only is seen from far away too.
LEVELS = ("gemeente", "wijk", "buurt")
FIRST_ZOOM, LAST_ZOOM = 4, 12
# Level → the zoom from which its names are there: points in a layer of their own, so that a name stands once and not
# in every tile.
NAMES_FROM = {"gemeente": 7, "wijk": 10, "buurt": 12}


def polygons(paths: Sequence[str]) -> np.ndarray:
    """Stored paths (whole metres in RD New, y negated, relative steps) as shapely polygons in WGS84.

    Rings count by even and odd, as the drawing fills them: a ring within a ring is a hole, one within that is land.
    """
    rings, owner = [], []
    for number, path in enumerate(paths):
        for ring in path.split("z")[:-1]:
            rings.append(np.array(_NUMBER.findall(ring), dtype=np.int64).reshape(-1, 2).cumsum(axis=0))
            owner.append(number)
    result = np.full(len(paths), None, dtype=object)
    if not rings:
        return result
    points = np.vstack(rings)
    to_degrees = pyproj.Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
    longitude, latitude = to_degrees.transform(points[:, 0].astype(float), -points[:, 1].astype(float))
    length = [len(ring) for ring in rings]
    single = shapely.polygons(
        shapely.linearrings(np.column_stack([longitude, latitude]), indices=np.repeat(np.arange(len(rings)), length))
    )
    crossed = ~shapely.is_valid(single)
    single[crossed] = shapely.buffer(single[crossed], 0)
    starts = np.flatnonzero(np.diff(np.r_[-1, owner]))
    for start, end in zip(starts, np.r_[starts[1:], len(owner)], strict=True):
        area = single[start] if end - start == 1 else reduce(shapely.symmetric_difference, single[start:end])
        result[owner[start]] = area
    return result


def write_tiles(layers: Mapping[str, tuple[Sequence[str], Sequence[str], np.ndarray]], target: Path) -> None:
    """One PMTiles archive: per level a layer of outlines with the code, and a layer of points with the name.

    Names stand in no outline: repeated in every tile that an outline passes, they would be a fifth of the archive.
    `layers`: level → codes, names, polygons, in one order; levels without areas are left out.
    """
    import freestiler
    import geopandas

    made = {}
    for level, (codes, names, outlines) in layers.items():
        frame = geopandas.GeoDataFrame({"code": list(codes)}, geometry=list(outlines), crs=4326)
        made[level] = freestiler.freestile_layer(frame, min_zoom=FIRST_ZOOM, max_zoom=LAST_ZOOM)
        points = shapely.point_on_surface(outlines)
        named = geopandas.GeoDataFrame({"name": list(names)}, geometry=list(points), crs=4326)
        made[f"{level}_name"] = freestiler.freestile_layer(named, min_zoom=NAMES_FROM[level], max_zoom=LAST_ZOOM)
    freestiler.freestile(made, str(target), min_zoom=FIRST_ZOOM, max_zoom=LAST_ZOOM, generate_ids=False, quiet=True)
