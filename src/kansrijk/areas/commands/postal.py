"""Postcode areas of three digits, made of those of four: 1011 and 1012 lie in 101X.

No source publishes their outlines, and they are what their four-digit parts are: the name is made of the digits, the
shape is the union of the parts, and what lies in what is kept, so that figures can be summed and sums be attacked.
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import shapely

from kansrijk.areas.commands.copying import copy_rows
from kansrijk.areas.commands.outlines import Place, store_shapes
from kansrijk.areas.commands.registering import ids, register_unaudited
from kansrijk.areas.commands.results import AreaRecord
from kansrijk.areas.geo.drawing import united
from kansrijk.areas.models import Area, Containment, Shape

KIND = "pc3"


def pc3_of(four: str) -> str:
    """The code of the three-digit area that a four-digit one lies in."""
    return f"{four[:3]}X"


def make_pc3(edition: int, country: str, outlines: Mapping[str, shapely.Geometry] | None = None) -> None:
    """Registers the three-digit areas of all four-digit ones that this edition has, with what lies in them.

    `outlines`: of the four-digit areas of a file, in RD New. A three-digit area is drawn when the file has every part
    of it that has an outline at all; the others keep what they had, or have no shape.
    """
    fours = dict(
        Area.objects.filter(edition=edition, level="pc4", country=country).order_by("code").values_list("code", "id")
    )
    if not fours:
        return
    codes = sorted({pc3_of(four) for four in fours})
    records = [
        AreaRecord(code, f"Postcodegebied {code[:3]}", "pc3", parent_code=f"{country}00", country=country)
        for code in codes
    ]
    register_unaudited(edition, records)
    keys = ids(edition, codes)
    there = set(Containment.objects.filter(kind=KIND, part__in=fours.values()).values_list("part", flat=True))
    lying = ([key, keys[pc3_of(four)], KIND, 1.0] for four, key in fours.items() if key not in there)
    copy_rows(Containment, ("part_id", "whole_id", "kind", "share"), lying)
    if outlines:
        _draw(edition, country, records, outlines)


def _draw(edition: int, country: str, records: list[AreaRecord], outlines: Mapping[str, shapely.Geometry]) -> None:
    drawn = Shape.objects.filter(area__edition=edition, area__level="pc4", area__country=country)
    parts: dict[str, set[str]] = defaultdict(set)
    for four in {*drawn.values_list("area__code", flat=True), *outlines}:
        parts[pc3_of(four)].add(four)
    whole = {code: sorted(fours) for code, fours in parts.items() if fours <= set(outlines)}
    if not whole:
        return
    members = [four for fours in whole.values() for four in fours]
    owner = np.array([place for place, fours in enumerate(whole.values()) for _ in fours])
    shapes = dict(zip(whole, united(np.array([outlines[one] for one in members], dtype=object), owner), strict=True))
    places = [Place(row, one, shapes[one.code]) for row, one in enumerate(records, 1) if one.code in shapes]
    store_shapes(places, ids(edition, list(shapes)), edition, "pc3")
