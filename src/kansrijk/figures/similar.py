"""Which municipalities are like this one: nearest in a few standardised characteristics, named with the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

VARIABLES = ("adressendichtheid", "inwoners", "wozwaarde", "koopwoningen")
LOGARITHMIC = {"adressendichtheid", "inwoners"}


@dataclass(frozen=True)
class Similar:
    """Codes of the nearest municipalities, nearest first, and the variables that were used."""

    codes: tuple[str, ...]
    variables: tuple[str, ...]


def similar(code: str, table: Mapping[str, Sequence[float | None]], count: int = 15) -> Similar:
    """Euclidean nearest neighbours of `code` over the columns of `table` (variable → values; `codes` → the codes).

    `table["codes"]` holds the area codes. Variables of which the area itself lacks the value are left out.
    """
    codes = list(map(str, table["codes"]))
    if code not in codes:
        return Similar((), ())
    own = codes.index(code)
    used, columns = [], []
    for name in VARIABLES:
        if name not in table or table[name][own] is None:
            continue
        column = np.array([np.nan if value is None else float(value) for value in table[name]])
        column = np.log(np.where(column > 0, column, np.nan)) if name in LOGARITHMIC else column
        spread = np.nanstd(column)
        if spread > 0:
            used.append(name)
            columns.append((column - column[own]) / spread)
    if not columns:
        return Similar((), ())
    distance = np.sqrt(np.sum(np.square(np.array(columns)), axis=0))
    distance[own] = np.nan
    order = [int(i) for i in np.argsort(distance, kind="stable") if np.isfinite(distance[i])]
    return Similar(tuple(codes[i] for i in order[:count]), tuple(used))
