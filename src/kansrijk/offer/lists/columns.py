"""The columns of a list, what stands in each, and how a cell becomes a value. No Django, no file.

A cell is text, a number, a day, true or false, or nothing, as CSV and XLSX give them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from kansrijk.areas.names import search_key
from kansrijk.offer import vocabulary

COLUMNS = {
    "kenmerk": "mark",
    "organisatie": "provider",
    "hulp": "name",
    "soort": "kind",
    "wat": "summary",
    "voor ouders": "for_parents",
    "fase": "phases",
    "waarvoor": "factors",
    "situatie": "levels",
    "ouder vanaf jaar": "parent_from_years",
    "ouder tot jaar": "parent_until_years",
    "kind vanaf maand": "child_from_months",
    "kind tot maand": "child_until_months",
    "wie wel": "inclusion",
    "wie niet": "exclusion",
    "werkgebied": "areas",
    "verwijzen": "how_to_refer",
    "ouders zelf": "parents_may_come",
    "antwoord werkdagen": "response_days",
    "plek": "takes_new",
    "wachttijd weken": "waiting_weeks",
    "gezinnen per jaar": "families_a_year",
    "talen": "languages",
    "open": "opening",
    "telefoon": "phone",
    "e-mail": "email",
    "website": "website",
    "website organisatie": "provider_website",
    "adres": "address",
    "kosten euro": "cost_cents",
    "over kosten": "cost_note",
    "beheerder": "owner_name",
    "e-mail beheerder": "owner_email",
    "nagekeken op": "checked_on",
    "nagekeken door": "checked_by",
    "opnieuw na maanden": "review_months",
}
NEEDED = ("organisatie", "hulp", "soort", "fase")
INTERNAL = frozenset({"owner_name", "owner_email", "checked_by", "review_months"})
HEADERS = {field: header for header, field in COLUMNS.items()}
_ALSO = {"email": "email", "mail": "email", "e mail beheerder": "owner_email", "tel": "phone", "naam": "name"}
_ALSO |= {"dienst": "name", "aanbod": "name", "aanbieder": "provider", "doel": "factors", "taal": "languages"}
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Unreadable(Exception):
    """A cell that cannot be what its column holds: the code of a fault, and what stood there."""

    code: str
    value: str


def field_of(header: object) -> str | None:
    """The field that a header means, however it is written."""
    return _headers().get(search_key(str(header or "")))


@cache
def _headers() -> dict[str, str]:
    return _ALSO | {search_key(header): field for header, field in COLUMNS.items()}


def value_of(field: str, cell: Cell) -> Any:
    """The value of a cell in a column; an empty cell is the empty value of its field. Raises Unreadable."""
    return _READERS.get(field, text)(cell)


def is_text(field: str) -> bool:
    """Whether a field holds text as it was written, and no code, number or day."""
    return field not in _READERS


def text(cell: Cell) -> str:
    """Text as it is; a whole number without its `.0`; a day as people write it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date):
        return f"{cell:%d-%m-%Y}"
    found = str(cell).strip()
    return found[1:] if re.match(r"'[=+\-@]", found) else found


def whole(cell: Cell) -> int | None:
    """A whole number; None for nothing."""
    found = text(cell)
    if not found:
        return None
    if not re.fullmatch(r"\d{1,9}", found):
        raise Unreadable("no_number", found[:40])
    return int(found)


