"""Drawings for parents: lines of our own, one for each phase and each kind of help. No Django."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Lines = tuple[str, ...]
"""What stands in the `d` of each path of a drawing, in a square of 48."""


@cache
def _known() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.offer").joinpath("data/pictures.yaml").read_text("utf-8"))
    return found


def of_phase(code: str) -> Lines:
    """The drawing of a phase."""
    return tuple(_known()["pictures"][_known()["phases"][code]])


def of_kind(code: str) -> Lines:
    """The drawing of a kind of help."""
    return tuple(_known()["pictures"][_known()["kinds"][code]])
