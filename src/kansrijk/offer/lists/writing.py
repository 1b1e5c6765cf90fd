"""A directory as a file: the same columns that are read in (CSV, XLSX), Open Referral HSDS 3.0 and schema.org JSON."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.writer.excel import save_workbook

from kansrijk.offer import vocabulary
from kansrijk.offer.lists.columns import COLUMNS, INTERNAL
from kansrijk.offer.queries import Record, ServiceCard, choices

_PHASES = {"before": "voor", "during": "tijdens", "after": "na"}
_TERMS = {"levels": vocabulary.levels, "languages": vocabulary.languages}


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if re.match(r"[=+\-@\t\r]", text) else text


def _cell(card: ServiceCard, record: Record | None, field: str) -> str:
    """One cell, as it can be read in again."""
    if field == "mark":
        return card.slug
    value = getattr(record, field) if field in INTERNAL else getattr(card, field)
    if value is None:
        return ""
    if field == "kind":
        return vocabulary.kinds()[value].nl
    if field == "phases":
        return ", ".join(_PHASES[code] for code in value)
    if field in _TERMS:
        return ", ".join(_TERMS[field]()[code].nl for code in value)
    if field == "cost_cents":
        return f"{value // 100},{value % 100:02d}"
    if field == "checked_on":
        return f"{value:%d-%m-%Y}"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def table(cards: Iterable[ServiceCard], records: Mapping[str, Record] | None = None) -> list[list[str]]:
    """Header and lines; without records the columns that only the coalition sees are left out."""
    shown = {head: field for head, field in COLUMNS.items() if records is not None or field not in INTERNAL}
    lines = [
        [_cell(card, records[card.slug] if records else None, field) for field in shown.values()] for card in cards
    ]
    return [list(shown), *lines]


def csv_of(lines: Sequence[Sequence[str]]) -> bytes:
    """Semicolons and a mark of UTF-8, as spreadsheets in the Netherlands expect."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in lines)
    return out.getvalue().encode("utf-8-sig")


def _sheet(book: Workbook, title: str, lines: Iterable[Sequence[str]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(lines):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value="")
            cell.value, cell.data_type, cell.number_format = harmless(text)[:32_000], "s", "@"
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)


def xlsx_of(lines: Sequence[Sequence[str]]) -> bytes:
    """A workbook whose cells are all text: no formulas, no author. A second sheet holds what may be chosen."""
    book = Workbook(write_only=True)
    _sheet(book, "Hulp", lines)
    _sheet(book, "Keuzes", choices())
    book.properties.creator = None
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def _key(*parts: str) -> str:
    """A key that is the same every time, and names nothing of ours."""
    return str(uuid5(NAMESPACE_URL, "kansrijk:" + "/".join(parts)))


def hsds(cards: Sequence[ServiceCard], places: Mapping[str, str]) -> dict[str, Any]:
    """A page of services as Open Referral HSDS 3.0 has it (https://docs.openreferral.org/en/3.0/)."""
    count = len(cards)
    return {
        "total_items": count,
        "total_pages": 1,
        "page_number": 1,
        "size": count,
        "first_page": True,
        "last_page": True,
        "empty": not count,
        "contents": [hsds_service(card, places) for card in cards],
    }


def hsds_service(card: ServiceCard, places: Mapping[str, str]) -> dict[str, Any]:
    """One service with its organisation. What is not known is left out."""
    here = (card.directory, card.slug)
    kind = vocabulary.kinds()[card.kind]
    found: dict[str, Any] = {
        "id": _key(*here),
        "name": card.name,
        "description": card.summary,
        "url": card.website,
        "email": card.email,
        "status": "active" if card.takes_new else "temporarily closed",
        "application_process": card.how_to_refer,
        "fees_description": card.cost_note,
        "eligibility_description": "\n".join(text for text in (card.inclusion, card.exclusion) if text),
        "wait_time": f"P{card.waiting_weeks}W" if card.waiting_weeks is not None else "",
        "minimum_age": card.parent_from_years,
        "maximum_age": card.parent_until_years,
        "assured_date": card.checked_on.isoformat() if card.checked_on else "",
        "organization": {"id": _key(card.directory, card.provider), "name": card.provider, "description": ""},
        "phones": [{"id": _key(*here, "phone"), "number": card.phone}] if card.phone else [],
        "schedules": [{"id": _key(*here, "open"), "description": card.opening}] if card.opening else [],
        "service_areas": [
            {"id": _key(*here, code), "name": places.get(code, code), "extent": code, "extent_type": "text"}
            for code in card.areas
        ],
        "languages": [
            {"id": _key(*here, code), "code": code, "name": vocabulary.languages()[code].en} for code in card.languages
        ],
        "cost_options": [
            {"id": _key(*here, "cost"), "amount": card.cost_cents / 100, "currency": "EUR", "option": "family"}
        ]
        if card.cost_cents is not None
        else [],
        "attributes": [
            {
                "id": _key(*here, "kind"),
                "link_type": "service",
                "taxonomy_term": {"id": _key("kind", card.kind), "code": card.kind, "name": kind.en},
            }
        ],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])} | {"description": card.summary}


def schema_org(cards: Sequence[ServiceCard], places: Mapping[str, str]) -> dict[str, Any]:
    """The same as linked data of schema.org."""
    return {"@context": "https://schema.org", "@graph": [_schema_service(card, places) for card in cards]}


def _schema_service(card: ServiceCard, places: Mapping[str, str]) -> dict[str, Any]:
    contact = {
        "@type": "ContactPoint",
        "telephone": card.phone,
        "email": card.email,
        "availableLanguage": list(card.languages),
    }
    found: dict[str, Any] = {
        "@type": "Service",
        "identifier": card.slug,
        "name": card.name,
        "description": card.summary or card.for_parents,
        "serviceType": vocabulary.kinds()[card.kind].nl,
        "provider": {"@type": "Organization", "name": card.provider},
        "areaServed": [{"@type": "AdministrativeArea", "name": places.get(code, code)} for code in card.areas],
        "url": card.website,
        "availableChannel": {
            "@type": "ServiceChannel",
            "servicePhone": {name: value for name, value in contact.items() if value},
        },
    }
    if card.cost_cents is not None:
        found["offers"] = {"@type": "Offer", "price": card.cost_cents / 100, "priceCurrency": "EUR"}
    return {name: value for name, value in found.items() if value}
