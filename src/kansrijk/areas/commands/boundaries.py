"""Boundaries into areas, shapes per scale and neighbours."""

import re
from collections.abc import Sequence
from pathlib import Path

import shapely

from kansrijk.areas.codes import is_code, normalise, own_code
from kansrijk.areas.commands.guessing import Guess, guess
from kansrijk.areas.commands.outlines import Place, store_shapes
from kansrijk.areas.commands.postal import make_pc3
from kansrijk.areas.commands.registering import ids, register_unaudited
from kansrijk.areas.commands.results import AreaRecord, Counts, ImportResult, Rejected
from kansrijk.areas.errors import BadFile
from kansrijk.areas.geo.drawing import repair
from kansrijk.areas.geo.projecting import detect, to_rd
from kansrijk.areas.geo.reading import Feature, Layer, read_layer
from kansrijk.areas.models import Area, Shape
from kansrijk.areas.names import is_formula, search_key

_REASON = re.compile(r"(.+)\[(-?[\d.e+-]+) (-?[\d.e+-]+)")  # of GEOS: what, and at which point


def import_boundaries(
    path: Path,
    edition: int,
    *,
    level: str | None,
    object_name: str | None,
    code_field: str | None,
    name_field: str | None,
    country: str,
    leave_out_broken: bool,
) -> ImportResult:
    """The work of `import_areas` for GeoJSON and TopoJSON; the caller holds the transaction."""
    layer = read_layer(path, object_name)
    fields = list(layer.features[0].properties)
    guessed = guess(
        fields,
        layer.features[0].properties,
        file=path.name,
        level=level,
        code_field=code_field,
        name_field=name_field,
    )
    places = _places(layer, guessed, path.name, country)
    sound, broken, repaired = _in_rd(places, layer.crs, path.name)
    _require_usable(broken, len(places), path.name, leave_out_broken)
    before = set(ids(edition, [place.record.code for place in sound]))
    registered = register_unaudited(edition, [place.record for place in sound])
    if registered.errors:
        first = registered.errors[0]
        field = guessed.name_field if first.field == "name" else guessed.code_field
        raise BadFile(first.message, file=path.name, row=sound[first.row - 1].row, field=field)
    keys = ids(edition, [place.record.code for place in sound])
    changed = store_shapes(sound, keys, edition, guessed.level)
    if guessed.level == "pc4":
        make_pc3(edition, country, {place.record.code: place.geometry for place in sound if place.geometry is not None})
    stored = len({code for code in keys if code not in before} | changed)
    counts = Counts(
        len(places), stored, len(places) - stored - len(broken), len(broken), tuple(broken), registered.names_kept
    )
    rows = {error.row for error in broken}
    left_out = tuple(place.record.code for place in places if place.row in rows)
    return ImportResult(
        edition, guessed.level, counts, without_shape(edition, guessed.level, country), repaired, left_out
    )


def _require_usable(broken: Sequence[Rejected], read: int, file: str, leave_out: bool) -> None:
    """Raises BadFile at the first outline that cannot be used, unless it was said that such are left out.

    Nothing is stored half: who wants the rest says so. Where nothing is left there is nothing to go on with.
    """
    if not broken or (leave_out and len(broken) < read):
        return
    first, others = broken[0], len(broken) - 1
    problem = first.message
    if others:
        problem = f"{problem}; {others} more of the outlines cannot be used either"
    if not leave_out:
        problem = f"{problem}; mend the file, or leave these areas out with --leave-out-broken"
    raise BadFile(problem, file=file, row=first.row, field=first.field)


def without_shape(edition: int, level: str, country: str = "NL") -> int:
    """How many areas of an edition and level have no shape."""
    areas = Area.objects.filter(edition=edition, level=level, country=country)
    return areas.exclude(pk__in=Shape.objects.filter(area__in=areas).values("area")).count()


def _places(layer: Layer, guessed: Guess, file: str, country: str) -> list[Place]:
    """The areas of the file. Raises BadFile at a code that is wrong or stands there twice: the file is then not what
    was meant, and nothing of it is stored."""
    places: list[Place] = []
    seen: dict[str, int] = {}
    for feature in layer.features:
        # CBS gives the water of a gemeente or buurt as a feature of its own, with the same code.
        if str(feature.properties.get("water", feature.properties.get("H2O", ""))).upper() == "JA":
            continue
        record = _record(feature, guessed, country)
        where = guessed.code_field or guessed.name_field
        if not is_code(record.code, guessed.level):
            raise BadFile(
                f"{record.code[:30]!r} is not a code of level {guessed.level}", file=file, row=feature.row, field=where
            )
        if record.code in seen:
            raise BadFile(
                f"{record.code} stands in the file twice, first in row {seen[record.code]}",
                file=file,
                row=feature.row,
                field=where,
            )
        if is_formula(record.name):
            problem = f"the name of {record.code} is a formula, not a name"
            raise BadFile(problem, file=file, row=feature.row, field=guessed.name_field)
        seen[record.code] = feature.row
        places.append(Place(feature.row, record, feature.geometry))
    return places


def _record(feature: Feature, guessed: Guess, country: str) -> AreaRecord:
    properties = feature.properties
    raw_name = properties.get(guessed.name_field) if guessed.name_field else None
    if isinstance(raw_name, dict | list):
        raw_name = ""  # the register says that an area has no name
    if guessed.code_field is None:
        code = own_code(search_key(str(raw_name or "")))
    else:
        raw = properties.get(guessed.code_field)
        code = normalise("" if raw is None else raw, guessed.level)
    name = str(raw_name).strip() if raw_name is not None else ""
    if not name and guessed.name_field is None:
        name = code
    return AreaRecord(code, name, guessed.level, country=country)


def _in_rd(places: Sequence[Place], crs: str | None, file: str) -> tuple[list[Place], list[Rejected], tuple[str, ...]]:
    """The places with valid shapes in RD; what could not be repaired; the codes that were."""
    drawn = [place for place in places if place.geometry is not None]
    if not drawn:
        raise BadFile("none of the areas has a geometry", file=file, field="geometry")
    system = detect(crs, [place.geometry for place in drawn], file)
    geometries = dict(zip((place.row for place in drawn), to_rd([p.geometry for p in drawn], system), strict=True))
    sound: list[Place] = []
    errors: list[Rejected] = []
    repaired: list[str] = []
    for place in places:
        geometry = geometries.get(place.row)
        if geometry is None or shapely.convex_hull(geometry).area == 0:
            sound.append(Place(place.row, place.record, None))
            continue
        mended = repair(geometry)
        if mended is None:
            errors.append(Rejected(place.row, "geometry", _broken(place.record.code, geometry)))
            continue
        if mended is not geometry:
            repaired.append(place.record.code)
        sound.append(Place(place.row, place.record, mended))
    return sound, errors, tuple(repaired)


def _broken(code: str, geometry: shapely.Geometry) -> str:
    """What is wrong with an outline and where, in metres of RD."""
    problem = f"the outline of {code} encloses no land"
    found = _REASON.match(shapely.is_valid_reason(geometry))
    if found and not found[1].startswith("Too few"):
        x, y = round(float(found[2])), round(float(found[3]))
        problem = f"the outline of {code} crosses itself near x {x}, y {y} and cannot be repaired"
    return problem
