"""Every read of areas; each starts from what the actor may see."""

from kansrijk.areas.queries.changes import Step, steps, transfers
from kansrijk.areas.queries.finding import find, of_postcode
from kansrijk.areas.queries.grouped import groupings_of, parts_of
from kansrijk.areas.queries.nested import around_postcodes, wijken_of
from kansrijk.areas.queries.places import (
    ancestors,
    area,
    areas,
    children,
    editions,
    groupings,
    home_country,
    members,
    names,
    neighbours,
    siblings,
)
from kansrijk.areas.queries.shapes import DrawnArea, drawn, extent, postal_edition, shapes
from kansrijk.areas.queries.tiles import Tiles, tiles
from kansrijk.areas.queries.values import AreaRef
from kansrijk.areas.queries.working import WorkingArea, working_areas

__all__ = [
    "AreaRef",
    "DrawnArea",
    "Step",
    "Tiles",
    "WorkingArea",
    "ancestors",
    "area",
    "areas",
    "around_postcodes",
    "children",
    "drawn",
    "editions",
    "extent",
    "find",
    "groupings",
    "groupings_of",
    "home_country",
    "members",
    "names",
    "neighbours",
    "of_postcode",
    "parts_of",
    "postal_edition",
    "shapes",
    "siblings",
    "steps",
    "tiles",
    "transfers",
    "wijken_of",
    "working_areas",
]
