"""Frictionless description of a table (Data Package v1): the same facts as the CSVW metadata, for other tools."""

from typing import Any

from kansrijk.figures import words
from kansrijk.figures.downloads.csvw import KEY, LICENCES, NUMBERS, REQUIRED, issued_on, titles
from kansrijk.figures.downloads.tables import FROM_EDITION, Table
from kansrijk.figures.pages import wording
from kansrijk.figures.rules import STATUS_NAMES

_KINDS = {"edition": "year", FROM_EDITION: "year", "fictional": "boolean"}


def package(table: Table, address: str) -> dict[str, Any]:
    """The `datapackage.json` of the CSV at `address` (absolute); plain values for JSON."""
    licences = sorted({card.licence for card in table.cards})
    told = [f"{wording.name(one)}: {one.definition.in_language(words.language())}" for one in table.indicators]
    found: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": table.stem.lower(),
        "title": table.title,
        "description": " ".join([wording.fictional_words()] * table.is_fictional + told),
        "licenses": [_licence(one) for one in licences],
        "sources": [{"title": card.citation} for card in table.cards],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.stem.lower(),
                "path": address,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
                "schema": {
                    "fields": [_field(name) for name in table.header],
                    "missingValues": [""],
                    "primaryKey": list(KEY),
                },
            }
        ],
    }
    if issued := issued_on(table):
        found["created"] = f"{issued}T00:00:00Z"
    return found


def _licence(told: str) -> dict[str, str]:
    """A licence has a short name, or an address and a title; one of the coalition's own has a title only."""
    known = LICENCES.get(told)
    name = told.upper().replace(" ", "-")
    return {"name": name, "title": told} | ({"path": known} if known else {})


def _field(name: str) -> dict[str, Any]:
    kind = "number" if name in NUMBERS else _KINDS.get(name, "string")
    field: dict[str, Any] = {"name": name, "type": kind, "title": titles()[name]}
    rules: dict[str, Any] = {"required": True} if name in REQUIRED else {}
    if name == "status":
        rules["enum"] = list(STATUS_NAMES)
    if rules:
        field["constraints"] = rules
    return field
