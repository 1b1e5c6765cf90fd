"""One row per area (and period), one column per indicator."""

import numpy as np

from kansrijk.areas.names import is_formula
from kansrijk.core.faults import BadInput
from kansrijk.figures.descriptions import Layout, Source
from kansrijk.figures.interpreting.cells import parse
from kansrijk.figures.interpreting.delivery import AreaGiven, Delivery, Fault, KnownAreas, Placed, empty_arrays
from kansrijk.figures.interpreting.layouts import find, matched
from kansrijk.figures.interpreting.places import end_year, file_period, period_of, place
from kansrijk.figures.readers import Table


class _Rows:
    """The rows that were placed: their keys and where in the table they stand."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.levels: list[str] = []
        self.periods: list[str] = []
        self.at: list[int] = []
        self.faults: list[Fault] = []
        self.seen: dict[tuple[str, str], int] = {}


def edition_of(layout: Layout, periods: list[str]) -> int:
    """The edition of the areas: fixed by the layout, or the last year of the periods."""
    return layout.edition or max(end_year(period) for period in periods)


def interpret_wide(
    source: Source, layout: Layout, table: Table, *, period: str | None, known: KnownAreas | None = None
) -> Delivery:
    """The delivery with its faults; raises BadInput where the file as a whole is wrong."""
    pairs = matched(layout, table)
    table = _kept(layout, table)
    main, bounds = _split_margins(layout, table)
    whole = file_period(source, layout, table, period)
    rows = _placed(layout, table, main, whole, known)
    numbers = [table.numbers[index] for index in rows.at]
    arrays = empty_arrays(len(rows.at), len(pairs))
    status = np.zeros((len(rows.at), len(pairs)), dtype=np.int8)
    faults = list(rows.faults)
    decimal = layout.decimal if table.format == "csv" else "."
    for column, (_, index) in enumerate(pairs):
        texts = [table.rows[at][index] for at in rows.at]
        values, codes, bad = parse(
            texts, numbers, table.titles[index], decimal=decimal, missing=layout.missing, status=layout.status
        )
        arrays["value"][:, column], status[:, column] = values, codes
        faults += bad
        for name, at in bounds.items():
            keys = zip(rows.codes, rows.periods, strict=True)
            texts = [_bound(table, at, code, when, index) for code, when in keys]
            gaps = {**layout.missing, "": "no_data"}
            arrays[name][:, column], _, bad = parse(
                texts, numbers, table.titles[index], decimal=decimal, missing=gaps, status="measured"
            )
            faults += bad
    # A bound without its twin, or beside a gap, says nothing.
    nothing = np.isnan(arrays["lower"]) | np.isnan(arrays["upper"]) | np.isnan(arrays["value"])
    arrays["lower"][nothing] = arrays["upper"][nothing] = np.nan
    return Delivery(
        layout=layout,
        edition=edition_of(layout, rows.periods or ([whole] if whole else ["2000"])),
        codes=rows.codes,
        levels=rows.levels,
        periods=rows.periods,
        first_rows=numbers,
        file_rows=[1 + len(bounds)] * len(numbers),
        columns=tuple(Placed(rule.indicator, rule.period, table.titles[index]) for rule, index in pairs),
        status=status,
        areas=_areas(layout, table, rows),
        read=len(table.rows),
        set_aside=0,
        faults=faults + _formulas(layout, table, rows),
        remarks=[],
        **arrays,
    )


def _kept(layout: Layout, table: Table) -> Table:
    """Only the rows of the part of a cube that the description keeps, such as one age group."""
    if not layout.keep:
        return table
    wanted = {find(table, title): text for title, text in layout.keep.items()}
    if None in wanted:
        raise BadInput(f"one of the columns {', '.join(layout.keep)} is missing", file=table.file, row=1)
    kept = [
        index
        for index, row in enumerate(table.rows)
        if all(row[place].strip() == text for place, text in wanted.items() if place is not None)
    ]
    if not kept:
        raise BadInput(f"no row has {layout.keep}", file=table.file)
    return Table(
        table.file,
        table.format,
        table.titles,
        [table.rows[index] for index in kept],
        [table.numbers[index] for index in kept],
        table.separator,
    )


_Bounds = dict[str, dict[tuple[str, str], int]]


def _split_margins(layout: Layout, table: Table) -> tuple[list[int], _Bounds]:
    """Rows with values, and by `lower` and `upper` where the bound of (area text, period text) stands."""
    everything = list(range(len(table.rows)))
    if not layout.lower:
        return everything, {}
    title, _, low = layout.lower.partition("=")
    high = layout.upper.partition("=")[2]
    margin, area, when = find(table, title), find(table, layout.area), find(table, layout.period.column)
    if margin is None or area is None or when is None:
        return everything, {}
    bounds: _Bounds = {"lower": {}, "upper": {}}
    main = []
    for index, row in enumerate(table.rows):
        kind = row[margin].strip()
        if kind in {low, high}:
            name = "lower" if kind == low else "upper"
            bounds[name][(row[area].strip().upper(), period_of(row[when]) or "")] = index
        else:
            main.append(index)
    return main, bounds if bounds["lower"] and bounds["upper"] else {}


def _bound(table: Table, at: dict[tuple[str, str], int], code: str, when: str, column: int) -> str:
    index = at.get((code, when))
    return "" if index is None else table.rows[index][column]


def _placed(layout: Layout, table: Table, main: list[int], whole: str | None, known: KnownAreas | None) -> _Rows:
    area = find(table, layout.area)
    level = find(table, layout.level) if layout.level else None
    when = find(table, layout.period.column) if layout.period.column else None
    if area is None or (layout.period.column and when is None):
        raise BadInput(f"the column {layout.area} or {layout.period.column} is missing", file=table.file, row=1)
    rows = _Rows()
    for index in main:
        row, number = table.rows[index], table.numbers[index]
        found = place(row[area], row[level] if level is not None else layout.one_level or None, layout, known)
        period = whole if when is None else period_of(row[when])
        if isinstance(found, str):
            rows.faults.append(Fault(number, table.titles[area], row[area].strip(), found))
        elif period is None:
            rows.faults.append(Fault(number, layout.period.column, row[when or 0].strip(), "not a period such as 2024"))
        elif (found[0], period) in rows.seen:
            first = table.numbers[rows.seen[(found[0], period)]]
            rows.faults.append(
                Fault(number, table.titles[area], found[0], f"this area and period stand in row {first} already")
            )
        else:
            rows.seen[(found[0], period)] = index
            rows.codes.append(found[0])
            rows.levels.append(found[1])
            rows.periods.append(period)
            rows.at.append(index)
    return rows


def _areas(layout: Layout, table: Table, rows: _Rows) -> list[AreaGiven]:
    name = find(table, layout.name) if layout.name else None
    if not layout.registers_areas or name is None:
        return []
    given: dict[str, AreaGiven] = {}
    for code, level, at in zip(rows.codes, rows.levels, rows.at, strict=True):
        # A place without a name in the delivery (abolished since) is known by its code until another file names it.
        given.setdefault(code, AreaGiven(code, table.rows[at][name].strip() or code, level))
    return list(given.values())


def _formulas(layout: Layout, table: Table, rows: _Rows) -> list[Fault]:
    """Names of places that a spreadsheet would run: refused here, so that no export can carry one."""
    name = find(table, layout.name) if layout.name else None
    if name is None:
        return []
    return [
        Fault(table.numbers[at], table.titles[name], table.rows[at][name][:60], "a formula, not a name")
        for at in rows.at
        if is_formula(table.rows[at][name])
    ]
