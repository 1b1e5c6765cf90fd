"""Tables of the coalition as files: CSV with semicolons, XLSX whose cells are text, no formulas, no author."""

import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.writer.excel import save_workbook

from kansrijk.core.tables import AMOUNT, csv_of, harmless

Lines = Sequence[Sequence[str]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_of(sheets: Iterable[tuple[str, Lines]]) -> bytes:
    """A workbook with a sheet for each (title, lines); the first line is the header. Amounts are numbers."""
    book = Workbook(write_only=True)
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number, row in enumerate(lines):
            sheet.append([_cell(sheet, text, is_head=number == 0) for text in row])
    book.properties.creator = None
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def _cell(sheet: object, text: str, *, is_head: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value="")
    if AMOUNT.fullmatch(text):
        cell.value, cell.number_format = int(text.replace(",", "")) / 100, "#,##0.00"
    else:
        cell.value, cell.data_type, cell.number_format = harmless(text)[:32_000], "s", "@"
    if is_head:
        cell.font = Font(bold=True)
    return cell


def csv_response(name: str, lines: Lines) -> HttpResponse:
    """As a download that nobody between may keep."""
    return _download(csv_of(lines), "text/csv; charset=utf-8", f"{name}.csv")


def xlsx_response(name: str, sheets: Iterable[tuple[str, Lines]]) -> HttpResponse:
    """The same for a workbook."""
    return _download(xlsx_of(sheets), XLSX, f"{name}.xlsx")


def text_response(name: str, text: str) -> HttpResponse:
    """The same for plain text."""
    return _download(text.encode(), "text/plain; charset=utf-8", f"{name}.txt")


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
