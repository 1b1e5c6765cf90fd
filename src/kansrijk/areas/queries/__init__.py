"""Every read of areas; each starts from what the actor may see."""

from kansrijk.areas.queries.changes import Step, steps, transfers
from kansrijk.areas.queries.finding import find, of_postcode
from kansrijk.areas.queries.places import (
    ancestors,
    area,
    areas,
    children,
    editions,
    groupings,
    members,
    neighbours,
    siblings,
)
from kansrijk.areas.queries.shapes import DrawnArea, shapes
from kansrijk.areas.queries.values import AreaRef

__all__ = [
    "AreaRef",
    "DrawnArea",
    "Step",
    "ancestors",
    "area",
    "areas",
    "children",
    "editions",
    "find",
    "groupings",
    "members",
    "neighbours",
    "of_postcode",
    "shapes",
    "siblings",
    "steps",
    "transfers",
]
