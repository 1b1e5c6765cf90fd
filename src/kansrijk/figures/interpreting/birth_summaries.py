"""What `kansrijk births summarise` wrote, as rows that can be interpreted: one population, and one meaning per chart.

A chart decides what SGA and Big 2 mean, so the name of the chart chooses the indicator: old and new never meet in one
line. What was unknown becomes a figure of its own. A chart that nobody described is refused. Where the file was made
with a reference, each of its indicators becomes a standardised ratio as well, and the share of multiples a figure.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kansrijk.core.births_standard import STRATA
from kansrijk.core.faults import BadInput
from kansrijk.figures.catalogue import indicators
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
    for number, row in [*_meant(rule, table), *_standardised(rule, table)]:
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


@dataclass(frozen=True)
class Standards:
    """The reference of a file: its name ("" for none), and per standardised ratio the rate of each stratum."""

    name: str = ""
    rates: dict[str, dict[str, float]] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """As a release keeps it; nothing where there is none."""
        return {"name": self.name, "rates": self.rates} if self.name else {}


def standards_of(layout: Layout, table: Table) -> Standards:
    """The reference that the file was made with. Raises BadInput at two, or at a stratum with two rates or none."""
    rule = layout.births
    at = {title: find(table, title) for title in ("standard", "rate", "indicator", "population")}
    if rule is None or None in at.values():
        return Standards()
    names: set[str] = set()
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for number, row in zip(table.numbers, table.rows, strict=True):
        cell = {title: row[place].strip() for title, place in at.items() if place is not None}
        ratio = rule.ratios.get(cell["indicator"])
        if not cell["standard"] or ratio is None:
            continue
        names.add(cell["standard"])
        if cell["population"] not in STRATA:
            continue
        rate = _rate(cell["rate"])
        if rate is None or found[ratio].setdefault(cell["population"], rate) != rate:
            message = "a stratum has one rate, between 0 and 1, in the whole file"
            raise BadInput(message, file=table.file, row=number, column="rate")
    if len(names) > 1:
        first, second = sorted(names)[:2]
        raise BadInput(f"figures against two references in one file: {first} and {second}", file=table.file)
    for rates in found.values():
        if set(rates) != set(STRATA):
            raise BadInput("the strata singleton and multiple both need rows in the file", file=table.file)
    return Standards(names.pop(), dict(found)) if found else Standards()


def _rate(text: str) -> float | None:
    try:
        rate = float(text)
    except ValueError:
        return None
    return rate if 0 < rate < 1 else None


def _standardised(rule: BirthsRule, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Observed and expected of each standardised ratio, and multiples among all births; none without a reference."""
    at = {title: find(table, title) for title in ("standard", "rate", *GIVEN, *TITLES) if title != "value"}
    if at["standard"] is None or at["rate"] is None:
        return
    cells: dict[tuple[str, str], dict[str, tuple[int, dict[str, str]]]] = defaultdict(dict)
    for number, row in zip(table.numbers, table.rows, strict=True):
        cell = {title: row[place].strip() for title, place in at.items() if place is not None}
        if NO_PLACE not in (cell["area"], cell["period"]) and cell["denominator"].isdecimal():
            cells[(f"{cell['area']}|{cell['period']}", cell["indicator"])][cell["population"]] = number, cell
    for (_, given), populations in cells.items():
        if rule.population not in populations or not set(STRATA) <= set(populations):
            continue
        number, whole = populations[rule.population]
        if whole["denominator"] == "0":
            continue
        place, name = [whole["area"], whole["period"]], _indicator(rule, whole, table.file, number)
        if given in rule.strata:
            shared = populations["multiple"][1]["denominator"]
            yield number, [*place, rule.strata[given], "", shared, whole["denominator"], ""]
        ratio = rule.ratios.get(given)
        rates = [_rate(populations[one][1]["rate"]) for one in STRATA]
        if ratio is None or indicators()[ratio].observed_of != name or None in rates:
            continue
        births = [int(populations[one][1]["denominator"]) for one in STRATA]
        expected = sum(rate * number_of for rate, number_of in zip(rates, births, strict=True) if rate is not None)
        if expected > 0:
            yield number, [*place, ratio, "", whole["numerator"], f"{expected:.4f}", ""]


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
