"""Decisions about learning and embedding, without a database."""

from typing import Final

LINES: Final = ("agreements", "funding", "rules", "learning", "urgency")
"""The five lines along which an approach lasts. source: seeds/001, "Werkwijze duurzame borging"."""
STANDS: Final = ("not_yet", "begun", "for_now", "lasting")
FIRST_YEAR: Final = 2018
"""The year in which the national programme began."""


def moved(before: str, after: str) -> str:
    """How a line went from one year to the next: `further`, `back`, `same`; '' where one of both was not filled in."""
    if before not in STANDS or after not in STANDS:
        return ""
    difference = STANDS.index(after) - STANDS.index(before)
    return "further" if difference > 0 else "back" if difference < 0 else "same"
