"""The sheets of the workbook: what each column is, and how a cell becomes a value. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

MONTHS: Final = {
    name: number
    for number, name in enumerate(
        (
            "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
            "november", "december",
        ),
        start=1,
    )
}  # fmt: skip


class NotThat(Exception):
    """A cell does not hold what its column asks for; `kind` is date, time, yes or text."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def as_text(value: Any) -> str:
    """Text as it stands; a whole number without `.0`, so that a telephone number stays one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        raise NotThat("text")
    return str(value).strip()


def as_date(value: Any) -> str | None:
    """ISO, from a date or from text as the Dutch write it: 31-12-2026, 31/12/26, 31 december 2026, 2026-12-31."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise NotThat("date")
    plain = value.strip().lower()
    try:
        if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain):
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", plain):
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            return date(year, int(found[2]), int(found[1])).isoformat()
        if (found := re.fullmatch(r"(\d{1,2}) ([a-z]+) (\d{4})", plain)) and found[2] in MONTHS:
            return date(int(found[3]), MONTHS[found[2]], int(found[1])).isoformat()
    except ValueError as error:
        raise NotThat("date") from error
    raise NotThat("date")


def as_time(value: Any) -> str | None:
    """HH:MM, from a time or text such as 13:30, 13.30 or 9 uur."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime | time):
        return f"{value:%H:%M}"
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?(?: ?uur)?", str(value).strip().lower())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise NotThat("time")
    return f"{int(found[1]):02}:{found[2] or '00'}"


def as_yes(value: Any) -> bool:
    """ja or nee; empty is nee."""
    plain = as_text(value).lower()
    if plain in {"ja", "j", "x", "1"}:
        return True
    if plain in {"", "nee", "n", "0"}:
        return False
    raise NotThat("yes")


@dataclass(frozen=True)
class Column:
    """A column: its title on the sheet, the field of the command behind it, and an example."""

    title: str
    field: str
    example: str
    read: Callable[[Any], Any] = as_text
    is_needed: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, what it is for, its columns."""

    code: str
    title: str
    told: str
    columns: tuple[Column, ...]


SHEETS: Final = (
    Sheet(
        "parties",
        "Partijen",
        "Elke organisatie die meedoet. Welke soorten er zijn, staat op het blad Uitleg.",
        (
            Column("Naam", "name", "Verloskundigen De Oever", is_needed=True),
            Column("Soort", "kind", "verloskundigen", is_needed=True),
            Column("Doet mee vanaf", "joined_on", "01-03-2026", as_date),
            Column("Werkt alleen in", "gemeenten", ""),
        ),
    ),
    Sheet(
        "people",
        "Mensen",
        "Wie is wie. De partij heet hier net zo als op het blad Partijen.",
        (
            Column("Partij", "party", "Verloskundigen De Oever", is_needed=True),
            Column("Naam", "name", "Anne Voorbeeld", is_needed=True),
            Column("Functie", "role", "verloskundige"),
            Column("Weet veel van", "expertise", "stoppen met roken"),
            Column("E-mail", "email", "anne@voorbeeld.invalid"),
            Column("Telefoon", "phone", "010 123 45 67"),
            Column("Kartrekker", "is_driver", "nee", as_yes),
        ),
    ),
    Sheet(
        "agreements",
        "Afspraken",
        "Wat u samen hebt afgesproken. Niveau: uitvoering, organisatie of bestuur.",
        (
            Column("Niveau", "level", "uitvoering", is_needed=True),
            Column("Titel", "title", "Warme overdracht", is_needed=True),
            Column("Tekst", "text", "Wij bellen binnen drie werkdagen.", is_needed=True),
            Column("Maat", "measure", "aandeel overdrachten binnen drie dagen"),
            Column("Geldt vanaf", "valid_from", "01-01-2026", as_date),
            Column("Geldt tot en met", "valid_until", "31-12-2027", as_date),
            Column("Opnieuw bekijken op", "review_on", "01-12-2026", as_date),
            Column("Getekend door", "signed_by", "Verloskundigen De Oever"),
            Column("Getekend op", "signed_on", "01-03-2026", as_date),
        ),
    ),
    Sheet(
        "meetings",
        "Overleg",
        "Overleggen die waren of komen.",
        (
            Column("Titel", "title", "Kerngroep", is_needed=True),
            Column("Datum", "held_on", "15-04-2026", as_date, is_needed=True),
            Column("Tijd", "begins_at", "13:30", as_time),
            Column("Waar", "place", "gemeentehuis"),
            Column("Punten", "points", "kennismaken"),
            Column("Verslag", "minutes", ""),
            Column("Aanwezig", "present", ""),
        ),
    ),
    Sheet(
        "actions",
        "Acties",
        "Wie doet wat, en wanneer is het klaar. Wie: de naam of het e-mailadres van het blad Mensen.",
        (
            Column("Titel", "title", "Kaart met verwijspunten maken", is_needed=True),
            Column("Wie", "owner", "Anne Voorbeeld"),
            Column("Partij", "party", ""),
            Column("Klaar op", "due_on", "01-06-2026", as_date),
            Column("Fase", "phase", "tijdens"),
            Column("Notitie", "note", ""),
            Column("Is klaar", "is_done", "nee", as_yes),
        ),
    ),
)
BY_TITLE: Final = {sheet.title.casefold(): sheet for sheet in SHEETS}
MOST_ROWS: Final = 1000
EXAMPLE: Final = "voorbeeld"
"""In the first column after the last: the row that the template shows, which is left out when it is read."""
