"""A file with a row per area and age, as one row per area and figure: the sum of the ages that the figure is about.

A sum has a gap where one of its parts has. Rows of other years than the one asked for are left to another import:
each year has its own edition of the areas. An area without a single number that year (abolished) is not there.
"""

from collections.abc import Sequence

from kansrijk.core.faults import BadInput
from kansrijk.figures.descriptions import Layout, SumRule
from kansrijk.figures.interpreting.layouts import find
from kansrijk.figures.interpreting.places import end_year, period_of
from kansrijk.figures.readers import Table


def as_sums(layout: Layout, table: Table, told: str | None) -> Table:
    """The table itself, or, where the layout adds rows up, a row per area and figure. Raises BadInput."""
    rule = layout.sums
    if rule is None or layout.long is None:
        return table
    area, by = _column(table, layout.area), _column(table, rule.by)
    when = find(table, layout.period.column)
    period = _period(table, when, told or layout.period.default)
    chosen = [index for index, row in enumerate(table.rows) if when is None or period_of(row[when]) == period]
    parts: dict[str, dict[str, int]] = {}
    for index in chosen:
        row = table.rows[index]
        ages = parts.setdefault(row[area].strip(), {})
        if row[by].strip() in ages:
            raise BadInput(
                "this area and age stand here twice", file=table.file, row=table.numbers[index], column=rule.by
            )
        ages[row[by].strip()] = index
    rows, numbers = _sums(rule, table, parts, period)
    if not rows:
        raise BadInput(f"there are no rows of {period}", file=table.file, field="period")
    titles = (layout.area, layout.period.column, layout.long.indicator, layout.long.value)
    return Table(table.file, table.format, titles, rows, numbers, table.separator)


def _column(table: Table, title: str) -> int:
    index = find(table, title)
    if index is None:
        raise BadInput("the column is missing", file=table.file, row=1, column=title)
    return index


def _period(table: Table, when: int | None, told: str) -> str:
    if when is None:
        return told
    known = {period_of(row[when]) for row in table.rows} - {None}
    if told:
        return told
    if not known:
        raise BadInput("no row has a period", file=table.file)
    return str(max(known, key=lambda one: end_year(str(one))))


def _sums(
    rule: SumRule, table: Table, parts: dict[str, dict[str, int]], period: str
) -> tuple[list[list[str]], list[int]]:
    rows: list[list[str]] = []
    numbers: list[int] = []
    columns = {one.value: _column(table, one.value) for one in rule.figures}
    for area, ages in parts.items():
        cells = {
            figure.indicator: [
                table.rows[ages[age]][columns[figure.value]] if age in ages else "" for age in figure.rows
            ]
            for figure in rule.figures
        }
        if not any(text.strip() for texts in cells.values() for text in texts):
            continue
        for indicator, texts in cells.items():
            rows.append([area, period, indicator, _sum(texts)])
            numbers.append(table.numbers[min(ages.values())])
    return rows, numbers


def _sum(texts: Sequence[str]) -> str:
    """The sum as text; "" where a part is missing, and the first text that is no whole number as it stands."""
    stripped = [text.strip() for text in texts]
    wrong = next((text for text in stripped if text and not text.isdecimal()), None)
    if wrong is not None:
        return wrong
    return str(sum(map(int, stripped))) if all(stripped) else ""
