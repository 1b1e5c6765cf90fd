"""Counts per organisation in a delivery: judged where they are read, and kept only as yes or no."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kansrijk.core.disclosure import Policy
from kansrijk.core.disclosure.primary import is_dominated
from kansrijk.figures.interpreting.delivery import Fault, Floats
from kansrijk.figures.interpreting.layouts import find
from kansrijk.figures.readers import Table

SEPARATOR = "|"


def dominated(
    table: Table, title: str, above: Floats, value: Floats, policy: Policy | None = None
) -> tuple[NDArray[np.bool_] | None, list[Fault]]:
    """Per row of the file whether few organisations supply nearly all cases; None where the column is not there.

    A cell such as `60|30|10` has the cases of each organisation, without names, and adds up to the numerator (or to
    the value of a number of people). The faults repeat no count.
    """
    index = find(table, title) if title else None
    if index is None:
        return None, []
    rules = policy or Policy()
    found = np.zeros(len(table.rows), dtype=np.bool_)
    faults: list[Fault] = []
    for at, row in enumerate(table.rows):
        text = row[index].strip()
        if not text:
            continue
        counts = _counts(text)
        whole = above[at] if not np.isnan(above[at]) else value[at]
        if counts is None:
            faults.append(Fault(table.numbers[at], table.titles[index], "", "not whole counts with | between them"))
        elif sum(counts) != whole:
            faults.append(
                Fault(table.numbers[at], table.titles[index], "", "the organisations do not add up to the numerator")
            )
        else:
            found[at] = is_dominated(counts, rules)
    return found, faults


def _counts(text: str) -> tuple[int, ...] | None:
    parts: Sequence[str] = [part.strip() for part in text.split(SEPARATOR)]
    return tuple(map(int, parts)) if all(part.isascii() and part.isdecimal() for part in parts) else None
