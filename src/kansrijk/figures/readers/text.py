"""CSV: UTF-8 (with or without mark) or UTF-16 with its mark; every line as wide as the header.

The file is read line by line, so that what is refused is refused before it fills the memory.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from kansrijk.core.faults import BadInput
from kansrijk.figures.readers.table import MOST_ROWS, Table, require_few_cells, require_titles

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
MOST_LINE = 16 * 1024 * 1024


def read_text(path: Path, separators: str) -> Table:
    """The file as a table. Raises BadInput with row and column."""
    with path.open("rb") as raw:
        is_utf16 = raw.read(2) in _UTF16
    with path.open(encoding="utf-16" if is_utf16 else "utf-8-sig", newline="") as stream:
        try:
            return _table(path.name, stream, separators)
        except UnicodeDecodeError:
            if is_utf16:
                sentence = "the file begins as UTF-16 and does not go on so; save it as UTF-8"
                raise BadInput(sentence, file=path.name) from None
            row = _first_bad_line(path)
            raise BadInput("the text is not UTF-8; save the file as CSV UTF-8", file=path.name, row=row) from None


def _table(file: str, stream: TextIO, separators: str) -> Table:
    first = stream.readline(MOST_LINE)
    separator = max(separators, key=lambda one: first.count(one))
    stream.seek(0)
    reader = csv.reader(_lines(file, stream), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    numbers: list[int] = []
    titles: tuple[str, ...] = ()
    try:
        titles = require_titles(next(reader), file)
        last = reader.line_num
        for fields in reader:
            number, last = last + 1, reader.line_num
            if not fields:
                continue
            if len(fields) != len(titles):
                raise _wrong_width(file, number, len(fields), len(titles))
            rows.append(fields)
            numbers.append(number)
            if len(rows) > MOST_ROWS:
                raise BadInput(f"the file has more than {MOST_ROWS} rows", file=file)
            require_few_cells(len(rows) * len(titles), file)
    except csv.Error as error:
        raise BadInput(f"the line cannot be read ({error})", file=file, row=reader.line_num) from None
    if not rows:
        raise BadInput("there is a header and nothing under it", file=file, row=1)
    return Table(file, "csv", titles, rows, numbers, separator)


def _lines(file: str, stream: TextIO) -> Iterator[str]:
    """Lines that are text and of a length that a table has."""
    number = 0
    while line := stream.readline(MOST_LINE):
        number += 1
        if len(line) == MOST_LINE:
            raise BadInput(f"the line is longer than {MOST_LINE // 1024**2} MB", file=file, row=number)
        if "\x00" in line:
            raise BadInput("there is a NUL byte in the text: the file is damaged", file=file, row=number)
        yield line


def _wrong_width(file: str, number: int, found: int, wanted: int) -> BadInput:
    return BadInput(
        f"the row has {found} fields where the header has {wanted}: cut off, or a stray separator",
        file=file,
        row=number,
    )


def _first_bad_line(path: Path) -> int:
    """The number of the first line that is not UTF-8."""
    with path.open("rb") as raw:
        for number, line in enumerate(iter(lambda: raw.readline(MOST_LINE), b""), start=1):
            try:
                line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                return number
    return 1
