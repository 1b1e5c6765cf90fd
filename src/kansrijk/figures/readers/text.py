"""CSV: UTF-8 (with or without mark) or UTF-16 with its mark; every line as wide as the header."""

import csv
import io
from pathlib import Path

from kansrijk.core.faults import BadInput
from kansrijk.figures.readers.table import MOST_ROWS, Table, require_titles

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, separators: str) -> Table:
    """The file as a table. Raises BadInput with row and column."""
    text = _decoded(path.read_bytes(), path.name)
    separator = _separator(text, separators)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    numbers: list[int] = []
    titles: tuple[str, ...] = ()
    try:
        titles = require_titles(next(reader), path.name)
        last = reader.line_num
        for fields in reader:
            number, last = last + 1, reader.line_num
            if not fields:
                continue
            if len(fields) != len(titles):
                raise _wrong_width(path.name, number, len(fields), len(titles))
            rows.append(fields)
            numbers.append(number)
            if len(rows) > MOST_ROWS:
                raise BadInput(f"the file has more than {MOST_ROWS} rows", file=path.name)
    except csv.Error as error:
        raise BadInput(f"the line cannot be read ({error})", file=path.name, row=reader.line_num) from None
    if not rows:
        raise BadInput("there is a header and nothing under it", file=path.name, row=1)
    return Table(path.name, "csv", titles, rows, numbers, separator)


def _wrong_width(file: str, number: int, found: int, wanted: int) -> BadInput:
    return BadInput(
        f"the row has {found} fields where the header has {wanted}: cut off, or a stray separator",
        file=file,
        row=number,
    )


def _decoded(raw: bytes, file: str) -> str:
    if raw.startswith(_UTF16):
        try:
            text = raw.decode("utf-16")
        except UnicodeDecodeError:
            raise BadInput("the file begins as UTF-16 and does not go on so; save it as UTF-8", file=file) from None
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = raw.count(b"\n", 0, error.start) + 1
            raise BadInput("the text is not UTF-8; save the file as CSV UTF-8", file=file, row=row) from None
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        raise BadInput("there is a NUL byte in the text: the file is damaged", file=file, row=row)
    return text


def _separator(text: str, separators: str) -> str:
    """The one that cuts the first line into most fields."""
    first = text[: text.find("\n") if "\n" in text else len(text)]
    return max(separators, key=lambda separator: first.count(separator))
