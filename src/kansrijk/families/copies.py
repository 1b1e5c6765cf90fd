"""What stands in a copy of one's own data and what is held back: the table `data/own_copy.yaml`, of each room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kansrijk.trust.compartment import Within

SEALED = "sealed_"


@dataclass(frozen=True)
class Told:
    """One table: columns that the copy tells, in order, and those held back with the code of why."""

    table: str
    columns: tuple[str, ...]
    withheld: dict[str, str]


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.families").joinpath("data/own_copy.yaml").read_text("utf-8"))
    return found


@cache
def tables() -> tuple[Told, ...]:
    """Those of this room, in the order of the copy."""
    return told_of(_read()["tables"])


def told_of(found: Mapping[str, Any]) -> tuple[Told, ...]:
    """As a file of columns says it, of this room or a higher one."""
    return tuple(Told(name, tuple(one["told"]), dict(one["withheld"])) for name, one in found.items())


@dataclass(frozen=True)
class Beside:
    """What a higher room keeps of the same person. `rows`: inside an opening of her page, table → opened rows;
    `titles`: table → what its part of the copy is called; `lines`: (table, row) → (label, value in words).
    """

    tables: tuple[Told, ...]
    rows: Callable[[Within], dict[str, list[dict[str, Any]]]]
    titles: Mapping[str, Any]
    lines: Callable[[str, Mapping[str, Any]], list[tuple[str, str]]]


_beside: list[Beside] = []


def tell_beside(one: Beside) -> None:
    """Registered when the application starts; the same tables once."""
    if all(known.tables != one.tables for known in _beside):
        _beside.append(one)


def beside() -> tuple[Beside, ...]:
    return tuple(_beside)


def columns_of(table: str) -> tuple[str, ...]:
    """What the copy tells of a table."""
    return next(one.columns for one in tables() if one.table == table)


def why(code: str, language: str) -> str:
    """Why something is held back, in words."""
    return str(_read()["withheld"][code]["en" if language == "en" else "nl"])


def held_back() -> dict[str, tuple[str, ...]]:
    """Code of why → `table.column` of everything that is held back for it, marks of the system aside."""
    found: dict[str, list[str]] = {code: [] for code in _read()["withheld"] if code != "inside"}
    for one in (*tables(), *(told for room in _beside for told in room.tables)):
        for column, code in one.withheld.items():
            if code in found:
                found[code].append(f"{one.table}.{plain(column)}")
    return {code: tuple(columns) for code, columns in found.items()}


def plain(column: str) -> str:
    """What a column is called in the copy: `sealed_words` is told as `words`."""
    return column.removeprefix(SEALED)
