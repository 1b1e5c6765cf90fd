"""Which coordinates a file has, and everything to RD New (EPSG:28992)."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pyproj
import shapely

from kansrijk.areas.errors import BadFile

# Where the Netherlands lies, generously: outside both boxes a file is not understood.
_RD = (-10_000.0, 280_000.0, 300_000.0, 640_000.0)
_WGS84 = (2.5, 50.0, 8.0, 54.5)


def detect(crs: str | None, geometries: Sequence[shapely.Geometry], file: str) -> str:
    """`rd` or `wgs84`, from what the file says or else from where its coordinates lie.

    Raises BadFile when it says another system, says one that its coordinates contradict, or says none and the
    coordinates fit neither.
    """
    bounds = shapely.total_bounds(np.array(geometries, dtype=object))
    seen = next((name for name, box in (("rd", _RD), ("wgs84", _WGS84)) if _within(bounds, box)), None)
    if crs is None:
        if seen is None:
            raise BadFile(
                "the projection is missing and the coordinates are not RD New (EPSG:28992) or WGS84 in the Netherlands",
                file=file,
                field="crs",
            )
        return seen
    said = _named(crs)
    if said is None:
        raise BadFile(f"the projection {crs[:60]} is not RD New (EPSG:28992) or WGS84", file=file, field="crs")
    if said != seen:
        raise BadFile(f"the file says {crs[:60]} but its coordinates are not in it", file=file, field="crs")
    return said


def _named(crs: str) -> str | None:
    text = crs.upper()
    if text.endswith("28992"):
        return "rd"
    if text.endswith(("4326", "4258", "CRS84", "WGS84")):
        return "wgs84"
    return None


def _within(bounds: Sequence[float], box: tuple[float, float, float, float]) -> bool:
    return bool(bounds[0] >= box[0] and bounds[1] >= box[1] and bounds[2] <= box[2] and bounds[3] <= box[3])


@cache
def _to_rd() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)


def to_rd(geometries: Sequence[shapely.Geometry], system: str) -> np.ndarray:
    """The geometries in RD New, to the decimetre; points that were equal stay equal, so shared borders stay shared."""
    array = np.array(geometries, dtype=object)
    if system == "wgs84":
        coordinates = shapely.get_coordinates(array)
        x, y = _to_rd().transform(coordinates[:, 0], coordinates[:, 1])
        array = shapely.set_coordinates(array.copy(), np.column_stack([np.round(x, 1), np.round(y, 1)]))
    return array
