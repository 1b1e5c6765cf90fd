"""A table of text as read from a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from kansrijk.core.faults import BadInput

MOST_COLUMNS = 5_000
MOST_ROWS = 1_000_000
MOST_CELLS = 8_000_000  # three national tables; some 450 MB of text in memory
MOST_SHEET_CELLS = 3_000_000  # a workbook costs ten times the time, empty cells included


@dataclass(frozen=True)
class Table:
    """`rows` are strings, each as long as `titles`; `numbers` the row numbers a reader sees (the header is 1).

    `format` is one of descriptions.FORMATS; `separator` is empty where the format has none.
    """

    file: str
    format: str
    titles: tuple[str, ...]
    rows: list[list[str]]
    numbers: Sequence[int]
    separator: str = ""


def require_titles(titles: Sequence[str], file: str) -> tuple[str, ...]:
    """The titles stripped. Raises BadInput for none, too many, or one twice."""
    if len(titles) > MOST_COLUMNS:
        raise BadInput(f"the header has {len(titles)} columns, more than {MOST_COLUMNS}", file=file, row=1)
    stripped = tuple(title.strip().lstrip("\ufeff").strip('"') for title in titles)
    if not any(stripped):
        raise BadInput("the header is empty", file=file, row=1)
    seen: set[str] = set()
    for title in stripped:
        if title and title in seen:
            raise BadInput("this column stands in the header twice", file=file, row=1, column=title[:60])
        seen.add(title)
    return stripped


def require_few_cells(count: int, file: str, most: int = MOST_CELLS) -> None:
    """Raises BadInput where a table is larger than any that this is for."""
    if count > most:
        raise BadInput(f"the table has more than {most} cells", file=file)
