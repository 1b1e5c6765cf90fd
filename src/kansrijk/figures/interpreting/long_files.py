"""One row per area, period and indicator, with numerator and denominator beside the value where there are any."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from kansrijk.core.faults import BadInput
from kansrijk.figures.catalogue import indicators
from kansrijk.figures.descriptions import Layout, LongRule, Source
from kansrijk.figures.interpreting.cells import parse, status_code
from kansrijk.figures.interpreting.contributions import dominated
from kansrijk.figures.interpreting.delivery import (
    AreaGiven,
    Delivery,
    Fault,
    Floats,
    KnownAreas,
    Placed,
    Statuses,
    empty_arrays,
)
from kansrijk.figures.interpreting.layouts import find, matched
from kansrijk.figures.interpreting.places import file_period, period_of, place
from kansrijk.figures.interpreting.wide_files import edition_of
from kansrijk.figures.readers import Table
from kansrijk.figures.rules import HAS_VALUE, MEASURED, NO_DATA, STATUS_NAMES

_UNIT_WORDS = {"%": "share", "procent": "share", "percent": "share", "promille": "per_1000", "per 1000": "per_1000"}


@dataclass
class _Cells:
    """Per row of the file: its key or None, and its numbers."""

    keys: list[tuple[str, str, str, str] | None]
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)
    set_aside: int = 0


def interpret_long(
    source: Source, layout: Layout, table: Table, *, period: str | None, known: KnownAreas | None = None
) -> Delivery:
    """The delivery with its faults; raises BadInput where the file as a whole is wrong."""
    long = layout.long
    if long is None:
        raise ValueError("the layout is not long")
    matched(layout, table)
    whole = file_period(source, layout, table, period)
    cells = _keys(layout, long, table, whole, known)
    _repeated(layout, table, cells)
    value, status = _values(layout, long, table, cells)
    numerator = _side(layout, long.numerator, table, cells)
    denominator = _side(layout, long.denominator, table, cells)
    few, faults = dominated(table, long.organisations, numerator, value)
    cells.faults += faults
    _fill_from_sides(table, long, cells, value, status, numerator, denominator)
    limits = (_side(layout, long.lower, table, cells), _side(layout, long.upper, table, cells))
    return _assemble(layout, table, cells, value, status, (numerator, denominator), limits, few)


def _keys(layout: Layout, long: LongRule, table: Table, whole: str | None, known: KnownAreas | None) -> _Cells:
    area, name = find(table, layout.area), find(table, long.indicator)
    when = find(table, layout.period.column) if layout.period.column else None
    unit = find(table, long.unit) if long.unit else None
    if area is None or name is None or (layout.period.column and when is None):
        raise BadInput("a column that names area, period or indicator is missing", file=table.file, row=1)
    cells = _Cells([])
    for number, row in zip(table.numbers, table.rows, strict=True):
        found = place(row[area], None, layout, known)
        period = whole if when is None else period_of(row[when])
        given = row[name].strip()
        indicator = long.names.get(given, "") if long.names else given
        fault = None
        if isinstance(found, str):
            fault = Fault(number, table.titles[area], row[area].strip(), found)
        elif period is None:
            fault = Fault(
                number, layout.period.column, row[when or 0].strip(), "not a period such as 2024 or 2019-2021"
            )
        elif indicator not in indicators():
            fault = Fault(number, table.titles[name], given, "no indicator of the catalogue")
        elif unit is not None and not _is_unit(row[unit], indicator):
            wanted = indicators()[indicator].unit
            fault = Fault(number, table.titles[unit], row[unit].strip(), f"the unit of this indicator is {wanted}")
        if fault is not None:
            cells.faults.append(fault)
            cells.keys.append(None)
        else:
            assert not isinstance(found, str)
            cells.keys.append((found[0], found[1], period or "", indicator))
    return cells


def _is_unit(text: str, indicator: str) -> bool:
    word = text.strip().lower()
    return not word or _UNIT_WORDS.get(word, word) == indicators()[indicator].unit


def _repeated(layout: Layout, table: Table, cells: _Cells) -> None:
    """A key that stands there more than once: a fault, or set aside whole where the source is known to do so."""
    counts = Counter(key for key in cells.keys if key is not None)
    area = find(table, layout.area) or 0
    for index, key in enumerate(cells.keys):
        if key is None or counts[key] == 1:
            continue
        text = table.rows[index][area].strip()
        where = table.numbers[index], table.titles[area], text
        if "repeated_key" in layout.set_aside:
            message = (
                f"{text} is what this source calls {counts[key]} places: "
                "whose figure this is cannot be told, so the row stays out"
            )
            cells.remarks.append(Fault(*where, message))
            cells.set_aside += 1
        else:
            cells.faults.append(Fault(*where, f"{key[0]}, {key[2]}, {key[3]} stands here {counts[key]} times"))
        cells.keys[index] = None


def _values(layout: Layout, long: LongRule, table: Table, cells: _Cells) -> tuple[Floats, Statuses]:
    index = find(table, long.value)
    if index is None:
        raise BadInput("the column is missing", file=table.file, row=1, column=long.value)
    value, status, bad = _parsed(layout, table, index)
    cells.faults += bad
    told = find(table, long.status) if long.status else None
    if told is not None:
        for at, row in enumerate(table.rows):
            text = row[told].strip()
            if not text:
                continue
            code = status_code(text)
            if code is None:
                names = ", ".join(STATUS_NAMES)
                cells.faults.append(Fault(table.numbers[at], table.titles[told], text, f"not a status: {names}"))
            elif code not in HAS_VALUE and not np.isnan(value[at]):
                cells.faults.append(
                    Fault(table.numbers[at], table.titles[told], text, "there is a value beside a status without one")
                )
            elif code in HAS_VALUE and np.isnan(value[at]):
                status[at] = NO_DATA
            else:
                status[at] = code
    return value, status


def _parsed(layout: Layout, table: Table, index: int) -> tuple[Floats, Statuses, list[Fault]]:
    return parse(
        [row[index] for row in table.rows],
        table.numbers,
        table.titles[index],
        decimal=layout.decimal if table.format == "csv" else ".",
        missing={"": "no_data", **layout.missing},
        status=layout.status,
    )


def _side(layout: Layout, title: str, table: Table, cells: _Cells) -> Floats:
    index = find(table, title) if title else None
    if index is None:
        return np.full(len(table.rows), np.nan)
    found, _, bad = _parsed(layout, table, index)
    cells.faults += bad
    return found


def _fill_from_sides(
    table: Table, long: LongRule, cells: _Cells, value: Floats, status: Statuses, above: Floats, under: Floats
) -> None:
    """A value from numerator and denominator where only those were given; a gap keeps neither."""
    told = find(table, long.status) if long.status else None
    for at, key in enumerate(cells.keys):
        per = indicators()[key[3]].per if key else None
        silent = told is None or not table.rows[at][told].strip() or status[at] == NO_DATA
        if key and np.isnan(value[at]) and silent and under[at] > 0 and not np.isnan(above[at]) and per:
            value[at] = above[at] / under[at] * per
            status[at] = MEASURED
        if status[at] not in HAS_VALUE:
            if not np.isnan(above[at]) or not np.isnan(under[at]):
                hidden = told is not None and table.rows[at][told].strip()
                if hidden:
                    cells.faults.append(
                        Fault(
                            table.numbers[at], long.status, hidden, "numerator or denominator beside a gap betrays it"
                        )
                    )
            above[at] = under[at] = np.nan


def _assemble(
    layout: Layout,
    table: Table,
    cells: _Cells,
    value: Floats,
    status: Statuses,
    sides: tuple[Floats, Floats],
    limits: tuple[Floats, Floats],
    few: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]] | None" = None,
) -> Delivery:
    names = list(dict.fromkeys(key[3] for key in cells.keys if key))
    places = list(dict.fromkeys(key[:3] for key in cells.keys if key))
    column_of = {name: index for index, name in enumerate(names)}
    row_of = {key: index for index, key in enumerate(places)}
    arrays = empty_arrays(len(places), len(names))
    codes = np.full((len(places), len(names)), NO_DATA, dtype=np.int8)
    judged = None if few is None else np.zeros((len(places), len(names)), dtype=np.bool_)
    first_rows = [0] * len(places)
    file_rows = [0] * len(places)
    for at, key in enumerate(cells.keys):
        if key is None:
            continue
        row, column = row_of[key[:3]], column_of[key[3]]
        arrays["value"][row, column], codes[row, column] = value[at], status[at]
        arrays["numerator"][row, column], arrays["denominator"][row, column] = sides[0][at], sides[1][at]
        if status[at] in HAS_VALUE:
            arrays["lower"][row, column], arrays["upper"][row, column] = limits[0][at], limits[1][at]
        if judged is not None and few is not None:
            judged[row, column] = few[at]
        first_rows[row] = first_rows[row] or table.numbers[at]
        file_rows[row] += 1
    given = {
        record["code"]: AreaGiven(record["code"], record["name"], record["level"], record.get("parent"))
        for record in layout.area_records
    }
    wide = layout.long.value if layout.long else ""
    return Delivery(
        layout=layout,
        edition=edition_of(layout, [one[2] for one in places] or ["2000"]),
        codes=[one[0] for one in places],
        levels=[one[1] for one in places],
        periods=[one[2] for one in places],
        first_rows=first_rows,
        file_rows=file_rows,
        columns=tuple(Placed(name, "", wide) for name in names),
        status=codes,
        areas=list(given.values()) if layout.registers_areas else [],
        read=len(table.rows),
        set_aside=cells.set_aside,
        faults=cells.faults,
        remarks=cells.remarks,
        dominated=judged,
        **arrays,
    )
