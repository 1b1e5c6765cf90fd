"""Rows into the database by COPY, and how many of them are as they were."""

from collections.abc import Iterator
from uuid import UUID

import numpy as np
from django.db import connection

from kansrijk.figures.catalogue import indicators
from kansrijk.figures.delivered import TABLE
from kansrijk.figures.interpreting import Delivery
from kansrijk.figures.interpreting.delivery import Floats
from kansrijk.figures.limits import limits_of
from kansrijk.figures.rules import EMPTY_AT_SOURCE, NO_DATA

_FIELDS = "release_id, area_code, edition, level, period, value, lower, upper, numerator, denominator, status"
# Where rows go: what its publisher released is public at once, own counts stand apart until they were made safe.
_COPY = {False: f"copy figures_row ({_FIELDS}) from stdin", True: f"copy {TABLE} ({_FIELDS}, dominated) from stdin"}
_SAME_DELIVERED = "select area_code, period from delivered.same(%s, %s)"
_SAME = """
select new.area_code, new.period from figures_row new join figures_row old
  on old.release_id = %s and old.area_code = new.area_code and old.period = new.period
where new.release_id = %s and (old.value, old.lower, old.upper, old.numerator, old.denominator, old.status)
  is not distinct from (new.value, new.lower, new.upper, new.numerator, new.denominator, new.status)
"""


def with_intervals(delivery: Delivery, *, is_own: bool = False) -> list[str]:
    """Fills in the interval where the indicator names a method and both sides were delivered.

    Own figures get theirs from their counts, whatever came along: they are made anew of what is shown. Returns the
    method per column, "" where the column has no interval: nothing is calculated back from a percentage.
    """
    methods = []
    for column, placed in enumerate(delivery.columns):
        indicator = indicators()[placed.indicator]
        is_given = not np.isnan(delivery.lower[:, column]).all()
        above, under = delivery.numerator[:, column], delivery.denominator[:, column]
        both = ~np.isnan(above) & (under > 0) & ~np.isnan(delivery.value[:, column])
        is_counted = is_own or indicator.interval_method in {"wilson", "byar"}
        limits = limits_of(indicator, above[both], under[both]) if both.any() and is_counted else None
        if is_given and not (is_own and limits):
            methods.append("as delivered")
            continue
        if limits is None:
            methods.append("")
            continue
        # The published value may be rounded; its interval never excludes it.
        value = delivery.value[both, column]
        delivery.lower[both, column] = np.minimum(limits.lower, value)
        delivery.upper[both, column] = np.maximum(limits.upper, value)
        methods.append(f"{limits.method}, indirect standardisation" if indicator.is_ratio else limits.method)
    return methods


def levels_by_column(delivery: Delivery) -> dict[str, list[str]]:
    """At which levels each indicator has figures: values, hidden and uncertain ones; a level of gaps alone has none."""
    level_of = np.array(delivery.levels)
    is_there = ~np.isin(delivery.status, (NO_DATA, EMPTY_AT_SOURCE))
    found: dict[str, set[str]] = {placed.indicator: set() for placed in delivery.columns}
    for level in sorted(set(delivery.levels)):
        has = is_there[level_of == level].any(axis=0)
        for placed, one in zip(delivery.columns, has.tolist(), strict=True):
            if one:
                found[placed.indicator].add(level)
    return {indicator: sorted(levels) for indicator, levels in found.items()}


def _texts(values: Floats) -> list[str]:
    """One array literal per row."""
    if np.isnan(values).all():
        return ["{" + ",".join(["NULL"] * values.shape[1]) + "}"] * len(values)
    return ["{" + ",".join("NULL" if x != x else repr(x) for x in row) + "}" for row in values.tolist()]


def lines(release: UUID, delivery: Delivery, *, is_own: bool) -> Iterator[str]:
    """The COPY lines, ordered by level and code so that a map reads neighbouring pages; own ones with a field more."""
    order = sorted(
        range(len(delivery.codes)), key=lambda i: (delivery.levels[i], delivery.periods[i], delivery.codes[i])
    )
    arrays = [
        _texts(values)
        for values in (delivery.value, delivery.lower, delivery.upper, delivery.numerator, delivery.denominator)
    ]
    status = ["{" + ",".join(map(str, row)) + "}" for row in delivery.status.tolist()]
    for i in order:
        fields = [str(release), delivery.codes[i], str(delivery.edition), delivery.levels[i], delivery.periods[i]]
        fields += [texts[i] for texts in arrays]
        fields.append(status[i])
        if is_own:
            few = delivery.dominated
            fields.append("\\N" if few is None else "{" + ",".join("t" if one else "f" for one in few[i]) + "}")
        yield "\t".join(fields) + "\n"


def copy_rows(release: UUID, delivery: Delivery, *, is_own: bool) -> None:
    """Stores every row; codes, levels and periods were checked and hold no tab, newline or backslash."""
    with connection.cursor() as cursor, cursor.copy(_COPY[is_own]) as copy:
        chunk: list[str] = []
        for line in lines(release, delivery, is_own=is_own):
            chunk.append(line)
            if len(chunk) == 2_000:
                copy.write("".join(chunk))
                chunk.clear()
        copy.write("".join(chunk))


def unchanged_rows(new: UUID, old: UUID | None, delivery: Delivery, *, is_own: bool) -> int:
    """How many rows of the file say exactly what the release it replaces said; own ones compared as delivered."""
    if old is None:
        return 0
    with connection.cursor() as cursor:
        if is_own:
            cursor.execute(_SAME_DELIVERED, [new, old])
        else:
            cursor.execute(_SAME, [old, new])
        same = set(cursor.fetchall())
    keys = zip(delivery.codes, delivery.periods, strict=True)
    return sum(rows for key, rows in zip(keys, delivery.file_rows, strict=True) if key in same)
