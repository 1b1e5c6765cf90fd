"""XLSX: the first sheet, values only; a formula is refused, because nobody sees what it hangs on."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from kansrijk.core.faults import BadInput
from kansrijk.figures.readers.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEET_CELLS,
    Table,
    require_few_cells,
    require_titles,
)


def read_xlsx(path: Path) -> Table:
    """The first sheet as a table of text. Raises BadInput with row and column."""
    import openpyxl

    try:
        with path.open("rb") as stream:  # by its content: from a name that ends otherwise openpyxl reads nothing
            book = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
            found = _rows(book.worksheets[0], path.name)
            book.close()
    except BadInput:
        raise
    except Exception:  # openpyxl raises what its parsers raise; whatever it is, the file cannot be read
        raise BadInput("the workbook is damaged or not what it says", file=path.name) from None
    if not found:
        raise BadInput("the first sheet is empty", file=path.name)
    titles = require_titles(found[0][1], path.name)
    rows = [fields for _, fields in found[1:]]
    if not rows:
        raise BadInput("there is a header and nothing under it", file=path.name, row=1)
    return Table(path.name, "xlsx", titles, rows, [number for number, _ in found[1:]])


def _rows(sheet: Any, file: str) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    width = seen = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise BadInput(f"the sheet has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns", file=file)
        seen += len(cells) + 1  # empty ones cost time too: a row number far away is a million of them
        require_few_cells(seen, file, MOST_SHEET_CELLS)
        fields = [_text(cell, file, number) for cell in cells]
        if not any(fields):
            continue
        if not width:
            width = max(index for index, text in enumerate(fields, start=1) if text)
        if any(fields[width:]):
            outside = next(place for place, text in enumerate(fields) if place >= width and text)
            sentence = "there is a value outside the columns of the header"
            raise BadInput(sentence, file=file, row=number, column=cells[outside].column_letter)
        found.append((number, fields[:width] + [""] * (width - len(fields))))
    return found


def _text(cell: Any, file: str, number: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise BadInput(
            "there is a formula in the cell; paste values only", file=file, row=number, column=cell.column_letter
        )
    if cell.data_type == "e":
        raise BadInput(f"the cell holds the error {value}", file=file, row=number, column=cell.column_letter)
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)
