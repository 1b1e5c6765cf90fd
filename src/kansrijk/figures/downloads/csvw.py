"""CSVW metadata of a table (W3C, Metadata Vocabulary for Tabular Data): what stands in which column, and whose."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kansrijk.figures import words
from kansrijk.figures.downloads.tables import BOUNDS, COMPARISON, FROM_EDITION, HOW, Table
from kansrijk.figures.pages import wording
from kansrijk.figures.queries.types import ReleaseCard
from kansrijk.figures.rules import STATUS_NAMES

LICENCES = {"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/"}
NUMBERS = ("value", "lower", "upper", "numerator", "denominator", *BOUNDS)
REQUIRED = ("area_code", "edition", "indicator", "status")
KEY = ("area_code", "edition", "indicator", "period")


def titles() -> dict[str, str]:
    """Name of a column → what it is, in the reader's language."""
    return {
        "area_code": _("Code of the area"),
        "area_name": _("Name of the area"),
        "edition": _("Year of the boundaries"),
        "indicator": _("Indicator"),
        "period": _("Period"),
        "value": _("Value"),
        "unit": _("Unit"),
        "lower": _("Lower limit"),
        "upper": _("Upper limit"),
        "interval_method": _("Method of the interval"),
        "status": _("Status"),
        "numerator": _("Numerator"),
        "denominator": _("Denominator"),
        "source": _("Source"),
        "source_field": _("Column in the source"),
        "definition_version": _("Definition version"),
        "release": _("Release"),
        "fictional": _("Fictional example"),
        COMPARISON: _("Compared with the country"),
        FROM_EDITION: _("Re-expressed from the boundaries of"),
        HOW: _("How it was re-expressed"),
        BOUNDS[0]: _("A hidden figure is no lower than"),
        BOUNDS[1]: _("A hidden figure is no higher than"),
    }


def _datatype(name: str) -> Any:
    if name in NUMBERS:
        return {"base": "double"}
    if name in {"edition", FROM_EDITION}:
        return {"base": "gYear"}
    if name == "fictional":
        return {"base": "boolean"}
    if name == "status":
        return {"base": "string", "format": "|".join(STATUS_NAMES)}
    return {"base": "string"}


def _column(name: str) -> dict[str, Any]:
    column: dict[str, Any] = {"name": name, "titles": name, "datatype": _datatype(name), "null": ""}
    column["required"] = name in REQUIRED
    column["dc:description"] = titles()[name]
    return column


def metadata(table: Table, address: str) -> dict[str, Any]:
    """The metadata document of the CSV at `address` (absolute); plain values for JSON."""
    licences = sorted({card.licence for card in table.cards})
    notes = {one: str(words.STATUS_REASONS[one]) for one in words.STATUS_REASONS}
    found: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": words.language()}],
        "url": address,
        "dc:title": table.title,
        "dc:description": " ".join(
            [wording.fictional_words()] * table.is_fictional
            + [f"{wording.name(one)}: {one.definition.in_language(words.language())}" for one in table.indicators]
        ),
        "dc:language": words.language(),
        "dc:publisher": "Kansrijk",
        "dc:source": [card.citation for card in table.cards],
        "dc:license": [{"@id": LICENCES[one]} if one in LICENCES else one for one in licences],
        "dc:provenance": [_origin(card) for card in table.cards],
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_column(name) for name in table.header], "primaryKey": list(KEY)},
        "notes": [{"status": status, "dc:description": reason} for status, reason in notes.items()],
    }
    if issued := issued_on(table):
        found["dc:issued"] = issued
    return found


def issued_on(table: Table) -> str:
    """The day on which the newest of its releases was published; "" where none was."""
    return _day(max(issued)) if (issued := [at for card in table.cards if (at := card.published_at)]) else ""


def _origin(card: ReleaseCard) -> str:
    """Source, hash of the raw file where everybody may know it, and the day it came."""
    marks = [f"sha256 {card.fingerprint}"] if card.fingerprint else []
    return ", ".join([card.source, *marks, _day(card.retrieved_at)])


def _day(at: datetime) -> str:
    return at.date().isoformat()
