"""A long list some at a time: its part, and the links under it. Addresses hold a number, and no name. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

One = TypeVar("One")


@dataclass(frozen=True)
class Page:
    """Which part is shown, of how many; '' where there is no page before or after it."""

    page: int
    pages: int

    @property
    def previous(self) -> str:
        return f"?bladzijde={self.page - 1}" if self.page > 1 else ""

    @property
    def following(self) -> str:
        return f"?bladzijde={self.page + 1}" if self.page < self.pages else ""


def part_of(found: Sequence[One], wanted: str, most: int) -> tuple[Sequence[One], Page]:
    """The wanted part; the first for what is no number, the last for one that is too high."""
    pages = max(1, -(-len(found) // most))
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 5 else 1
    page = Page(min(max(1, number), pages), pages)
    return found[(page.page - 1) * most : page.page * most], page
