"""GeoJSON and TopoJSON as polygons with properties, in the coordinates of the file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from kansrijk.areas.errors import BadFile

MOST_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Feature:
    """One feature. `row` counts from 1; `geometry` is None where the file gives none."""

    row: int
    properties: Mapping[str, Any]
    geometry: shapely.Geometry | None


@dataclass(frozen=True)
class Layer:
    """The features of one file, with the name of its coordinate system if it says one."""

    features: tuple[Feature, ...]
    crs: str | None
    object_name: str = ""


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file; one sentence when it is empty, cut off, not text or not JSON."""
    name = path.name
    if not path.is_file():
        raise BadFile("the file is not there", file=name)
    if path.stat().st_size > MOST_BYTES:
        raise BadFile("the file is larger than 500 MB", file=name)
    raw = path.read_bytes()
    if not raw.strip():
        raise BadFile("the file is empty", file=name)
    if raw.startswith(b"%PDF"):
        raise BadFile("this is a PDF, not GeoJSON or TopoJSON", file=name)
    if raw.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise BadFile("this is a compressed file; unpack it first", file=name)
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadFile(f"the file is not UTF-8 text (byte {error.start})", file=name) from error
    except json.JSONDecodeError as error:
        raise BadFile(f"this is not complete JSON: {error.msg}", file=name, row=error.lineno) from error
    except RecursionError as error:
        raise BadFile("the JSON is nested too deeply to be boundaries", file=name) from error
    if not isinstance(content, dict):
        raise BadFile("this JSON is not GeoJSON or TopoJSON", file=name)
    return content


def read_layer(path: Path, object_name: str | None = None) -> Layer:
    """The features of a GeoJSON FeatureCollection or of one object of a TopoJSON topology."""
    content = read_json(path)
    kind = content.get("type")
    try:
        if kind == "FeatureCollection":
            layer = Layer(_features(content["features"]), _crs(content))
        elif kind == "Topology":
            layer = _topology(content, object_name, path.name)
        else:
            raise BadFile("this JSON is not a GeoJSON FeatureCollection or a TopoJSON Topology", file=path.name)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise BadFile(f"the structure is not that of boundaries ({error!r:.80})", file=path.name) from error
    except _BadGeometry as error:
        raise BadFile(str(error), file=path.name, row=error.row, field="geometry") from error
    if not layer.features:
        raise BadFile("the file holds no areas", file=path.name)
    return layer


class _BadGeometry(Exception):
    def __init__(self, message: str, row: int) -> None:
        super().__init__(message)
        self.row = row


def _crs(content: Mapping[str, Any]) -> str | None:
    crs = content.get("crs")
    return str(crs["properties"]["name"]) if crs else None


def _features(raw: Sequence[Mapping[str, Any]]) -> tuple[Feature, ...]:
    return tuple(
        Feature(row, feature.get("properties") or {}, _geometry(feature.get("geometry"), row))
        for row, feature in enumerate(raw, start=1)
    )


def _geometry(raw: Mapping[str, Any] | None, row: int) -> shapely.Geometry | None:
    if not raw or not raw.get("coordinates"):
        return None
    kind = raw["type"]
    if kind == "Polygon":
        parts = [raw["coordinates"]]
    elif kind == "MultiPolygon":
        parts = raw["coordinates"]
    else:
        raise _BadGeometry(f"an area is a Polygon or MultiPolygon, not a {kind}", row)
    return _polygons([[_ring(ring, row) for ring in part] for part in parts])


def _ring(raw: Sequence[Sequence[float]], row: int) -> np.ndarray:
    try:
        ring = np.array([(point[0], point[1]) for point in raw], dtype=float)
    except (ValueError, TypeError, IndexError) as error:
        raise _BadGeometry("a coordinate is not a pair of numbers", row) from error
    if not np.isfinite(ring).all():
        raise _BadGeometry("a coordinate is not a finite number", row)
    return ring


def _polygons(parts: Sequence[Sequence[np.ndarray]]) -> shapely.Geometry | None:
    """Polygons of rings; rings of fewer than four points enclose nothing and are left out."""
    polygons = []
    for rings in parts:
        closed = [ring if (ring[0] == ring[-1]).all() else np.vstack([ring, ring[:1]]) for ring in rings if len(ring)]
        usable = [ring for ring in closed if len(ring) >= 4]
        if usable and len(closed[0]) >= 4:
            polygons.append(shapely.Polygon(usable[0], usable[1:]))
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _topology(content: Mapping[str, Any], object_name: str | None, file: str) -> Layer:
    objects = content["objects"]
    if object_name is not None and object_name not in objects:
        raise BadFile(f"there is no object {object_name!r}; there are {', '.join(sorted(objects))}", file=file)
    if object_name is None and len(objects) != 1:
        raise BadFile(f"say which object to read with --object: {', '.join(sorted(objects))}", file=file)
    name = object_name if object_name is not None else next(iter(objects))
    arcs = _arcs(content)
    features = tuple(
        Feature(row, entry.get("properties") or {}, _from_arcs(entry, arcs, row))
        for row, entry in enumerate(objects[name]["geometries"], start=1)
    )
    return Layer(features, _crs(content), name)


def _arcs(content: Mapping[str, Any]) -> list[np.ndarray]:
    """The shared borders as coordinates. The same arc gives the same numbers to both neighbours, so they still fit."""
    transform = content.get("transform")
    if not transform:
        return [np.array(arc, dtype=float)[:, :2] for arc in content["arcs"]]
    scale, shift = np.array(transform["scale"]), np.array(transform["translate"])
    return [np.cumsum(np.array(arc, dtype=float)[:, :2], axis=0) * scale + shift for arc in content["arcs"]]


def _from_arcs(entry: Mapping[str, Any], arcs: Sequence[np.ndarray], row: int) -> shapely.Geometry | None:
    kind = entry.get("type")
    if kind is None or not entry.get("arcs"):
        return None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise _BadGeometry(f"an area is a Polygon or MultiPolygon, not a {kind}", row)
    parts = [entry["arcs"]] if kind == "Polygon" else entry["arcs"]
    return _polygons([[_stitch(ring, arcs) for ring in part] for part in parts])


def _stitch(ring: Sequence[int], arcs: Sequence[np.ndarray]) -> np.ndarray:
    """A ring from its arcs, a negative number meaning the arc ~n walked backwards; joints are kept once."""
    pieces = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])
