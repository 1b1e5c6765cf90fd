"""Which municipalities are like this one: nearest in a few standardised characteristics, named with the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

VARIABLES = ("omgevingsadressendichtheid", "inwoners", "woz_waarde", "koopwoningen")
LOGARITHMIC = {"omgevingsadressendichtheid", "inwoners"}


@dataclass(frozen=True)
class Similar:
    """Codes of the nearest municipalities, nearest first, and the variables that were used."""

    codes: tuple[str, ...]
    variables: tuple[str, ...]


def similar(code: str, codes: Sequence[str], columns: Mapping[str, Floats], count: int = 15) -> Similar:
    """Euclidean nearest neighbours of `code` over standardised columns (variable → values in the order of `codes`).

    A missing value is NaN. Variables of which the area itself lacks the value are left out; an area that lacks a used
    variable is no neighbour.
    """
    if code not in codes:
        return Similar((), ())
    own = codes.index(code)
    used, distances = [], []
    for name in VARIABLES:
        column = columns.get(name)
        if column is None or np.isnan(column[own]):
            continue
        column = np.log(np.where(column > 0, column, np.nan)) if name in LOGARITHMIC else column
        known = column[~np.isnan(column)]
        spread = known.std() if known.size else 0.0
        if spread > 0:
            used.append(name)
            distances.append((column - column[own]) / spread)
    if not distances:
        return Similar((), ())
    distance = np.sqrt(np.sum(np.square(np.array(distances)), axis=0))
    distance[own] = np.nan
    order = np.argsort(distance, kind="stable")[:count]  # NaN stands last
    return Similar(tuple(codes[i] for i in order if np.isfinite(distance[i])), tuple(used))
