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
    if raw.lstrip()[:1] == b"<":
        raise BadFile("this is a web page or XML, not GeoJSON or TopoJSON", file=name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"the file is not UTF-8 text (byte {error.start})", file=name) from error
    if "\0" in text:
        raise BadFile("there is a NUL byte in the file", file=name, row=text[: text.index("\0")].count("\n") + 1)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(f"this is not complete JSON: {error.msg}", file=name, row=error.lineno) from error
    except ValueError as error:  # a number of thousands of digits
        raise BadFile("a number in the file has too many digits", file=name) from error
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
    except KeyError as error:
        raise BadFile(f"this is not built as boundaries are: there is no {error.args[0]!r}", file=path.name) from error
    except (TypeError, IndexError, AttributeError, ValueError, OverflowError) as error:
        raise BadFile("this is not built as boundaries are", file=path.name) from error
    except _BadFeature as error:
        raise BadFile(str(error), file=path.name, row=error.row, field=error.field) from error
    if not layer.features:
        raise BadFile("the file holds no areas", file=path.name)
    return layer


class _BadFeature(Exception):
    """A feature (or, with the field `arcs`, a shared border: they count from 1 too) that is not what it should be."""

    def __init__(self, message: str, row: int, field: str = "geometry") -> None:
        super().__init__(message)
        self.row = row
        self.field = field


def _crs(content: Mapping[str, Any]) -> str | None:
    crs = content.get("crs")
    return str(crs["properties"]["name"]) if crs else None


def _features(raw: Sequence[Mapping[str, Any]]) -> tuple[Feature, ...]:
    return tuple(
        Feature(row, _properties(feature, row), _geometry(feature.get("geometry"), row))
        for row, feature in enumerate(raw, start=1)
    )


def _properties(feature: Mapping[str, Any], row: int) -> Mapping[str, Any]:
    found = feature.get("properties") or {}
    if not isinstance(found, dict):
        raise _BadFeature("the properties of an area are not names with values", row, "properties")
    return found


def _geometry(raw: Mapping[str, Any] | None, row: int) -> shapely.Geometry | None:
    if not raw:
        return None
    kind = raw["type"]
    if kind not in {"Polygon", "MultiPolygon"}:
        raise _BadFeature(f"an area is a Polygon or MultiPolygon, not a {kind}", row)
    if not raw.get("coordinates"):
        return None
    parts = [raw["coordinates"]] if kind == "Polygon" else raw["coordinates"]
    return _polygons([[_ring(ring, row) for ring in part] for part in parts])


def _ring(raw: Sequence[Sequence[float]], row: int) -> np.ndarray:
    try:
        ring = np.array([(point[0], point[1]) for point in raw], dtype=float)
    except (ValueError, TypeError, IndexError, KeyError, OverflowError) as error:
        raise _BadFeature("a coordinate is not a pair of numbers", row) from error
    if not np.isfinite(ring).all():
        raise _BadFeature("a coordinate is not a finite number", row)
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
    if not objects:
        raise BadFile("the file holds no areas", file=file)
    if object_name is None and len(objects) != 1:
        raise BadFile(f"say which object to read with --object: {', '.join(sorted(objects))}", file=file)
    name = object_name if object_name is not None else next(iter(objects))
    arcs = _arcs(content)
    features = tuple(
        Feature(row, _properties(entry, row), _from_arcs(entry, arcs, row))
        for row, entry in enumerate(objects[name]["geometries"], start=1)
    )
    return Layer(features, _crs(content), name)


def _arcs(content: Mapping[str, Any]) -> list[np.ndarray]:
    """The shared borders as coordinates. The same arc gives the same numbers to both neighbours, so they still fit."""
    arcs = [_arc(raw, number) for number, raw in enumerate(content["arcs"], start=1)]
    transform = content.get("transform")
    if not transform:
        return arcs
    scale, shift = np.array(transform["scale"], dtype=float), np.array(transform["translate"], dtype=float)
    if scale.shape != (2,) or shift.shape != (2,) or not np.isfinite([scale, shift]).all():
        raise ValueError("scale and translate are two numbers each")
    return [np.cumsum(arc, axis=0) * scale + shift for arc in arcs]


def _arc(raw: Sequence[Sequence[float]], number: int) -> np.ndarray:
    try:
        points = np.array(raw, dtype=float)[:, :2]
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise _BadFeature("a coordinate is not a pair of numbers", number, "arcs") from error
    if points.shape[1] != 2:
        raise _BadFeature("a coordinate is not a pair of numbers", number, "arcs")
    if not np.isfinite(points).all():
        raise _BadFeature("a coordinate is not a finite number", number, "arcs")
    return points


def _from_arcs(entry: Mapping[str, Any], arcs: Sequence[np.ndarray], row: int) -> shapely.Geometry | None:
    kind = entry.get("type")
    if kind is None or not entry.get("arcs"):
        return None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise _BadFeature(f"an area is a Polygon or MultiPolygon, not a {kind}", row)
    parts = [entry["arcs"]] if kind == "Polygon" else entry["arcs"]
    return _polygons([[_stitch(ring, arcs) for ring in part] for part in parts])


def _stitch(ring: Sequence[int], arcs: Sequence[np.ndarray]) -> np.ndarray:
    """A ring from its arcs, a negative number meaning the arc ~n walked backwards; joints are kept once."""
    pieces = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])
