"""The workbook to fill in: a sheet per subject with one example row, and a sheet that explains."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.writer.excel import save_workbook

from kansrijk.coalition.vocabulary import terms
from kansrijk.coalition.workbook import help_sheet
from kansrijk.coalition.workbook.sheets import EXAMPLE, SHEETS
from kansrijk.offer.queries import choices, template_lines

_BOLD, _TITLE, _GREY = Font(bold=True), Font(bold=True, size=14), Font(italic=True, color="666666")
_WRAP, _HEAD = Alignment(wrap_text=True, vertical="top"), PatternFill("solid", fgColor="E8EEF4")


def template() -> bytes:
    """The file; the same for everybody."""
    book = Workbook()
    _explain(book.active)
    for sheet in SHEETS:
        _fill(
            book.create_sheet(sheet.title),
            [column.title for column in sheet.columns],
            [column.example for column in sheet.columns],
        )
    _fill(book.create_sheet(help_sheet.TITLE), *template_lines())
    _choices(book.create_sheet("Keuzes"))
    book.properties.creator = None
    book.properties.title = "Werkmap van een coalitie"
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def _explain(page: Any) -> None:
    page.title = "Uitleg"
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 90
    page.append(["Werkmap van een coalitie"])
    page["A1"].font = _TITLE
    kinds = ", ".join(term.nl for term in terms("party_kinds").values())
    lines = [
        ("Zo werkt het", "Vul de bladen in die u hebt. Lege bladen zijn goed. Laat de titels in rij 1 staan."),
        ("Voorbeeld", f"De grijze rij met “{EXAMPLE}” achteraan lezen we niet in. U mag hem weghalen."),
        ("Datums", "31-12-2026 of 31 december 2026."),
        ("Meer partijen", "Zet een puntkomma tussen de namen."),
        ("Niet doen", "Geen formules, geen samengevoegde cellen, geen gegevens over gezinnen."),
        ("Soorten partijen", kinds),
        *((sheet.title, sheet.told) for sheet in SHEETS),
        (help_sheet.TITLE, f"{help_sheet.TOLD} Welke woorden daar mogen, staat op het blad Keuzes."),
    ]
    for term, told in lines:
        page.append([term, told])
        page.cell(page.max_row, 1).font = _BOLD
        page.cell(page.max_row, 2).alignment = _WRAP


def _fill(page: Any, heads: list[str], example: list[str]) -> None:
    page.append(heads)
    page.append([*example, EXAMPLE])
    page.freeze_panes = "A2"
    for number, said in enumerate(example, start=1):
        head = page.cell(1, number)
        head.font, head.fill = _BOLD, _HEAD
        page.column_dimensions[head.column_letter].width = max(16, min(40, len(said) + 4))
        for row in range(2, 200):
            page.cell(row, number).number_format = "@"  # text: a telephone number keeps its first nought
    for cell in page[2]:
        cell.font = _GREY


def _choices(page: Any) -> None:
    """What may be written in the columns of help that ask for a word from a list."""
    for row in choices():
        page.append(row)
    page.freeze_panes = "A2"
    for letter, width in (("A", 14), ("B", 60), ("C", 24)):
        page.column_dimensions[letter].width = width
        page[f"{letter}1"].font, page[f"{letter}1"].fill = _BOLD, _HEAD
