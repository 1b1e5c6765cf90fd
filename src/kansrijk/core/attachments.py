"""What a file that somebody offers is: by its first bytes and its inside, never by its name. PDF, PNG or DOCX. Pure.

Whatever passes is handed out as download only; nothing of it is opened here, or shown in a page.
"""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from typing import Final, Literal
from xml.parsers import expat

MOST_BYTES: Final = 5 * 1024**2
MEDIA: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MOST_PARTS: Final = 2000
MOST_UNPACKED: Final = 50 * 1024**2
MOST_READ: Final = 20 * 1024**2  # bytes unpacked of one part that is looked into
MOST_RATIO: Final = 100
MATTERS: Final = 1024**2  # bytes unpacked from where the ratio says something
MOST_PIXELS: Final = 50_000_000
LONGEST_NAME: Final = 80

# empty, large: bytes; other: none of the three; damaged: cut off, or two things at once; active: would run or fetch
# something; locked: cannot be looked into; bomb: unpacks to far too much; name: hidden characters or another ending.
Refusal = Literal["", "empty", "large", "other", "damaged", "active", "locked", "bomb", "name"]

_RUNS = ("vbaproject", "vbadata", "activex", ".exe", ".bin/", "oleobject")
"""Parts of a document that would run something."""
_ACTS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|XFA)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_TOLD = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
"""Chunks of a picture that tell where, when and by whom; they are left out."""
_PNG = b"\x89PNG\r\n\x1a\n"


def kind_of(content: bytes) -> str:
    """`pdf`, `png` or `docx`; '' for anything else, for what is cut off, and for a document that runs something."""
    kind = _begins(content)
    return kind if kind and not _inside(kind, content) else ""


def why_not(name: str, content: bytes) -> Refusal:
    """Why this file is not taken; "" where it may be."""
    if not content:
        return "empty"
    if len(content) > MOST_BYTES:
        return "large"
    kind = _begins(content)
    if not kind:
        return "other"
    if not _is_plain(name) or not name.lower().endswith(f".{kind}"):
        return "name"
    return _inside(kind, content)


