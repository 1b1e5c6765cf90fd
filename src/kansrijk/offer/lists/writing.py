"""A directory as a file with the same columns that are read in: CSV and XLSX."""

import io
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.writer.excel import save_workbook

from kansrijk.core.tables import harmless
from kansrijk.offer import vocabulary
from kansrijk.offer.lists.columns import COLUMNS, INTERNAL
from kansrijk.offer.queries import Record, ServiceCard, choices

_PHASES = {"before": "voor", "during": "tijdens", "after": "na"}
_TERMS = {"levels": vocabulary.levels, "languages": vocabulary.languages}


def _cell(card: ServiceCard, record: Record | None, field: str) -> str:
    """One cell, as it can be read in again."""
    if field == "mark":
        return card.slug
    value = getattr(record, field) if field in INTERNAL else getattr(card, field)
    if value is None:
        return ""
    if field == "kind":
        return vocabulary.kinds()[value].nl
    if field == "phases":
        return ", ".join(_PHASES[code] for code in value)
    if field in _TERMS:
        return ", ".join(_TERMS[field]()[code].nl for code in value)
    if field == "cost_cents":
        return f"{value // 100},{value % 100:02d}"
    if field == "checked_on":
        return f"{value:%d-%m-%Y}"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def table(cards: Iterable[ServiceCard], records: Mapping[str, Record] | None = None) -> list[list[str]]:
    """Header and lines; without records the columns that only the coalition sees are left out."""
    shown = {head: field for head, field in COLUMNS.items() if records is not None or field not in INTERNAL}
    lines = [
        [_cell(card, records[card.slug] if records else None, field) for field in shown.values()] for card in cards
    ]
    return [list(shown), *lines]


def _sheet(book: Workbook, title: str, lines: Iterable[Sequence[str]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(lines):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value="")
            cell.value, cell.data_type, cell.number_format = harmless(text)[:32_000], "s", "@"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)


def xlsx_of(lines: Sequence[Sequence[str]]) -> bytes:
    """A workbook whose cells are all text: no formulas, no author. A second sheet holds what may be chosen."""
    book = Workbook(write_only=True)
    _sheet(book, "Hulp", lines)
    _sheet(book, "Keuzes", choices())
    book.properties.creator = None
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()
