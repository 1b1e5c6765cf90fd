"""The page of an indicator: its meaning, its history, and all municipalities in the order of their names."""

from dataclasses import dataclass

import numpy as np

from kansrijk.areas import queries as places
from kansrijk.figures import catalogue, queries, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.classes import classes
from kansrijk.figures.pages.map import Cell, _cell
from kansrijk.trust.actors import Actor


@dataclass(frozen=True)
class IndicatorPage:
    indicator: Indicator
    periods: tuple[str, ...]
    period: str
    cells: tuple[Cell, ...]
    interval_method: str


def indicator_page(actor: Actor, identifier: str) -> IndicatorPage | None:
    """None for an unknown indicator; an indicator without data has no cells."""
    known = catalogue.indicator(identifier)
    if known is None:
        return None
    column = queries.column(actor, identifier, "gemeente")
    if column is None:
        return IndicatorPage(known, (), "", (), "")
    edges = classes([float(value) for value in column.value if np.isfinite(value)])
    at = {code: i for i, code in enumerate(column.codes)}
    cells = tuple(
        _cell(column, at[ref.code], ref, edges)
        for ref in places.areas(actor, column.edition, "gemeente")
        if ref.code in at
    )
    periods = tuple(queries.periods(actor, identifier, "gemeente"))
    return IndicatorPage(known, periods, column.period, cells, column.interval_method or "")


def unit_words(indicator: Indicator) -> str:
    """The unit, in words."""
    return str(words.UNITS.get(indicator.unit, ""))
