"""What an import recognised in a file, as plain values for the page that shows it before anything is stored."""

from typing import Any

import numpy as np

from kansrijk.figures.interpreting import Delivery
from kansrijk.figures.models import Release
from kansrijk.figures.rules import STATUS_NAMES

SHOWN_ROWS = 10
SHOWN_COLUMNS = 8


def preview_of(delivery: Delivery, kind: str, replaced: Release | None) -> dict[str, Any]:
    """Layout, edition, periods, levels, columns and the first rows as they would be stored.

    `kind` is preliminary, revised or final; `replaced` the release that this one takes the place of.
    """
    count = min(SHOWN_ROWS, len(delivery.codes))
    return {
        "layout": delivery.layout.id,
        "edition": delivery.edition,
        "periods": delivery.all_periods,
        "levels": {level: delivery.levels.count(level) for level in sorted(set(delivery.levels))},
        "kind": kind,
        "columns": [
            {"indicator": placed.indicator, "period": placed.period, "field": placed.field[:200]}
            for placed in delivery.columns
        ],
        "rows": [_row(delivery, index) for index in range(count)],
        "replaces": None
        if replaced is None
        else {
            "release": str(replaced.pk),
            "delivery": replaced.delivery,
            "status": replaced.status,
            "on": replaced.created_at.isoformat(),
        },
    }


def _row(delivery: Delivery, index: int) -> dict[str, Any]:
    cells = [
        {
            "value": _number(delivery.value[index, column]),
            "lower": _number(delivery.lower[index, column]),
            "upper": _number(delivery.upper[index, column]),
            "numerator": _number(delivery.numerator[index, column]),
            "denominator": _number(delivery.denominator[index, column]),
            "status": STATUS_NAMES[int(delivery.status[index, column])],
        }
        for column in range(min(SHOWN_COLUMNS, len(delivery.columns)))
    ]
    return {
        "area": delivery.codes[index],
        "level": delivery.levels[index],
        "period": delivery.periods[index],
        "cells": cells,
    }


def _number(value: "np.float64") -> float | None:
    return None if np.isnan(value) else float(value)
