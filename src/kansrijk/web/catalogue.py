"""The catalogue of translations (`python -m kansrijk.web.catalogue`): finds every English text, knows its Dutch.

Dutch stands in `locale/nl/LC_MESSAGES/django.po`; a room may keep its own in `data/nl.csv` (msgid,nl), which is merged
when the catalogue is compiled. No gettext on the system is needed.
"""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

PACKAGE = Path(__file__).resolve().parent.parent
PO = PACKAGE / "web" / "locale" / "nl" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}


def sources() -> Iterator[Path]:
    """Templates (html, txt) and modules that may hold texts."""
    yield from sorted(
        path
        for path in PACKAGE.rglob("*")
        if path.suffix in {".html", ".txt", ".py"} and "static" not in path.parts and "data" not in path.parts
    )


def extract(path: Path) -> list[tuple[int, str | tuple[str, ...], str | None]]:
    """(line, msgid or (singular, plural), context) of one file."""
    from babel.messages.extract import extract as babel_extract
    from django.utils.translation.template import templatize

    text = path.read_text("utf-8")
    if path.suffix != ".py":
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)  # indents of a template mean nothing to Python's tokenizer
    found = babel_extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
    return [(line, message, context) for line, message, _, context in found if message]


def messages() -> dict[str | tuple[str, ...], str]:
    """Every text that the screens use → the first place it stands at."""
    found: dict[str | tuple[str, ...], str] = {}
    for path in sources():
        for line, message, _ in extract(path):
            found.setdefault(message, f"{path.relative_to(PACKAGE)}:{line}")
    return found


def room_texts() -> Iterator[tuple[Path, str, str]]:
    """(file, English, Dutch) of every room's data/nl.csv."""
    for file in sorted(PACKAGE.glob("*/data/nl.csv")):
        for number, row in enumerate(csv.DictReader(file.read_text("utf-8").splitlines()), start=2):
            if not (row.get("msgid") and row.get("nl")):
                raise ValueError(f"{file.relative_to(PACKAGE)}, row {number}: columns msgid and nl must both be filled")
            yield file, row["msgid"], row["nl"]


def own() -> "Catalog":
    """The texts of `web` alone."""
    from babel.messages.pofile import read_po

    with PO.open("rb") as file:
        return read_po(file, locale="nl", domain="django")


def dutch() -> "Catalog":
    """The merged catalogue: ours first, then what the rooms add."""
    catalogue = own()
    for _, msgid, text in room_texts():
        if msgid not in catalogue or not catalogue[msgid].string:
            catalogue.add(msgid, text)
    return catalogue


def missing() -> list[str]:
    """English texts without Dutch, each with its place."""
    known = dutch()
    lost = []
    for message, place in messages().items():
        key = message[0] if isinstance(message, tuple) else message
        entry = known.get(key)
        texts = entry.string if entry is not None else ""
        if not (all(texts) if isinstance(texts, tuple) else texts):
            lost.append(f"{place}: {key!r}")
    return lost


def compile_all() -> None:
    """Writes django.mo beside django.po when it is older than its sources."""
    from babel.messages.mofile import write_mo

    target = PO.with_suffix(".mo")
    inputs = [PO, *PACKAGE.glob("*/data/nl.csv"), Path(__file__)]
    if target.exists() and all(target.stat().st_mtime >= path.stat().st_mtime for path in inputs):
        return
    fresh = target.with_suffix(".mo.new")
    with fresh.open("wb") as file:
        write_mo(file, dutch())
    fresh.replace(target)
    print("translations compiled")


def main() -> int:
    lost = missing()
    for line in lost:
        print(line)
    print(f"{len(messages())} texts, {len(lost)} without Dutch")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
