"""Cells: text as numbers with a status, and the faults of those that are neither number nor known gap."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from kansrijk.figures.interpreting.delivery import Fault, Floats, Statuses
from kansrijk.figures.rules import STATUS_NAMES

_NUMBER = r"^-?\d+(\.\d+)?([eE][+-]?\d{1,2})?$"
_COMMA = r"^-?\d+,\d+$"
_TWO_WAYS = r"^-?\d{1,3}\.\d{3}$"
_WORDS = {
    "verborgen": "hidden",
    "geheim": "hidden",
    "geen gegevens": "no_data",
    "leeg bij de bron": "empty_at_source",
    "te onzeker": "too_uncertain",
    "gemeten": "measured",
    "geschat": "modelled",
}


def status_code(text: str) -> int | None:
    """The position in STATUS_NAMES of a status in English or Dutch; None when it is neither."""
    word = text.strip().lower()
    name = _WORDS.get(word, word)
    return STATUS_NAMES.index(name) if name in STATUS_NAMES else None


def parse(
    texts: Sequence[str], rows: Sequence[int], column: str, *, decimal: str, missing: Mapping[str, str], status: str
) -> tuple[Floats, Statuses, list[Fault]]:
    """Values (NaN where none), status codes and faults of one column of text."""
    series = pl.Series("text", texts, dtype=pl.String).str.strip_chars()
    gaps = pl.Series("gap", list(missing), dtype=pl.String)
    is_gap = series.is_in(gaps.implode()) if len(gaps) else pl.Series([False] * len(series))
    numbers = series
    two_ways = pl.Series([False] * len(series))
    if decimal == ",":
        two_ways = series.str.contains(_TWO_WAYS)
        comma = series.str.contains(_COMMA)
        numbers = pl.select(
            pl.when(comma).then(series.str.replace(",", ".", literal=True)).otherwise(series)
        ).to_series()
    is_number = numbers.str.contains(_NUMBER)
    values = numbers.cast(pl.Float64, strict=False).to_numpy().astype(np.float64, copy=True)
    good = (is_number & ~two_ways).to_numpy() & ~is_gap.to_numpy() & np.isfinite(values)
    values[~good] = np.nan
    statuses = np.full(len(values), STATUS_NAMES.index(status), dtype=np.int8)
    gap = is_gap.to_numpy()
    for text, name in missing.items():
        statuses[gap & (series == text).to_numpy()] = STATUS_NAMES.index(name)
    bad = np.flatnonzero(~good & ~gap)
    faults = [
        Fault(rows[int(i)], column, texts[int(i)], _why(str(series[int(i)]), bool(two_ways[int(i)]))) for i in bad
    ]
    return values, statuses, faults


def _why(text: str, two_ways: bool) -> str:
    if text[:1] in {"=", "@"} or (text[:1] in {"+", "-"} and len(text) > 1 and not text[1].isdigit()):
        return "a formula, not a number"
    if two_ways:
        return "this can be read in two ways; leave out the point between thousands, write decimals with a comma"
    if not text:
        return "the cell is empty"
    return "not a number"
