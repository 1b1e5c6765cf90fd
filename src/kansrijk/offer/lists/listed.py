"""What reading a list gives, whatever it was written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kansrijk.offer.lists.columns import HEADERS


@dataclass(frozen=True)
class CellFault:
    """What is wrong in one place; `code` has its words in `faults.py`.

    Of a table: `row` is the line of the file, from 1, and `column` the header. Of JSON: `row` counts the entries from
    1, and `column` is the path of the value, `$.contents[2].phones[0].number`.
    """

    row: int
    column: str
    code: str
    value: str


@dataclass(frozen=True)
class Row:
    """One entry: its number, the values that the file has, and of JSON where each of them stands."""

    number: int
    values: dict[str, Any]
    where: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str, value: str = "") -> str:
        """The header of a field, or the path of its value in this entry."""
        if not self.where:
            return HEADERS[name]
        return self.where.get(f"{name}={value}") or self.where.get(name) or self.where[""]


@dataclass
class Listed:
    """What stands in a file. `ignored`: names that mean nothing here. `form`: table, hsds or schema_org."""

    fields: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    form: str = "table"
