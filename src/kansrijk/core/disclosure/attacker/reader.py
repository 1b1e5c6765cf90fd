"""Reads hand-made tables: NAME.csv (table,row,value,hidden[,base][,of]) and equations.csv (table,total,parts)."""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kansrijk.core.disclosure.attacker.published import BadTable, Published, published, window
from kansrijk.core.disclosure.attacker.shares import counts_behind_share

YES = {"1", "true", "yes", "ja", "x", "t", "y", "j"}
NO = {"", "0", "false", "no", "nee", "f", "n"}
EQUATIONS = "equations.csv"
PERCENT = re.compile(r"\d{1,3}(\.\d{1,6})?")


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


@dataclass(frozen=True)
class _Share:
    """A cell shown as a percentage of another: what is asked is the count behind it."""

    percent: str
    of: str
    table: str
    file: str
    row: int


@dataclass
class _Read:
    """What the tables say: counts by "table:row" (None where hidden), their rounding bases, and percentages."""

    values: dict[str, int | None] = field(default_factory=dict)
    bases: dict[str, int] = field(default_factory=dict)
    shares: dict[str, _Share] = field(default_factory=dict)


def _share(fields: dict[str, str], table: str, path: Path, number: int) -> _Share | None:
    """The percentage in a row, None where it holds a count. Raises BadTable for one that cannot be."""
    text = fields["value"]
    if not text.endswith("%"):
        return None
    if fields["hidden"].lower() not in NO:
        raise BadTable("a hidden cell carries a value", path.name, number, "value")
    percent = text[:-1].strip().replace(",", ".")
    if not PERCENT.fullmatch(percent) or float(percent) > 100:
        raise BadTable(f"{text!r} is not a percentage between 0% and 100%", path.name, number, "value")
    if not fields.get("of"):
        raise BadTable("a percentage needs the cell it is a share of", path.name, number, "of")
    return _Share(percent, fields["of"], table, path.name, number)


def _cells(paths: list[Path]) -> _Read:
    """All tables together; a name may occur once."""
    read = _Read()
    for path in paths:
        for number, fields in _rows(path, ("table", "row", "value", "hidden")):
            table, row = fields["table"] or path.stem, fields["row"]
            if not row:
                raise BadTable("a cell has no name", path.name, number, "row")
            if ":" in table:
                raise BadTable("the name of a table holds no colon", path.name, number, "table")
            name = f"{table}:{row}"
            if name in read.values or name in read.shares:
                raise BadTable(f"the cell {name} occurs twice", path.name, number, "row")
            share = _share(fields, table, path, number)
            if share is not None:
                read.shares[name] = share
                continue
            read.values[name] = _value(fields, path, number)
            if fields.get("base"):
                read.bases[name] = max(1, _count(fields["base"], path, number, "base"))
    return read


def _behind(read: _Read) -> dict[str, tuple[int, int | None]]:
    """Ends of the counts behind percentages: no more than the group where that is hidden, else every count that
    prints so. Raises BadTable where no count does, or the group is not there."""
    ends: dict[str, tuple[int, int | None]] = {}
    for name, share in read.shares.items():
        group = _full_name(share.of, share.table, read.values)
        if group is None:
            raise BadTable(f"no table holds the cell {share.of!r}", share.file, share.row, "of")
        size = read.values[group]
        if size is None:
            ends[name] = (0, None)
            continue
        base = read.bases.get(group, 1)
        low, high = window(size, base)
        pairs = counts_behind_share(share.percent, range(low, high + 1))
        if base > 1 and not pairs:
            pairs = counts_behind_share(share.percent, [size], base)
        if not pairs:
            message = f"no count out of {share.of} is {share.percent}%"
            raise BadTable(message, share.file, share.row, "value")
        ends[name] = (min(count for count, _ in pairs), max(count for count, _ in pairs))
    return ends


def _full_name(text: str, table: str, values: Container[str]) -> str | None:
    """The cell a word of equations.csv means: of its own table first, else `table:row`; None if neither."""
    own = f"{table}:{text}"
    if own in values:
        return own
    return text if text in values else None


def _sums(path: Path, values: Container[str]) -> list[tuple[str, list[str]]]:
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

    The optional column `base` says to which multiple a shown value was rounded (half up). A value may be a
    percentage ("14.3%"): the column `of` then names the cell it is a share of, and the row stands for the count
    behind it; one that comes out exactly and below k is recoverable (SDC-V6).
    """
    if not folder.is_dir():
        raise BadTable("no such folder", str(folder))
    paths = sorted(path for path in folder.glob("*.csv") if path.name != EQUATIONS)
    if not paths:
        raise BadTable("no table (NAME.csv) in this folder", str(folder))
    read = _cells(paths)
    equations = folder / EQUATIONS
    sums = _sums(equations, {**read.values, **read.shares}) if equations.exists() else []
    within = _behind(read)
    needs = {name: 1 for name, (_, high) in within.items() if high is not None and high < k}
    return published(read.values, sums, k=k, rounded=read.bases, within=within, needs=needs)
