"""What a file is, by its first bytes and not by its name; and what is not opened at all."""

from enum import Enum
from pathlib import Path

from kansrijk.core.faults import BadInput
from kansrijk.core.workbooks import why_not

MOST_BYTES = 400 * 1024 * 1024
MOST_UNPACKED = 150 * 1024 * 1024


class Kind(Enum):
    TEXT = "text"
    XLSX = "xlsx"
    SAV = "sav"
    JSON = "json"


_REFUSED = {
    b"%PDF": "this is a PDF, whatever its name says; ask for the table as CSV or XLSX",
    b"\xd0\xcf\x11\xe0": "this is an old Excel file; save it as XLSX or CSV",
    b"\x1f\x8b": "this file is compressed with gzip; unpack it first",
    b"\x89PNG": "this is a picture, not a table",
    b"\xff\xd8\xff": "this is a picture, not a table",
    b"GIF8": "this is a picture, not a table",
    b"7z\xbc\xaf": "this file is packed with 7z; unpack it first",
}
_NO_WORKBOOK = {
    "damaged": "the workbook is damaged or cut off",
    "many": "the file unpacks to far too much; it is not opened",
    "large": "the file unpacks to far too much; it is not opened",
    "bomb": "the file unpacks to far more than it holds; it is not opened",
    "other": "this is a zip file, not a workbook; unpack it first",
}


def kind_of(path: Path) -> Kind:
    """The kind by content. Raises BadInput for what is empty, too large, a bomb or no table."""
    if not path.is_file():
        raise BadInput("there is no such file", file=path.name)
    size = path.stat().st_size
    if size == 0:
        raise BadInput("the file is empty", file=path.name)
    if size > MOST_BYTES:
        raise BadInput(f"the file is larger than {MOST_BYTES // 1024**2} MB", file=path.name)
    with path.open("rb") as stream:
        head = stream.read(512)
    for magic, sentence in _REFUSED.items():
        if head.startswith(magic):
            raise BadInput(sentence, file=path.name)
    if head.startswith(b"PK"):
        require_small_zip(path)
        return Kind.XLSX
    if head.startswith((b"$FL2", b"$FL3")):
        return Kind.SAV
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return Kind.JSON
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise BadInput("this is a web page or XML, not a table", file=path.name, row=1)
    return Kind.TEXT


def require_small_zip(path: Path) -> None:
    """Raises BadInput for a zip that is no workbook, is damaged, or unpacks to far more than it is."""
    sentence = _NO_WORKBOOK.get(why_not(path, most_unpacked=MOST_UNPACKED))
    if sentence:
        raise BadInput(sentence, file=path.name)
