"""What carries and what weighs about one person, laid side by side in Bakker's three layers. Pure.

Nothing is added up: a balance is read by people. What the definition leaves open of it is for `core.levels` to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from kansrijk.core.levels import Openness, Recorded, left_open

LAYERS = ("micro", "meso", "macro")
"""Close by, around the family, in society."""
SIDES = ("protective", "risk")
"""In the order of the page; both as wide."""


@dataclass(frozen=True)
class Line:
    """One factor as it was last told about the person, and when. `is_guarded`: never on paper (red line 3)."""

    code: str
    side: str
    state: str
    is_guarded: bool
    told_on: date


@dataclass(frozen=True)
class Balance:
    """The lines that stand, and those that are no longer there."""

    lines: tuple[Line, ...]
    gone: tuple[Line, ...]

    def cell(self, layer: str, side: str) -> tuple[Line, ...]:
        """The lines of one layer on one side, in the order in which they were told."""
        return tuple(one for one in self.lines if one.side == side and layers()[one.code] == layer)

    @property
    def has_guarded(self) -> bool:
        return any(one.is_guarded for one in (*self.lines, *self.gone))

    def for_paper(self) -> "Balance":
        """Without what may never be printed."""
        stands = tuple(one for one in self.lines if not one.is_guarded)
        return Balance(stands, tuple(one for one in self.gone if not one.is_guarded))

    def open_when(self, sufficiency: str) -> Openness:
        """Which levels the definition leaves open when what carries is weighed so."""
        told = (*self.lines, *self.gone)
        return left_open([Recorded(one.code, one.side, one.state) for one in told], sufficiency)


@cache
def layers() -> dict[str, str]:
    """Code of a factor → its layer."""
    text = files("kansrijk.families").joinpath("data/layers.yaml").read_text("utf-8")
    return {code: layer for layer, codes in yaml.safe_load(text)["layers"].items() for code in codes}


def together(told: Iterable[Line]) -> Balance:
    """One balance of all that was told, the newest first: of each factor the last word counts."""
    newest: dict[str, Line] = {}
    for one in told:
        newest.setdefault(one.code, one)
    stands = tuple(one for one in newest.values() if one.state != "gone")
    return Balance(stands, tuple(one for one in newest.values() if one.state == "gone"))
