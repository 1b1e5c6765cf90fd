"""Tables as files for spreadsheets in the Netherlands."""

import csv
import io
import re
from collections.abc import Sequence

AMOUNT = re.compile(r"-?[0-9]+,[0-9]{2}")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula; an amount below zero stays one."""
    return f"'{text}" if re.match(r"[=+\-@\t\r]", text) and not AMOUNT.fullmatch(text) else text


def csv_of(lines: Sequence[Sequence[str]]) -> bytes:
    """Semicolons and a mark of UTF-8, as these spreadsheets expect."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in lines)
    return out.getvalue().encode("utf-8-sig")
