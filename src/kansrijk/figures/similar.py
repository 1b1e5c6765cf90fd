"""Which municipalities are like this one: nearest in a few standardised characteristics, named with the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

VARIABLES = ("omgevingsadressendichtheid", "inwoners", "woz_waarde", "koopwoningen")
LOGARITHMIC = {"omgevingsadressendichtheid", "inwoners"}


@dataclass(frozen=True)
class Similar:
    """Codes of the nearest municipalities, nearest first, and the variables that were used."""

    codes: tuple[str, ...]
    variables: tuple[str, ...]


def similar(code: str, codes: Sequence[str], columns: Mapping[str, Sequence[float | None]], count: int = 15) -> Similar:
    """Euclidean nearest neighbours of `code` over standardised columns (variable → values in the order of `codes`).

    Variables of which the area itself lacks the value are left out; an area that lacks a used variable is no neighbour.
    """
    if code not in codes:
        return Similar((), ())
    own = list(codes).index(code)
    used, distances = [], []
    for name in VARIABLES:
        values = columns.get(name)
        if values is None or values[own] is None:
            continue
        column = np.array([np.nan if value is None else float(value) for value in values])
        column = np.log(np.where(column > 0, column, np.nan)) if name in LOGARITHMIC else column
        spread = np.nanstd(column)
        if spread > 0:
            used.append(name)
            distances.append((column - column[own]) / spread)
    if not distances:
        return Similar((), ())
    distance = np.sqrt(np.sum(np.square(np.array(distances)), axis=0))
    distance[own] = np.nan
    order = [int(i) for i in np.argsort(distance, kind="stable") if np.isfinite(distance[i])]
    return Similar(tuple(codes[i] for i in order[:count]), tuple(used))
