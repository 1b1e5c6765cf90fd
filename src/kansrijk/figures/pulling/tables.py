"""A whole table in pages, into one JSON file. Pages that came in stay, so a broken fetch goes on where it was."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kansrijk.figures.pulling.client import Client, NotFetched, NotThere

PAGE = 5_000
MOST_PAGES = 2_000
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Fetched:
    """The file and when the source says it changed; `is_cached`: it had not changed since the last time."""

    path: Path
    modified: str
    is_cached: bool


def fetch_table(client: Client, table: str, folder: Path, *, version: int = 3, tell: Tell = lambda _: None) -> Fetched:
    """The table as one document below `folder`. Raises NotFetched; the pages that were fetched are kept."""
    modified = _modified(client, table, version)
    # Another base is another source: the cache of one must not answer for the other.
    mark = sha256(f"{client.base} {modified}".encode()).hexdigest()[:16]
    whole = folder / f"{table}-v{version}-{mark}.json"
    if whole.exists():
        return Fetched(whole, modified, True)
    pages = folder / f"{table}-v{version}-{mark}.pages"
    pages.mkdir(parents=True, exist_ok=True)
    records = _v3_pages(client, table, pages, tell) if version == 3 else _v4_pages(client, table, pages, tell)
    if not records:
        raise NotFetched(f"the table {table} is empty", file=table)
    document: dict[str, Any] = {"table": table, "modified": modified, "value": records}
    document["names"] = _names(client, table, pages, version, tell)
    if version == 4:
        document["MeasureCodes"] = _list(client.get(f"{table}/MeasureCodes"), table)
    # Pages of two moments are never one table, and the source may have changed between the first and the last.
    is_of_one_moment = _modified(client, table, version) == modified
    if is_of_one_moment:
        _write(whole, document)
    for page in pages.iterdir():
        page.unlink()
    pages.rmdir()
    if not is_of_one_moment:
        raise NotFetched("the table changed while it was fetched; nothing was stored, try again", file=table)
    return Fetched(whole, modified, False)


def _modified(client: Client, table: str, version: int) -> str:
    if version == 3:
        infos = _list(client.get(f"{table}/TableInfos?$format=json"), table)
        return str(infos[0].get("Modified", "")) if infos else ""
    return str(client.get(f"{table}/Properties").get("Modified", ""))


def _list(document: dict[str, Any], table: str) -> list[dict[str, Any]]:
    found = document.get("value")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NotFetched("the answer holds no list of records", file=table)
    return found


def _names(client: Client, table: str, pages: Path, version: int, tell: Tell) -> dict[str, str]:
    """Code → name of the areas of the table: it has some that no file of boundaries has. {} where it keeps no list."""
    try:
        if version == 3:
            known = _v3_pages(client, table, pages, tell, part="WijkenEnBuurten", mark="names-")
        else:
            known = _v4_pages(client, table, pages, tell, part="WijkenEnBuurtenCodes", mark="names-")
    except NotThere:
        return {}
    key = "Key" if version == 3 else "Identifier"
    return {str(one.get(key, "")).strip(): str(one.get("Title", "")).strip() for one in known}


def _v3_pages(
    client: Client, table: str, pages: Path, tell: Tell, *, part: str = "TypedDataSet", mark: str = ""
) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for number in range(MOST_PAGES):
        address = f"{table}/{part}?$format=json&$top={PAGE}&$skip={len(records)}"
        document = _page(client, address, pages / f"{mark}{number:05}.json")
        found = _list(document, table)
        records += found
        tell(f"{table}: {len(records)} rows")
        # A service may give fewer rows than were asked for, and then names where it goes on.
        goes_on = "odata.nextLink" in document
        if goes_on and not found:
            raise NotFetched("a page without rows names a next page", file=table)
        if len(found) < PAGE and not goes_on:
            return records
    raise NotFetched("the table has no end", file=table)


def _v4_pages(
    client: Client, table: str, pages: Path, tell: Tell, *, part: str = "Observations", mark: str = ""
) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    address = f"{table}/{part}"
    seen = set()
    for number in range(MOST_PAGES):
        if address in seen:
            break
        seen.add(address)
        document = _page(client, address, pages / f"{mark}{number:05}.json")
        records += _list(document, table)
        tell(f"{table}: {len(records)} cells")
        following = document.get("@odata.nextLink")
        if not following:
            return records
        address = client.after(address, str(following))
    raise NotFetched("the pages of the source go round in a circle or have no end", file=table)


def _page(client: Client, address: str, kept: Path) -> dict[str, Any]:
    document = _kept(kept)
    if document.get("asked") == address:
        return dict(document["answer"])
    answer = client.get(address)
    _write(kept, {"asked": address, "answer": answer})
    if client.pause:
        client.sleep(client.pause)
    return answer


def _kept(page: Path) -> dict[str, Any]:
    """A page that came in earlier; {} where there is none, or only a part of one."""
    try:
        found = json.loads(page.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, document: dict[str, Any]) -> None:
    """Whole or not at all."""
    staging = path.with_suffix(".new")
    staging.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    os.replace(staging, path)
