"""What the atlas puts in the places that other rooms' templates name."""

from collections.abc import Mapping
from typing import Any

from kansrijk.atlas import queries
from kansrijk.atlas.composite import LEVELS
from kansrijk.trust.actors import Actor
from kansrijk.web.slots import Filling, fill


def about(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Beside the sources: what estimates are."""
    return Filling("atlas/about.html", {})


def estimated(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """Under a map of estimates: the run that they come from, and the years beside each other."""
    column = context.get("column")
    if column is None:
        return None
    run = next((one for one in queries.runs(actor) if one.release == column.release), None)
    return Filling("atlas/of_map.html", {"run": run, "indicator": column.indicator.id}) if run else None


def area_actions(actor: Actor, context: Mapping[str, Any]) -> Filling | None:
    """On the page of an area that can be divided: its parts by several definitions."""
    area = context.get("area")
    return Filling("atlas/area_action.html", {"area": area}) if area is not None and area.level in LEVELS else None


def register() -> None:
    """Fills the slots; called once when Django starts."""
    fill("about.sources", about, order=20)
    fill("map.estimated", estimated, order=10)
    fill("area.actions", area_actions, order=30)
