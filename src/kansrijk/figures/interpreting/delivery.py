"""The values that interpreting works with and hands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kansrijk.figures.descriptions import Layout

Floats = NDArray[np.float64]
Statuses = NDArray[np.int8]
MOST_FAULTS = 1_000


@dataclass(frozen=True)
class Fault:
    """One thing wrong: the row as people count it (None: the whole column), the column, the text and why."""

    row: int | None
    column: str
    value: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "value": self.value[:200], "message": self.message[:500]}


@dataclass(frozen=True)
class AreaGiven:
    """An area as the file names it."""

    code: str
    name: str
    level: str
    parent: str | None = None


@dataclass(frozen=True)
class KnownAreas:
    """The areas of one edition: code to level, and name (as areas.names.search_key) to codes."""

    edition: int
    levels: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """One array position: indicator, its own period ("" follows the row) and the column in the file."""

    indicator: str
    period: str
    field: str


@dataclass(frozen=True, eq=False)
class Delivery:
    """What will be stored. Arrays have the shape (rows, columns), NaN where there is nothing.

    `first_rows` is the file's row of each stored row, `file_rows` how many of the file's rows became it;
    `dominated` marks cells of which few organisations supply nearly everything: all that is kept of counts per
    organisation. `set_aside` counts rows that the layout allows to be left out (their faults do not stop the import).
    """

    layout: Layout
    edition: int
    codes: list[str]
    levels: list[str]
    periods: list[str]
    first_rows: list[int]
    file_rows: list[int]
    columns: tuple[Placed, ...]
    value: Floats
    lower: Floats
    upper: Floats
    numerator: Floats
    denominator: Floats
    status: Statuses
    areas: list[AreaGiven]
    read: int
    set_aside: int
    faults: list[Fault]
    remarks: list[Fault]
    dominated: NDArray[np.bool_] | None = None

    @property
    def all_periods(self) -> list[str]:
        """Every period of the rows, oldest first."""
        return sorted(set(self.periods))


def empty_arrays(rows: int, columns: int) -> dict[str, Floats]:
    """The five number arrays, all NaN."""
    names = ("value", "lower", "upper", "numerator", "denominator")
    return {name: np.full((rows, columns), np.nan) for name in names}
