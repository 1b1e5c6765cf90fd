"""Counts for cells that the publisher does not know either, such as the part of a buurt in one postcode.

Any whole counts will do that agree with all sums: a proof that holds for one of the worlds a reader could imagine
holds for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import scipy  # scipy.optimize loads at its first use: most processes never come there
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from kansrijk.core.disclosure.cells import Sum

Ends = Mapping[str, tuple[int, int | None]]


def fill(known: Mapping[str, int], unknown: Ends, sums: Sequence[Sum]) -> tuple[dict[str, int], list[Sum]]:
    """Whole counts for `unknown` (lowest and highest each may be, None without end), and the sums that hold.

    Sums of known cells hold or are left out. Of the others those that hang together hold together, or are left out
    together with their unknown cells.
    """
    holding, open_sums = [], []
    for one in sums:
        members = (one.total, *one.parts)
        if all(key in known for key in members):
            if known[one.total] == sum(known[key] for key in one.parts):
                holding.append(one)
        elif all(key in known or key in unknown for key in members):
            open_sums.append(one)
    found: dict[str, int] = {}
    for group in _groups(unknown, open_sums):
        filled = _solve(known, unknown, group)
        if filled is not None:
            found |= filled
            holding += group
    return found, holding


def _groups(unknown: Ends, sums: Sequence[Sum]) -> list[list[Sum]]:
    """Sums in groups that share no unknown cell."""
    place: dict[str, int] = {}
    rows, columns = [], []
    for number, one in enumerate(sums):
        for key in (one.total, *one.parts):
            if key in unknown:
                rows.append(number)
                columns.append(len(sums) + place.setdefault(key, len(place)))
    size = len(sums) + len(place)
    _, label = connected_components(coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size)), False)
    groups: dict[int, list[Sum]] = {}
    for number, one in enumerate(sums):
        groups.setdefault(int(label[number]), []).append(one)
    return list(groups.values())


def _solve(known: Mapping[str, int], unknown: Ends, sums: Sequence[Sum]) -> dict[str, int] | None:
    """Whole counts for the unknown cells of one group; None when there are none."""
    place: dict[str, int] = {}
    rows, columns, signs = [], [], []
    right = np.zeros(len(sums))
    for number, one in enumerate(sums):
        for key, sign in ((one.total, -1.0), *((part, 1.0) for part in one.parts)):
            if key in known:
                right[number] -= sign * known[key]
            else:
                rows.append(number)
                columns.append(place.setdefault(key, len(place)))
                signs.append(sign)
    low = np.array([unknown[key][0] for key in place], dtype=float)
    high = np.array([np.inf if (end := unknown[key][1]) is None else end for key in place], dtype=float)
    matrix = csr_array((signs, (rows, columns)), shape=(len(sums), len(place)))
    answer = scipy.optimize.milp(
        np.zeros(len(place)),
        integrality=np.ones(len(place)),
        bounds=scipy.optimize.Bounds(low, high),
        constraints=scipy.optimize.LinearConstraint(matrix, right, right),
        options={"time_limit": 60.0},
    )
    return None if answer.x is None else {key: round(float(answer.x[index])) for key, index in place.items()}
