"""Figures as CSV: every cell with its status, interval, method, source and release, harmless in a spreadsheet."""

import csv
import io
from collections.abc import Iterable

import numpy as np

from kansrijk.areas.queries import AreaRef
from kansrijk.figures import catalogue, queries
from kansrijk.figures.queries.types import Figure
from kansrijk.figures.rules import STATUS_NAMES
from kansrijk.trust.actors import Actor

HEADER = (
    "area_code", "edition", "indicator", "period", "value", "unit", "lower", "upper", "interval_method", "status",
    "numerator", "denominator", "source", "source_field", "definition_version", "release",
)  # fmt: skip
_RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Text that a spreadsheet cannot take for a formula: a risky beginning gets an apostrophe before it."""
    is_risky = text.startswith(_RISKY) or ";=" in text or "|" in text
    return f"'{text}" if is_risky else text


def _cell(value: object) -> object:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value


def _csv(rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _row(figure: Figure) -> tuple[object, ...]:
    return (
        figure.area_code, figure.edition, figure.indicator.id, figure.period, figure.value, figure.unit, figure.lower,
        figure.upper, figure.interval_method, figure.status, figure.numerator, figure.denominator, figure.source,
        figure.source_field, figure.definition_version, str(figure.release) if figure.release else None,
    )  # fmt: skip


def area_csv(actor: Actor, area: AreaRef) -> str:
    """All periods of all indicators of one area."""
    found = queries.all_periods(actor, area.code, area.edition)
    return _csv(_row(figure) for figures in found.values() for figure in figures)


def indicator_csv(actor: Actor, indicator: str, level: str, period: str | None) -> str | None:
    """One indicator over all areas of a level; None where there is nothing to see."""
    if catalogue.indicator(indicator) is None:
        return None
    column = queries.column(actor, indicator, level, period)
    if column is None:
        return None

    def whole(value: float) -> float | None:
        return float(value) if np.isfinite(value) else None

    return _csv(
        (
            code, column.edition, indicator, column.period, whole(column.value[i]), column.indicator.unit,
            whole(column.lower[i]), whole(column.upper[i]), column.interval_method, STATUS_NAMES[column.status[i]],
            whole(column.numerator[i]), whole(column.denominator[i]), column.source, column.source_field,
            column.definition_version, str(column.release),
        )
        for i, code in enumerate(column.codes)
    )  # fmt: skip
