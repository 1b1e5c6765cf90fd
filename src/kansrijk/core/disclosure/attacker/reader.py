"""Reads hand-made tables: NAME.csv (table,row,value,hidden[,base]) and equations.csv (table,total,parts)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from kansrijk.core.disclosure.attacker.published import BadTable, Published, published

YES = {"1", "true", "yes", "ja", "x", "t", "y", "j"}
NO = {"", "0", "false", "no", "nee", "f", "n"}
EQUATIONS = "equations.csv"


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number (header is 1) and its fields, stripped. Raises BadTable for text, header or width."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTable(f"cannot be read as UTF-8 text ({error.__class__.__name__})", path.name) from None
    reader = csv.reader(text.splitlines())
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        for column in needed:
            if column not in header:
                raise BadTable("the header lacks this column", path.name, 1, column)
        for number, fields in enumerate(reader, start=2):
            if not any(field.strip() for field in fields):
                continue
            if len(fields) != len(header):
                raise BadTable(f"{len(fields)} fields where the header has {len(header)}", path.name, number)
            yield number, dict(zip(header, (field.strip() for field in fields), strict=True))
    except csv.Error as error:
        raise BadTable(f"not a CSV file: {error}", path.name) from None


def _count(text: str, path: Path, number: int, column: str) -> int:
    """A whole count of zero or more. Raises BadTable otherwise."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise BadTable(f"{text!r} is not a whole number of zero or more", path.name, number, column)
    return int(text)


def _value(fields: dict[str, str], path: Path, number: int) -> int | None:
    """The value of a cell, None when hidden. A hidden cell with a value is refused: that is a leak."""
    flag = fields["hidden"].lower()
    if flag not in YES | NO:
        raise BadTable(f"{fields['hidden']!r} is neither yes (1, true) nor no (0, false)", path.name, number, "hidden")
    if flag in YES:
        if fields["value"]:
            raise BadTable("a hidden cell carries a value", path.name, number, "value")
        return None
    if not fields["value"]:
        raise BadTable("no value, and the cell is not hidden", path.name, number, "value")
    return _count(fields["value"], path, number, "value")


def _cells(paths: list[Path]) -> tuple[dict[str, int | None], dict[str, int]]:
    """Values by "table:row" (None where hidden) and the rounding base of those that have one."""
    values: dict[str, int | None] = {}
    bases: dict[str, int] = {}
    for path in paths:
        for number, fields in _rows(path, ("table", "row", "value", "hidden")):
            table, row = fields["table"] or path.stem, fields["row"]
            if not row:
                raise BadTable("a cell has no name", path.name, number, "row")
            if ":" in table:
                raise BadTable("the name of a table holds no colon", path.name, number, "table")
            name = f"{table}:{row}"
            if name in values:
                raise BadTable(f"the cell {name} occurs twice", path.name, number, "row")
            values[name] = _value(fields, path, number)
            if fields.get("base"):
                bases[name] = max(1, _count(fields["base"], path, number, "base"))
    return values, bases


def _full_name(text: str, table: str, values: dict[str, int | None]) -> str | None:
    """The cell a word of equations.csv means: of its own table first, else `table:row`; None if neither."""
    own = f"{table}:{text}"
    if own in values:
        return own
    return text if text in values else None


def _sums(path: Path, values: dict[str, int | None]) -> list[tuple[str, list[str]]]:
    """The sums of equations.csv with full names. Raises BadTable with row and column."""
    sums = []
    for number, fields in _rows(path, ("table", "total", "parts")):
        total = _full_name(fields["total"], fields["table"], values)
        if total is None:
            raise BadTable(f"no table holds the cell {fields['total']!r}", path.name, number, "total")
        parts = []
        for word in fields["parts"].split():
            part = _full_name(word, fields["table"], values)
            if part is None:
                raise BadTable(f"no table holds the cell {word!r}", path.name, number, "parts")
            parts.append(part)
        if not parts:
            raise BadTable("a sum without parts", path.name, number, "parts")
        if len({total, *parts}) != len(parts) + 1:
            raise BadTable("a sum names a cell twice", path.name, number, "parts")
        sums.append((total, parts))
    return sums


def read_folder(folder: Path, k: int = 10) -> Published:
    """The release set in a folder. Raises BadTable: no folder, no table, or a bad field with its place.

    The optional column `base` says to which multiple a shown value was rounded (half up).
    """
    if not folder.is_dir():
        raise BadTable("no such folder", str(folder))
    paths = sorted(path for path in folder.glob("*.csv") if path.name != EQUATIONS)
    if not paths:
        raise BadTable("no table (NAME.csv) in this folder", str(folder))
    values, bases = _cells(paths)
    equations = folder / EQUATIONS
    sums = _sums(equations, values) if equations.exists() else []
    return published(values, sums, k=k, rounded=bases)
