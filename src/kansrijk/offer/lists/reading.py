"""Reads a list of services from CSV, XLSX or JSON: values per field, and every fault with its place."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings, simplefilter
from zipfile import BadZipFile

from kansrijk.core.faults import BadInput
from kansrijk.core.workbooks import why_not
from kansrijk.offer.lists import reading_json
from kansrijk.offer.lists.columns import COLUMNS, HEADERS, NEEDED, Cell, Unreadable, field_of, value_of
from kansrijk.offer.lists.listed import CellFault, Listed, Row

MOST_BYTES = 10 * 1024**2
MOST_UNPACKED = 200 * 1024**2
MOST_ROWS = 20_000
_HEADER_WITHIN = 12


@dataclass(frozen=True)
class _Formula:
    text: str


@dataclass(frozen=True)
class _Merged:
    pass


Lines = Sequence[Sequence[Cell]]


def read(content: bytes | Lines, name: str, *, sheet: str | None = None) -> Listed:
    """The list in a file, or in the lines of a sheet that was opened already.

    Raises BadInput for what is none: no list, no header, too large, another type.
    """
    if not isinstance(content, bytes):
        return _listed([list(line) for line in content], name)
    if len(content) > MOST_BYTES:
        raise BadInput(f"the file is larger than {MOST_BYTES // 1024**2} MB", file=name)
    if not content:
        raise BadInput("the file is empty", file=name)
    if reading_json.is_json(content, name):
        return reading_json.read(content, name, most_rows=MOST_ROWS)
    is_book = content[:4] == b"PK\x03\x04"
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise BadInput("this workbook is of an older or a locked kind; save it as .xlsx", file=name)
    lines = _workbook(content, name, sheet) if is_book else _csv(content, name)
    return _listed(lines, name)


def _csv(content: bytes, name: str) -> Iterator[list[Any]]:
    if b"\x00" in content:
        raise BadInput("this is neither CSV nor XLSX nor JSON", file=name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = text[:20_000].splitlines()[: _HEADER_WITHIN + 1]
    mark = max(";,\t", key=lambda sign: max((line.count(sign) for line in head), default=0))
    try:
        for cells in csv.reader(io.StringIO(text), delimiter=mark):
            yield [_Formula(cell) if _is_formula(cell) else cell for cell in cells]
    except csv.Error as error:
        raise BadInput(f"this CSV cannot be read: {error}", file=name) from error


def _is_formula(cell: str) -> bool:
    """`=…` and `@…` begin a formula, `+` and `-` where no number follows; a telephone number begins with +31."""
    return bool(re.match(r"\s*(=|@[A-Za-z]|[+-]\s*[A-Za-z(])", cell))


def _workbook(content: bytes, name: str, sheet: str | None) -> Iterator[list[Any]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    refusal = why_not(io.BytesIO(content), most_unpacked=MOST_UNPACKED)
    if refusal in {"many", "large", "bomb"}:
        raise BadInput("this workbook unpacks to more than we read", file=name)
    if refusal == "macros":
        raise BadInput("there are macros in this workbook; save it as .xlsx without macros", file=name)
    if refusal:
        raise BadInput("this workbook cannot be read", file=name)
    try:
        with catch_warnings():
            simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise BadInput("this workbook cannot be read", file=name) from error
    if sheet is not None and sheet not in book.sheetnames:
        raise BadInput(f"there is no sheet {sheet!r}; there is {', '.join(book.sheetnames)}", file=name)
    for page in [book[sheet]] if sheet is not None else book.worksheets:
        found = list(_page(page))
        if sheet is not None or _header_at(found) is not None:
            return iter(found)
    return iter(())


def _page(page: Any) -> Iterator[list[Any]]:
    inside = {
        (row, column)
        for area in page.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    last = min(page.max_row or 0, MOST_ROWS + _HEADER_WITHIN + 1)
    for number, cells in enumerate(page.iter_rows(max_row=last), start=1):
        yield [
            _Merged()
            if (number, column) in inside
            else _Formula(str(cell.value))
            if cell.data_type == "f"
            else cell.value
            for column, cell in enumerate(cells, start=1)
        ]


def _plain(cell: Any) -> Cell:
    return None if isinstance(cell, _Formula | _Merged) else cell


def _header_at(lines: Iterable[list[Any]]) -> int | None:
    """Where the line stands that names three or more of our columns; None when none of the first lines does."""
    for index, cells in enumerate(lines):
        if index >= _HEADER_WITHIN:
            return None
        if len({found for cell in cells if (found := field_of(_plain(cell)))}) >= 3:
            return index
    return None


def _listed(lines: Iterable[list[Any]], name: str) -> Listed:
    every = list(lines)
    at = _header_at(every)
    if at is None:
        raise BadInput(f"no line names the columns {', '.join(NEEDED)}; use the template", file=name)
    header = [field_of(_plain(cell)) for cell in every[at]]
    twice = next((one for one in header if one and header.count(one) > 1), None)
    if twice:
        raise BadInput("this column stands there twice", file=name, row=at + 1, column=HEADERS[twice])
    missing = [column for column in NEEDED if COLUMNS[column] not in header]
    if missing:
        raise BadInput(f"the column {missing[0]} is missing", file=name, row=at + 1, column=missing[0])
    written = [str(_plain(cell) or "").strip() for cell in every[at]]
    ignored = tuple(word for word, one in zip(written, header, strict=True) if word and one is None)
    found = Listed(tuple(one for one in header if one), ignored=ignored)
    for number, cells in enumerate(every[at + 1 :], start=at + 2):
        if any(cell not in {None, ""} if not isinstance(cell, _Formula | _Merged) else True for cell in cells):
            found.rows.append(_row(number, header, cells, found.faults))
        if len(found.rows) > MOST_ROWS:
            raise BadInput(f"the list is longer than {MOST_ROWS} rows", file=name)
    return found


def _row(number: int, header: list[str | None], cells: list[Any], faults: list[CellFault]) -> Row:
    values: dict[str, Any] = {}
    for index, one in enumerate(header):
        if one is None:
            continue
        cell = cells[index] if index < len(cells) else None
        if isinstance(cell, _Formula):
            faults.append(CellFault(number, HEADERS[one], "formula", cell.text[:60]))
        elif isinstance(cell, _Merged):
            faults.append(CellFault(number, HEADERS[one], "merged", ""))
        try:
            values[one] = value_of(one, _plain(cell))
        except Unreadable as error:
            faults.append(CellFault(number, HEADERS[one], error.code, error.value))
            values[one] = value_of(one, None)
    return Row(number, values)