def cents(cell: Cell) -> int | None:
    """Euro cents of `12`, `12,5`, `€ 1.250,00` or 12.5; None for nothing; 0 for `gratis`."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not 0 <= cell <= 1_000_000:  # nor what is no number
            raise Unreadable("no_amount", str(cell)[:40])
        found = round(cell * 100)
        if abs(found - cell * 100) > 1e-6:
            raise Unreadable("no_amount", str(cell)[:40])
        return found
    bare = text(cell).replace("€", "").replace(" ", "").replace("\xa0", "")
    if not bare:
        return None
    if bare.casefold() in {"gratis", "geen"}:
        return 0
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{3})+|\d{1,6})(?:[.,](\d{1,2}|-))?", bare)
    if not match:
        raise Unreadable("no_amount", text(cell)[:40])
    rest = (match[2] or "0").replace("-", "0").ljust(2, "0")
    return int(match[1].replace(".", "")) * 100 + int(rest)


def yes(cell: Cell, *, empty: bool) -> bool:
    """ja, nee and what people write for it."""
    found = text(cell).casefold()
    if not found:
        return empty
    if found in {"ja", "j", "yes", "y", "x", "waar", "true", "1"}:
        return True
    if found in {"nee", "n", "no", "onwaar", "false", "0", "-"}:
        return False
    raise Unreadable("no_yes", text(cell)[:40])


def day(cell: Cell) -> date | None:
    """A day: as a spreadsheet holds it, 31-12-2026, 31/12/2026, 2026-12-31 or 31 december 2026."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = text(cell)
    if not found:
        return None
    parts = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2}|[a-z]+)[-/. ](\d{4})", found.casefold())
    swapped = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[ t]00:00:00)?", found.casefold())
    try:
        if swapped:
            return date(int(swapped[1]), int(swapped[2]), int(swapped[3]))
        if parts:
            month = int(parts[2]) if parts[2].isdigit() else _month(parts[2])
            return date(int(parts[3]), month, int(parts[1]))
    except ValueError:
        pass
    raise Unreadable("no_date", found[:40])


def _month(word: str) -> int:
    return next((n for n, name in enumerate(_MONTHS, 1) if len(word) >= 3 and name.startswith(word)), 0)


def parts_of(cell: Cell) -> tuple[str, ...]:
    """What stands between commas, semicolons and line ends, each once."""
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[,;\n|]", text(cell)) if part.strip()))


def _coded(terms: Callable[[], Mapping[str, Any]], also: Mapping[str, tuple[str, ...]]) -> Callable[[Cell], Any]:
    """Codes of what is written as a code or a name; what is neither stays, for `drafts.check` to refuse."""

    @cache
    def known() -> dict[str, tuple[str, ...]]:
        found = {search_key(term.nl): (code,) for code, term in terms().items()}
        found |= {search_key(term.en): (code,) for code, term in terms().items()}
        found |= {search_key(code): (code,) for code in terms()}
        return found | {search_key(word): codes for word, codes in also.items()}

    @cache
    def read(found: str) -> tuple[str, ...]:
        if search_key(found) in known():  # a name may hold a comma itself
            return known()[search_key(found)]
        codes = [code for part in parts_of(found) for code in known().get(search_key(part), (part,))]
        return tuple(dict.fromkeys(codes))

    return lambda cell: read(text(cell)) if text(cell) else ()


_EVERY = ("before", "during", "after")
_PHASES = {"voor": ("before",), "voor de zwangerschap": ("before",), "tijdens": ("during",), "na": ("after",)}
_PHASES |= {"zwanger": ("during",), "alle": _EVERY, "alles": _EVERY, "altijd": _EVERY, "voor tijdens na": _EVERY}
_kinds = _coded(vocabulary.kinds, {})


def _kind(cell: Cell) -> str:
    found = _kinds(cell)
    return found[0] if len(found) == 1 else text(cell)


_READERS: dict[str, Callable[[Cell], Any]] = {
    "kind": _kind,
    "phases": _coded(vocabulary.phases, _PHASES),
    "factors": _coded(vocabulary.factors, {}),
    "levels": _coded(vocabulary.levels, {}),
    "languages": _coded(vocabulary.languages, {}),
    "areas": parts_of,
    "parents_may_come": lambda cell: yes(cell, empty=False),
    "takes_new": lambda cell: yes(cell, empty=True),
    "cost_cents": cents,
    "checked_on": day,
    "phone": lambda cell: _phone(cell),
}
_READERS |= dict.fromkeys(
    (
        "parent_from_years",
        "parent_until_years",
        "child_from_months",
        "child_until_months",
        "response_days",
        "waiting_weeks",
        "families_a_year",
        "review_months",
    ),
    whole,
)


def _phone(cell: Cell) -> str:
    """A spreadsheet that took a number for a quantity lost its first zero."""
    found = text(cell)
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return f"0{found}" if is_number and re.fullmatch(r"[1-9]\d{8}", found) else found
