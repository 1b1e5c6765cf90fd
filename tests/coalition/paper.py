"""What a document (PDF) is, read by a library that did not make it."""

import io

from pypdf import PdfReader
from pypdf.generic import DictionaryObject


def _read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def page_sizes(content: bytes) -> list[tuple[int, int]]:
    """Width and height of each page, in whole points."""
    return [(round(page.mediabox.width), round(page.mediabox.height)) for page in _read(content).pages]


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in _read(content).pages)


def tagged(content: bytes) -> bool:
    """Marked as PDF/UA-1, in Dutch, with a title that is shown and a tree of what is heading, list and table."""
    root = _read(content).trailer["/Root"]
    metadata = root["/Metadata"].get_data()
    return bool(
        root["/MarkInfo"]["/Marked"]
        and str(root["/Lang"]).startswith("nl")
        and root["/ViewerPreferences"]["/DisplayDocTitle"]
        and b"pdfuaid" in metadata
        and b"<dc:title>" in metadata
        and kinds(content)
    )


def kinds(content: bytes) -> list[str]:
    """The kinds of all parts of the tree, in order of reading: H1, L, LI, Table, TH, Figure and so on."""
    return [str(one["/S"]).removeprefix("/") for one in _parts(_read(content).trailer["/Root"]["/StructTreeRoot"])]


def alternatives(content: bytes) -> int:
    """How many figures say in words what they show."""
    parts = _parts(_read(content).trailer["/Root"]["/StructTreeRoot"])
    return sum(1 for one in parts if one["/S"] == "/Figure" and one.get("/Alt"))


def _parts(node):
    for child in _children(node):
        if isinstance(child, DictionaryObject) and "/S" in child:
            yield child
            yield from _parts(child)


def _children(node):
    below = node.get("/K", [])
    below = below.get_object() if hasattr(below, "get_object") else below
    return [one.get_object() for one in (below if isinstance(below, list) else [below])]