def safe_name(name: str, kind: str) -> str:
    """The name under which it is handed out: letters, digits, blanks and dashes, one ending."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    stem = last[: -len(kind) - 1] if last.lower().endswith(f".{kind}") else last
    plain = "".join(letter if letter.isalnum() or letter in " -_()" else "-" for letter in stem)
    plain = re.sub(r"-{2,}", "-", plain).strip(" -_")[:LONGEST_NAME].strip(" -_")
    return f"{plain or 'bijlage'}.{kind}"


def without_traces(content: bytes) -> bytes:
    """The same file; a picture without what it tells of place, time and maker. Takes a file that `why_not` let pass."""
    if not content.startswith(_PNG):
        return content
    kept = [raw for name, raw in _chunks(content) or [] if name not in _TOLD]
    return _PNG + b"".join(kept)


def _begins(content: bytes) -> str:
    marks = {"pdf": b"%PDF-", "png": _PNG, "docx": b"PK\x03\x04"}
    return next((kind for kind, mark in marks.items() if content.startswith(mark)), "")


def _inside(kind: str, content: bytes) -> Refusal:
    looks = {"pdf": _pdf, "png": _png, "docx": _docx}
    return looks[kind](content)


def _is_plain(name: str) -> bool:
    """No character that is not seen, turns the reading direction, or belongs to an address."""
    return 0 < len(name) <= 255 and not any(unicodedata.category(letter).startswith("C") for letter in name)


def _pdf(content: bytes) -> Refusal:
    """Whole, nothing else at the same time, and nothing that starts, not even with a name spelled in another way."""
    if b"%%EOF" not in content[-2048:] or zipfile.is_zipfile(io.BytesIO(content)):
        return "damaged"
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    if _ACTS.search(plain):
        return "active"
    if re.search(rb"/Encrypt\b", plain):
        return "locked"
    for found in _OBJECTS.finditer(content):
        head = found[0]
        if b"FlateDecode" not in head and b"/Filter" in head:
            return "locked"
        objects = _inflated(content[found.end() :]) if b"FlateDecode" in head else b""
        if objects is None:
            return "bomb"
        if _ACTS.search(_ESCAPED.sub(lambda one: bytes([int(one[1], 16)]), objects)):
            return "active"
    return ""


def _inflated(packed: bytes) -> bytes | None:
    """What is in a stream; None where it is far too much. What cannot be unpacked holds nothing that starts."""
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(packed, MOST_READ)
    except zlib.error:
        return b""
    return None if reader.unconsumed_tail and not reader.eof else found


def _chunks(content: bytes) -> list[tuple[bytes, bytes]] | None:
    """The parts of a picture up to its end; None where one is cut off, is wrong, or something follows."""
    found, at = [], len(_PNG)
    while at + 12 <= len(content):
        size, name = struct.unpack(">I4s", content[at : at + 8])
        raw = content[at : at + 12 + size]
        if len(raw) != 12 + size or zlib.crc32(raw[4:-4]) != struct.unpack(">I", raw[-4:])[0]:
            return None
        found.append((name, raw))
        at += len(raw)
        if name == b"IEND":
            return found if at == len(content) else None
    return None


def _png(content: bytes) -> Refusal:
    chunks = _chunks(content)
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 25 or not any(n == b"IDAT" for n, _ in chunks):
        return "damaged"
    width, height = struct.unpack(">II", chunks[0][1][8:16])
    if width * height > MOST_PIXELS or not width * height:
        return "bomb"
    return "active" if any(name == b"acTL" for name, _ in chunks) else ""


def _docx(content: bytes) -> Refusal:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            return _parts(parts) or _texts(packed, parts)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, zlib.error, expat.ExpatError):
        return "damaged"


def _parts(parts: list[zipfile.ZipInfo]) -> Refusal:
    """From the list of parts alone; nothing is unpacked."""
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        return "bomb"
    if unpacked > MATTERS and unpacked > MOST_RATIO * (sum(part.compress_size for part in parts) or 1):
        return "bomb"
    if any(part.flag_bits & 1 for part in parts):
        return "locked"
    is_odd = any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names)
    is_link = any((part.external_attr >> 16) & 0o170000 == 0o120000 for part in parts)
    if is_odd or is_link or len(set(names)) != len(names):
        return "damaged"
    if any(mark in f"{name.lower()}/" for name in names for mark in _RUNS):
        return "active"
    return "" if {"[Content_Types].xml", "word/document.xml"} <= set(names) else "other"


def _texts(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Refusal:
    """What the parts say: no macros under another name, nothing fetched from elsewhere, no field that runs."""
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        with packed.open(part) as opened:
            text = opened.read(MOST_READ + 1)
        if len(text) > MOST_READ:
            return "bomb"
        seen = _Seen()
        seen.read(text)
        if seen.is_active:
            return "active"
    return ""


class _Seen:
    """What one part of a document brings along. A part with a document type is none that Word wrote: active."""

    def __init__(self) -> None:
        self.is_active = False
        self._fields: list[str] = []
        self._is_field = False

    def read(self, text: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._told
        try:
            parser.Parse(text, True)
        except _Enough:
            return
        if re.search(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b", "".join(self._fields), re.IGNORECASE):
            self.is_active = True

    def _doctype(self, *_told: object) -> None:
        self.is_active = True
        raise _Enough

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._is_field = name.endswith("instrText")
        values = {key.split(":")[-1]: value for key, value in attributes.items()}
        is_fetched = values.get("TargetMode") == "External" and not values.get("Type", "").endswith("/hyperlink")
        is_macro = "macroenabled" in values.get("ContentType", "").lower()
        if name.endswith("fldSimple"):
            self._fields.append(f" {values.get('instr', '')} ")
        self.is_active |= is_fetched or is_macro

    def _end(self, _name: str) -> None:
        self._is_field = False

    def _told(self, text: str) -> None:
        if self._is_field:
            self._fields.append(text)


class _Enough(Exception):
    """Nothing more has to be read."""
