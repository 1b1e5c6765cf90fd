"""The sheet of help in the workbook: its lines as they stand, for `offer` to read as it reads a list of its own."""

from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from kansrijk.coalition.workbook.sheets import EXAMPLE
from kansrijk.offer.queries import needed_columns

CODE: Final = "services"
TITLE: Final = "Hulp"
TOLD: Final = "Wie welke hulp biedt. De kolommen organisatie, hulp, soort en fase zijn nodig; de rest vult u later aan."
MOST_LINES: Final = 5000


def lines_of(book: Any, page: Any) -> list[dict[str, Any]]:
    """Header and filled lines, `row` and `cells` (text, numbers, yes or no, days as ISO); faults go to the book."""
    for merged in page.merged_cells.ranges:
        book.wrong(TITLE, merged.min_row, merged.coord, "", _("These cells are merged. Split them first."))
    if page.max_row > MOST_LINES + 1:
        book.wrong(TITLE, page.max_row, "", "", _("There are too many rows; at most 5.000."))
        return []
    heads = [str(cell.value or "").strip() for cell in next(page.iter_rows(max_row=1), ())]
    while heads and not heads[-1]:
        heads.pop()
    missing = set(needed_columns()) - {head.casefold() for head in heads}
    for head in sorted(missing):
        book.wrong(TITLE, 1, head, "", _("This column is not there. Use the titles of the template."))
    if missing:
        return []
    found: list[dict[str, Any]] = [{"row": 1, "cells": heads}]
    for cells in page.iter_rows(min_row=2):
        is_example = any(str(cell.value).strip().casefold() == EXAMPLE for cell in cells[len(heads) :])
        kept = [_value(book, cell, head) for cell, head in zip(cells, heads, strict=False)]
        if not is_example and any(value not in {None, ""} for value in kept):
            found.append({"row": cells[0].row, "cells": kept})
    return found if len(found) > 1 else []


def _value(book: Any, cell: Any, head: str) -> str | int | float | bool | None:
    if cell.data_type in {"f", "e"} and cell.value is not None:
        said = _("There is a formula or an error here. Paste values only.")
        book.wrong(TITLE, cell.row, head, cell.value, said)
        return None
    if isinstance(cell.value, datetime):
        return cell.value.date().isoformat()
    if isinstance(cell.value, date):
        return cell.value.isoformat()
    return cell.value if isinstance(cell.value, str | int | float | bool) or cell.value is None else str(cell.value)


def in_place(rows: list[dict[str, Any]]) -> list[list[Any]]:
    """Every line of the sheet up to the last, empty ones included, so that a row keeps its number."""
    every: list[list[Any]] = [[] for _line in range(rows[-1]["row"] if rows else 0)]
    for one in rows:
        every[one["row"] - 1] = one["cells"]
    return every
