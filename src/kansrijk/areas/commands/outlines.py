"""Shapes of areas into the register, drawn per scale, and who touches whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import shapely

from kansrijk.areas.commands.copying import copy_rows
from kansrijk.areas.commands.results import AreaRecord
from kansrijk.areas.geo.drawing import SCALES, Drawing, draw, neighbours, simplify
from kansrijk.areas.models import Adjacency, Area, Shape, TileSet

_SHAPE_COLUMNS = ("area_id", "scale", "path", "min_x", "min_y", "max_x", "max_y")


@dataclass(frozen=True)
class Place:
    """An area of a file with its outline in RD New, where it has one; `row` counts the features from 1."""

    row: int
    record: AreaRecord
    geometry: shapely.Geometry | None


def store_shapes(places: Sequence[Place], keys: Mapping[str, UUID], edition: int, level: str) -> set[str]:
    """Writes shapes that are new or other than what stands there; returns the codes of those areas."""
    drawn = [place for place in places if place.geometry is not None]
    geometries = np.array([place.geometry for place in drawn], dtype=object)
    drawings: dict[tuple[UUID, str], Drawing] = {}
    for scale, tolerance in SCALES.items():
        for place, drawing in zip(drawn, draw(simplify(geometries, tolerance)), strict=True):
            if drawing:
                drawings[keys[place.record.code], scale] = drawing
    of_file = Shape.objects.filter(area__edition=edition, area__level=level)
    standing = {(area, scale): path for area, scale, path in of_file.values_list("area_id", "scale", "path")}
    changed = {key[0] for key, drawing in drawings.items() if standing.get(key) != drawing.path}
    if changed:
        countries = Area.objects.filter(pk__in=changed).values_list("country", flat=True).distinct()
        TileSet.objects.filter(edition=edition, country__in=list(countries)).delete()
        redrawn = changed.intersection(area for area, _ in standing)
        if redrawn:
            Shape.objects.filter(area__in=redrawn).delete()
        rows = ([*key, drawing.path, *drawing.box] for key, drawing in drawings.items() if key[0] in changed)
        copy_rows(Shape, _SHAPE_COLUMNS, rows)
        # Pairs within the file are found anew; a pair with an area of another file (another country) stays.
        own = [keys[place.record.code] for place in drawn]
        old = Adjacency.objects.filter(area__edition=edition, area__level=level, area__in=own, other__in=own)
        if old.exists():
            old.delete()
        _store_neighbours(own, geometries)
    codes = {key: code for code, key in keys.items()}
    return {codes[key] for key in changed}


def _store_neighbours(keys: Sequence[UUID], geometries: np.ndarray) -> None:
    pairs = neighbours(geometries).tolist()
    copy_rows(Adjacency, ("area_id", "other_id"), ([keys[first], keys[second]] for first, second in pairs))
