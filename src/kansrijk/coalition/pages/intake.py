"""A workbook that was offered, in words."""

from dataclasses import dataclass
from typing import Any

from kansrijk.coalition.queries import IntakeCard
from kansrijk.coalition.workbook.sheets import SHEETS

SHOWN = 5
"""Rows of each sheet that the preview shows."""


@dataclass(frozen=True)
class SheetLines:
    """The first rows of a sheet under their titles."""

    title: str
    read: int
    new: int
    heads: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class IntakePage:
    """What the template draws."""

    card: IntakeCard
    sheets: list[SheetLines]
    new: int
    read: int


def intake_page(now: IntakeCard) -> IntakePage:
    """Per sheet how much there is, and its first rows as they would be stored."""
    counted = {one["sheet"]: one for one in now.counted}
    sheets = []
    for sheet in SHEETS:
        count = counted.get(sheet.title, {"read": 0, "new": 0})
        rows = [[_word(row.get(column.field)) for column in sheet.columns] for row in now.rows.get(sheet.code, [])]
        if count["read"] or rows:
            heads = [column.title for column in sheet.columns]
            sheets.append(SheetLines(sheet.title, count["read"], count["new"], heads, rows[:SHOWN]))
    total = {name: sum(one[name] for one in now.counted) for name in ("new", "read")}
    return IntakePage(now, sheets, total["new"], total["read"])


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return str(value or "")
