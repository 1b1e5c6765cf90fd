"""What of the fictional region is there already. Light: a second start asks this and imports nothing heavy."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.conf import settings

from kansrijk.coalition.models import Party
from kansrijk.core.faults import BadInput
from kansrijk.demo.naming import BIRTHS, SURROUNDINGS
from kansrijk.demo.people import COALITIONS
from kansrijk.figures import queries
from kansrijk.offer.queries import directories
from kansrijk.trust.actors import VISITOR


@cache
def levels() -> dict[str, Any]:
    """The levels, bases and groups of `data/levels.yaml`."""
    text = files("kansrijk.demo").joinpath("data/levels.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return found


def earlier(what: str) -> BadInput:
    """What to do where a database holds the region of an earlier version: it is not mixed with this one."""
    return BadInput(
        f"this database holds an earlier fictional region ({what}): remove the folder {settings.DATA_DIR} and start "
        "the demo again, or set KANSRIJK_DATA to an empty folder"
    )


def expected() -> list[str]:
    """The name of every delivery, without making it."""
    found = ["fictief-geboorten.csv"]
    for name, group in levels()["groups"].items():
        found.append(f"fictief-{name}.csv")
        if group.get("preliminary"):
            found.append(f"fictief-{name}-voorlopig.csv")
    return found


def published() -> set[str]:
    """The deliveries that are published."""
    own = {BIRTHS, SURROUNDINGS}
    return {one.file_name for one in queries.releases(VISITOR) if one.source in own and one.status == "published"}


def has_figures() -> bool:
    """Whether the region has all its released figures."""
    return set(expected()) <= published()


def has_help() -> bool:
    """Whether every coalition of the region has its directory. One query."""
    return {one.slug for one in COALITIONS} <= {one.slug for one in directories(VISITOR)}


def is_loaded() -> bool:
    """Whether the region has all its released figures, its help, and its coalitions are at work."""
    return has_figures() and has_help() and Party.objects.exists()
