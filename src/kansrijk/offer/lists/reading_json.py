"""Reads a directory from JSON: Open Referral HSDS or schema.org, told apart by what stands in it."""

from kansrijk.core.faults import BadInput
from kansrijk.offer.lists import reading_hsds, reading_schema_org
from kansrijk.offer.lists.linked import Entry, Node, opened
from kansrijk.offer.lists.listed import CellFault, Listed, Row


def is_json(content: bytes, name: str) -> bool:
    """By its name, or because it begins as JSON does."""
    begins = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return name.lower().endswith((".json", ".jsonld")) or begins in {b"{", b"["}


def read(content: bytes, name: str, *, most_rows: int) -> Listed:
    """The entries of a file. Raises BadInput for what is no JSON, holds no service, or too many."""
    found = opened(content, name)
    is_linked = reading_schema_org.is_linked(found)
    listed = Listed(form="schema_org" if is_linked else "hsds")
    entries = _schema_org(found, most_rows) if is_linked else _hsds(found, most_rows, listed)
    if len(entries) + len(listed.faults) > most_rows:
        raise BadInput(f"the list is longer than {most_rows} rows", file=name)
    if not entries and not listed.faults and not _is_empty_page(found):
        raise BadInput("there is no service in this JSON, of Open Referral HSDS or of schema.org", file=name)
    ignored: set[str] = set()
    for entry in entries:
        listed.rows.append(Row(entry.number, entry.values, entry.where | {"": entry.at}))
        listed.faults += [CellFault(entry.number, *fault) for fault in entry.faults]
        ignored |= entry.ignored
    listed.ignored = tuple(sorted(ignored))[:50]
    return listed


def _hsds(found: object, most: int, listed: Listed) -> list[Entry]:
    entries = []
    for number, (node, organisation) in enumerate(reading_hsds.services(Node(found, "$")), start=1):
        if number > most + 1:
            break
        if reading_hsds.is_service(node):
            entries.append(reading_hsds.read(number, node, organisation))
        elif node.path != "$":
            listed.faults.append(CellFault(number, node.path, "no_entry", ""))
    return entries


def _schema_org(found: object, most: int) -> list[Entry]:
    whole = Node(reading_schema_org.plain(found), "$")
    known = reading_schema_org.by_identifier(whole)
    entries = []
    for number, node in enumerate(reading_schema_org.services(whole), start=1):
        if number > most + 1:
            break
        entries.append(reading_schema_org.read(number, node, known))
    return entries


def _is_empty_page(found: object) -> bool:
    """A directory in which nothing stands yet."""
    return isinstance(found, dict) and (found.get("contents") == [] or found.get("@graph") == [])
