"""What a file that somebody offers is: by its first bytes and its inside, never by its name. PDF, PNG or DOCX.

Whatever passes is handed out as download only; nothing of it is opened here, or shown in a page.
"""

import io
import zipfile
from typing import Final

MOST_BYTES: Final = 5 * 1024**2
MEDIA: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MOST_PARTS: Final = 2000
MOST_UNPACKED: Final = 50 * 1024**2
_RUNS = ("vbaproject", "activex", ".exe", "oleobject")
"""Parts of a document that would run something."""


def kind_of(content: bytes) -> str:
    """`pdf`, `png` or `docx`; '' for anything else, for what is cut off, and for a document that runs something."""
    if content.startswith(b"%PDF-"):
        return "pdf" if b"%%EOF" in content[-2048:] and not _acts(content) else ""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png" if content[12:16] == b"IHDR" and content[-8:-4] == b"IEND" else ""
    if content.startswith(b"PK\x03\x04"):
        return "docx" if _is_document(content) else ""
    return ""


def _acts(content: bytes) -> bool:
    """Whether a PDF says in plain sight that it starts something when it is opened."""
    return any(mark in content for mark in (b"/JavaScript", b"/Launch", b"/EmbeddedFile"))


def _is_document(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return False
    if any(mark in name.lower() for name in names for mark in _RUNS):
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names
