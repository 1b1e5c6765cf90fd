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
            row, column = _first_bad_place(path, separators)
            sentence = "the text is not UTF-8; save the file as CSV UTF-8"
            raise BadInput(sentence, file=path.name, row=row, column=column) from None


def _table(file: str, stream: TextIO, separators: str) -> Table:
    first = stream.readline(MOST_LINE)
    separator = _separator(first, separators)
    stream.seek(0)
    reader = csv.reader(_lines(file, stream, first, separator), delimiter=separator, strict=True)
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
                raise _wrong_width(file, number, len(fields), titles)
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


def _separator(first: str, separators: str) -> str:
    return max(separators, key=lambda one: first.count(one))


def _lines(file: str, stream: TextIO, first: str, separator: str) -> Iterator[str]:
    """Lines that are text and of a length that a table has."""
    number = 0
    while line := stream.readline(MOST_LINE):
        number += 1
        if len(line) == MOST_LINE:
            raise BadInput(f"the line is longer than {MOST_LINE // 1024**2} MB", file=file, row=number)
        if "\x00" in line:
            column = _column_at(line, line.index("\x00"), first, separator) if number > 1 else None
            sentence = "there is a NUL byte in the text: the file is damaged"
            raise BadInput(sentence, file=file, row=number, column=column)
        yield line


def _wrong_width(file: str, number: int, found: int, titles: tuple[str, ...]) -> BadInput:
    """A row that ends early names the column in which it does; of one too many nobody knows which it is."""
    return BadInput(
        f"the row has {found} fields where the header has {len(titles)}: cut off, or a stray separator",
        file=file,
        row=number,
        column=titles[found - 1] if found < len(titles) else None,
    )


def _column_at(line: str, place: int, first: str, separator: str) -> str | None:
    """The title above this place in a line; None where the line is not one whole row, so that none is named wrongly."""
    try:
        # A NUL ends what older readers of CSV see of a line, so something harmless takes its place.
        titles, whole, before = (
            next(csv.reader([text.replace("\x00", "?")], delimiter=separator, strict=strict), [])
            for text, strict in ((first, True), (line, True), (line[: place + 1], False))
        )
    except csv.Error:
        return None
    return titles[len(before) - 1].strip() or None if before and len(whole) == len(titles) else None


def _first_bad_place(path: Path, separators: str) -> tuple[int, str | None]:
    """The first line that is not UTF-8, and the column of its first wrong byte where there is one."""
    first = ""
    with path.open("rb") as raw:
        for number, line in enumerate(iter(lambda: raw.readline(MOST_LINE), b""), start=1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                if number == 1:
                    return 1, None
                # Every byte is a character in Latin-1, so places in the text are places in the line.
                column = _column_at(
                    line.decode("latin-1"), error.start, _as_bytes(first), _separator(first, separators)
                )
                return number, column.encode("latin-1").decode("utf-8") if column else None
            first = first or text
    return 1, None


def _as_bytes(text: str) -> str:
    """The text with a character for each of its bytes."""
    return text.encode("utf-8").decode("latin-1")
