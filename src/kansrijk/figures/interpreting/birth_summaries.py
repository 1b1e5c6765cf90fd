"""What `kansrijk births summarise` wrote, as rows that can be interpreted: one population, and one meaning per chart.

A chart decides what SGA and Big 2 mean, so the name of the chart chooses the indicator: old and new never meet in one
line. What was unknown becomes a figure of its own. A chart that nobody described is refused.
"""

import re
from collections.abc import Iterator, Sequence

from kansrijk.core.faults import BadInput
from kansrijk.figures.descriptions import BirthsRule, ChartRule, Layout
from kansrijk.figures.interpreting.layouts import find
from kansrijk.figures.readers import Table

TITLES = ("area", "period", "indicator", "value", "numerator", "denominator", "per_organisation")
GIVEN = ("population", "unknown", "reference")
NO_CHART = "none"
NO_PLACE = "unknown"


def as_rows(layout: Layout, table: Table) -> Table:
    """The table itself, or, where the layout is one of summarised births, its rows under the catalogue's names.

    Rows of other populations, of births without place or date, and of 0 of 0 births are no figures of an area.
    Raises BadInput at a chart that is not described.
    """
    rule = layout.births
    if rule is None:
        return table
    rows, numbers = [], []
    for number, row in _meant(rule, table):
        rows.append(row)
        numbers.append(number)
    if not rows:
        raise BadInput(f"no row has births of the population {rule.population!r}", file=table.file, row=1)
    return Table(table.file, table.format, TITLES, rows, numbers, table.separator)


def chart_of(layout: Layout, table: Table) -> str:
    """The name of the chart in the file; "" where none was used or the layout is another.

    Raises BadInput where there are two: figures by two charts are two deliveries.
    """
    index = find(table, "reference") if layout.births is not None else None
    if index is None:
        return ""
    names = sorted({row[index].strip() for row in table.rows} - {NO_CHART, ""})
    if len(names) > 1:
        raise BadInput(f"figures by two charts in one file: {names[0]} and {names[1]}", file=table.file)
    return names[0] if names else ""


def versions(layout: Layout, chart: str) -> dict[str, str]:
    """The definition version of each indicator that the publisher's words or the chart decide on."""
    described = [one for one in layout.births.charts if _is(one, chart)] if layout.births is not None and chart else []
    return layout.versions | {name: one.version for one in described for name in one.names.values()}


def _is(described: ChartRule, chart: str) -> bool:
    return re.match(described.begins, chart, re.IGNORECASE) is not None


def _meant(rule: BirthsRule, table: Table) -> Iterator[tuple[int, list[str]]]:
    places = {title: find(table, title) for title in (*GIVEN, *TITLES) if title != "value"}
    missing = [title for title, place in places.items() if place is None and title != TITLES[-1]]
    if missing:
        raise BadInput(f"the column {missing[0]} is missing", file=table.file, row=1, column=missing[0])
    at = {title: place for title, place in places.items() if place is not None}
    for number, row in zip(table.numbers, table.rows, strict=True):
        cell = {title: row[place].strip() for title, place in at.items()}
        if cell["population"] != rule.population or NO_PLACE in (cell["area"], cell["period"]):
            continue
        given = cell["indicator"]
        name = _indicator(rule, cell, table.file, number)
        if cell["denominator"] != "0":
            counts = [cell["numerator"], cell["denominator"], cell.get(TITLES[-1], "")]
            yield number, [cell["area"], cell["period"], name, "", *counts]
        unknown = rule.unknown.get(given)
        if unknown is not None and (cell["denominator"], cell["unknown"]) != ("0", "0"):
            counts = [cell["unknown"], _together(cell, table, number), ""]
            yield number, [cell["area"], cell["period"], unknown, "", *counts]


def _indicator(rule: BirthsRule, cell: dict[str, str], file: str, number: int) -> str:
    """The catalogue's name. Left as it is where nobody described it: the import then says that it is none."""
    given, chart = cell["indicator"], cell["reference"]
    if given in rule.names:
        return rule.names[given]
    if chart in (NO_CHART, ""):
        return given
    for described in rule.charts:
        if _is(described, chart):
            return described.names.get(given, given)
    known = ", ".join(_plain(described.begins) for described in rule.charts)
    raise BadInput(
        f"the chart {chart[:60]!r} is not described, so nobody can say what this figure means; known: {known}",
        file=file,
        row=number,
        column="reference",
    )


def _plain(pattern: str) -> str:
    return pattern.strip("^()").replace("|", " or ")


def _together(cell: dict[str, str], table: Table, number: int) -> str:
    """Births counted and births unknown."""
    parts: Sequence[str] = (cell["denominator"], cell["unknown"])
    if not all(part.isdecimal() for part in parts):
        raise BadInput("not a number of births", file=table.file, row=number, column="unknown")
    return str(sum(map(int, parts)))
