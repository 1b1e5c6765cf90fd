"""A CSV of areas as rows of text: UTF-8, separated by comma, semicolon or tab, nothing cast."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kansrijk.areas.errors import BadFile

MOST_BYTES = 200 * 1024 * 1024
MOST_COLUMNS = 500


@dataclass(frozen=True)
class Table:
    """A header and rows of the same width; `rows[0]` is line 2 of the file."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def find(self, *names: str) -> str | None:
        """The first column with one of these names, whatever its case."""
        lower = {column.lower(): column for column in self.header}
        return next((lower[name] for name in names if name in lower), None)

    def column(self, name: str) -> list[str]:
        position = self.header.index(name)
        return [row[position] for row in self.rows]


def read_table(path: Path) -> Table:
    """The table in a file; one sentence when it is empty, not text, of one column or torn."""
    text = _text(path)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    if not first.count(separator):
        raise BadFile(
            "the first line has one column: separate columns by comma, semicolon or tab", file=path.name, row=1
        )
    if first.count(separator) >= MOST_COLUMNS:
        raise BadFile(f"the file has more than {MOST_COLUMNS} columns", file=path.name, row=1)
    try:
        lines = [tuple(cell.strip() for cell in line) for line in csv.reader(text.splitlines(), delimiter=separator)]
    except csv.Error as error:
        raise BadFile(f"this is not a table: {error}", file=path.name) from error
    header = lines[0]
    if len(set(header)) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise BadFile("the header names a column twice", file=path.name, row=1, column=twice)
    return Table(path.name, header, _rows(lines[1:], len(header), path.name))


def _rows(lines: Sequence[tuple[str, ...]], width: int, file: str) -> tuple[tuple[str, ...], ...]:
    rows = []
    for number, line in enumerate(lines, start=2):
        if not any(line):
            continue
        if len(line) != width:
            raise BadFile(f"the row has {len(line)} columns where the header has {width}", file=file, row=number)
        rows.append(line)
    if not rows:
        raise BadFile("the file has a header and no rows", file=file)
    return tuple(rows)


def _text(path: Path) -> str:
    if not path.is_file():
        raise BadFile("the file is not there", file=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise BadFile("the file is larger than 200 MB", file=path.name)
    raw = path.read_bytes()
    if not raw.strip():
        raise BadFile("the file is empty", file=path.name)
    if raw.startswith((b"%PDF", b"PK\x03\x04", b"\x1f\x8b")):
        raise BadFile("this is a PDF or a compressed file, not CSV", file=path.name)
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        raise BadFile("there is a NUL byte in the file", file=path.name, row=line)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _windows(raw, path.name, raw[: error.start].count(b"\n") + 1)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _windows(raw: bytes, file: str, row: int) -> str:
    """Text as CBS wrote it before UTF-8 (Windows-1252), believed only when every odd byte makes a letter of a name."""
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        text = "\ufffd"
    if any(not character.isascii() and not character.isalpha() and character not in "’–" for character in text):
        raise BadFile("the file is neither UTF-8 nor Windows-1252 text", file=file, row=row)
    return text
