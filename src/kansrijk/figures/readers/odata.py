"""CBS open data as JSON: v3 TypedDataSet (wide) and v4 Observations (one cell per record, made wide here).

In a v4 document the titles of the measures stand beside the observations under `MeasureCodes`, as the client of
`pulling` writes it; without them the codes themselves are the titles. `names` gives names of areas by code, as the
client writes them: they become a column of their own.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from kansrijk.core.faults import BadInput
from kansrijk.figures.readers.table import MOST_ROWS, Table, require_titles

AREA, AREA_NAME = "WijkenEnBuurten", "NaamVanGebied"
_V4 = {"Measure", "Value"}
_V4_OWN = {"Id", "Measure", "Value", "ValueAttribute", "StringValue"}


def read_odata(path: Path) -> Table:
    """The document as a table of text; the number of a row is that of its record. Raises BadInput."""
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput("the text is not UTF-8", file=path.name) from None
    except json.JSONDecodeError as error:
        sentence = f"this is not whole JSON ({error.msg})"
        raise BadInput(sentence, file=path.name, row=error.lineno, column=str(error.colno)) from None
    except RecursionError:
        raise BadInput("the JSON is nested too deep", file=path.name) from None
    records = document.get("value") if isinstance(document, dict) else document
    if not isinstance(records, list) or not records or not all(isinstance(one, dict) for one in records):
        raise BadInput("there is no list of records under 'value'", file=path.name)
    if len(records) > 10 * MOST_ROWS:
        raise BadInput("there are too many records", file=path.name)
    whole = document if isinstance(document, dict) else {}
    table = _observations(path.name, records, whole) if records[0].keys() >= _V4 else _typed(path.name, records)
    return _named(table, whole.get("names"))


def _named(table: Table, names: Any) -> Table:
    """With the name of each area beside its code, where the document has names."""
    if not isinstance(names, dict) or not names or AREA not in table.titles:
        return table
    at = table.titles.index(AREA)
    rows = [[*row, str(names.get(row[at], ""))] for row in table.rows]
    return replace(table, titles=(*table.titles, AREA_NAME), rows=rows)


def _typed(file: str, records: list[dict[str, Any]]) -> Table:
    titles = list(records[0])
    for number, record in enumerate(records, start=1):
        if record.keys() != records[0].keys():
            raise BadInput("the record has other fields than the first", file=file, row=number)
    rows = [
        [_text(record[title], file, number, title) for title in titles]
        for number, record in enumerate(records, start=1)
    ]
    return Table(file, "odata-v3", require_titles(titles, file), rows, range(1, len(rows) + 1))


def _observations(file: str, records: list[dict[str, Any]], document: dict[str, Any]) -> Table:
    names = {
        str(one.get("Identifier", "")): str(one.get("Title", ""))
        for one in document.get("MeasureCodes", [])
        if isinstance(one, dict)
    }
    dimensions = [key for key in records[0] if key not in _V4_OWN]
    measures: dict[str, int] = {}
    wide: dict[tuple[str, ...], dict[int, str]] = {}
    first: dict[tuple[str, ...], int] = {}
    for number, record in enumerate(records, start=1):
        try:
            key = tuple(_text(record[dimension], file, number, dimension) for dimension in dimensions)
            place = measures.setdefault(str(record["Measure"]), len(measures))
        except KeyError as error:
            raise BadInput("the record lacks this field", file=file, row=number, column=str(error.args[0])) from None
        cells = wide.setdefault(key, {})
        first.setdefault(key, number)
        if place in cells:
            raise BadInput("this cell stands there twice", file=file, row=number, column=str(record["Measure"]))
        cells[place] = _text(record.get("Value"), file, number, "Value")
    titles = [*dimensions, *(names.get(code, code) for code in measures)]
    rows = [[*key, *(cells.get(place, "") for place in range(len(measures)))] for key, cells in wide.items()]
    return Table(file, "odata-v4", require_titles(titles, file), rows, [first[key] for key in wide])


def _text(value: Any, file: str, number: int, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        sentence = "a field holds a list or object where a value belongs"
        raise BadInput(sentence, file=file, row=number, column=column)
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()
