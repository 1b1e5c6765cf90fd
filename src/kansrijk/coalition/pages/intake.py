"""A workbook that was offered, in words."""

from dataclasses import dataclass
from typing import Any

from kansrijk.coalition.queries import IntakeCard
from kansrijk.coalition.workbook import help_sheet
from kansrijk.coalition.workbook.sheets import SHEETS

SHOWN = 5
"""Rows of each sheet that the preview shows."""


@dataclass(frozen=True)
class SheetLines:
    """The first rows of a sheet under their titles."""

    title: str
    read: int
    new: int
    changed: int
    heads: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class IntakePage:
    """What the template draws."""

    card: IntakeCard
    sheets: list[SheetLines]
    new: int
    read: int
    changed: int


def intake_page(now: IntakeCard) -> IntakePage:
    """Per sheet how much there is, and its first rows as they would be stored."""
    counted = {one["sheet"]: one for one in now.counted}
    sheets = []
    for sheet in SHEETS:
        count = counted.get(sheet.title, {"read": 0, "new": 0})
        rows = [[_word(row.get(column.field)) for column in sheet.columns] for row in now.rows.get(sheet.code, [])]
        if count["read"] or rows:
            heads = [column.title for column in sheet.columns]
            sheets.append(SheetLines(sheet.title, count["read"], count["new"], 0, heads, rows[:SHOWN]))
    if help_there := _help(now, counted.get(help_sheet.TITLE, {})):
        sheets.append(help_there)
    total = {name: sum(one.get(name, 0) for one in now.counted) for name in ("new", "read", "changed")}
    return IntakePage(now, sheets, total["new"], total["read"], total["changed"])


def _help(now: IntakeCard, count: dict[str, Any]) -> SheetLines | None:
    """The sheet of help: the columns in which the first lines say something."""
    rows = now.rows.get(help_sheet.CODE, [])
    if not rows and not count.get("read"):
        return None
    heads = rows[0]["cells"] if rows else []
    shown = [[_word(cell) for cell in [*one["cells"], *[""] * len(heads)][: len(heads)]] for one in rows[1:][:SHOWN]]
    filled = [at for at in range(len(heads)) if any(row[at] for row in shown)]
    lines = [[row[at] for at in filled] for row in shown]
    numbers = (count.get("read", 0), count.get("new", 0), count.get("changed", 0))
    return SheetLines(help_sheet.TITLE, *numbers, [heads[at] for at in filled], lines)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return str(value or "")
