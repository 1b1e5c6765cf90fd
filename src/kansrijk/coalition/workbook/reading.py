"""What somebody filled in: opened with care, each cell read as its column asks, everything wrong said per cell."""

import io
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kansrijk.coalition.workbook import help_sheet
from kansrijk.coalition.workbook.sheets import BY_TITLE, EXAMPLE, MOST_ROWS, NotThat, Sheet
from kansrijk.core.faults import BadInput
from kansrijk.core.workbooks import why_not

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 30 * 1024 * 1024
MOST_PARTS = 200
MOST_FAULTS = 200


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell."""

    sheet: str
    row: int
    column: str
    value: str
    message: str


@dataclass
class Book:
    """The rows per sheet (code → rows; each a dict of fields and `row`, its number), and what is wrong.

    Of the sheet of help a row is `row` and `cells`, its header first. `broken`: the cells that could be read of rows in
    which another could not, so that these are judged too.
    """

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    broken: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)

    def wrong(self, sheet: str, row: int, column: str, value: object, message: str) -> None:
        """Keeps a fault; after the first 200 it is enough."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(CellFault(sheet, row, column, str(value if value is not None else "")[:80], message))


def read(name: str, content: bytes) -> Book:
    """The book. Raises BadInput for what is no workbook, too large, a bomb, or has none of our sheets."""
    _require_workbook(name, content)
    import openpyxl

    try:
        opened = openpyxl.load_workbook(io.BytesIO(content), data_only=False, keep_links=False, keep_vba=False)
    except Exception:  # openpyxl raises what its parsers raise; whatever it is, the file cannot be read
        raise BadInput(_("This workbook is damaged, or is not what it says."), file=name, field="file") from None
    book = Book()
    for page in opened.worksheets:
        sheet = BY_TITLE.get(page.title.strip().casefold())
        if sheet is not None:
            book.rows[sheet.code] = _rows(book, sheet, page)
        elif page.title.strip().casefold() == help_sheet.TITLE.casefold():
            book.rows[help_sheet.CODE] = help_sheet.lines_of(book, page)
    if not book.rows:
        raise BadInput(_("None of the sheets has a name that we know. Use the template."), file=name, field="file")
    return book


def _require_workbook(name: str, content: bytes) -> None:
    """By the first bytes, not by the name."""
    if not content:
        raise BadInput(_("The file is empty."), file=name, field="file")
    if len(content) > MOST_BYTES:
        raise BadInput(_("The file is too large; at most 5 MB."), file=name, field="file")
    if not content.startswith(b"PK"):
        raise BadInput(_("This is not a workbook. Save it in Excel as XLSX."), file=name, field="file")
    refusal = why_not(io.BytesIO(content), most_unpacked=MOST_UNPACKED, most_parts=MOST_PARTS)
    if refusal:
        raise BadInput(_no_workbook()[refusal], file=name, field="file")


def _no_workbook() -> dict[str, str]:
    too_much = _("This file unpacks to far too much, so we do not open it.")
    return {
        "damaged": _("This workbook is damaged, or is not what it says."),
        "many": too_much,
        "large": too_much,
        "bomb": too_much,
        "other": _("This is not a workbook. Save it in Excel as XLSX."),
        "macros": _("There are macros in this workbook. Save it as XLSX without macros."),
    }


def _rows(book: Book, sheet: Sheet, page: Any) -> list[dict[str, Any]]:
    """The filled rows of one sheet, as far as each cell can be read."""
    titles = {_plain(cell.value): cell.column for cell in next(page.iter_rows(max_row=1), ()) if cell.value is not None}
    where = {column.field: titles.get(column.title.casefold()) for column in sheet.columns}
    for column in sheet.columns:
        if column.is_needed and where[column.field] is None:
            book.wrong(sheet.title, 1, column.title, "", _("This column is not there. Use the titles of the template."))
    if book.faults and any(one.sheet == sheet.title for one in book.faults):
        return []
    for merged in page.merged_cells.ranges:
        book.wrong(sheet.title, merged.min_row, merged.coord, "", _("These cells are merged. Split them first."))
    if page.max_row > MOST_ROWS + 1:
        book.wrong(sheet.title, page.max_row, "", "", _("There are too many rows; at most 1.000."))
        return []
    found = []
    for cells in page.iter_rows(min_row=2):
        by_column = {cell.column: cell for cell in cells if cell.value is not None}
        known = {name: by_column[at] for name, at in where.items() if at in by_column}
        is_example = any(_plain(cell.value) == EXAMPLE for at, cell in by_column.items() if at not in where.values())
        if known and not is_example:
            values = _values(book, sheet, cells[0].row, known)
            if values is not None:
                found.append(values)
    return found


def _values(book: Book, sheet: Sheet, row: int, known: dict[str, Any]) -> dict[str, Any] | None:
    """The fields of one row; None where something in it is wrong."""
    values: dict[str, Any] = {"row": row}
    before = len(book.faults)
    for column in sheet.columns:
        cell = known.get(column.field)
        raw = cell.value if cell is not None else None
        if cell is not None and cell.data_type in {"f", "e"}:
            book.wrong(
                sheet.title, row, column.title, raw, _("There is a formula or an error here. Paste values only.")
            )
            continue
        try:
            values[column.field] = column.read(raw)
        except NotThat as error:
            book.wrong(sheet.title, row, column.title, raw, str(_sentences()[error.kind]))
            continue
        if column.is_needed and not values[column.field]:
            book.wrong(sheet.title, row, column.title, "", _("Fill this in."))
    if len(book.faults) == before:
        return values
    book.broken.setdefault(sheet.code, []).append(values)
    return None


def _sentences() -> dict[str, str]:
    return {
        "date": _("This is not a date. Write 31-12-2026."),
        "time": _("This is not a time. Write 13:30."),
        "yes": _("Write ja or nee."),
        "text": _("This is a date, and words are asked here."),
    }


def _plain(value: Any) -> str:
    return str(value).strip().casefold() if value is not None else ""
