"""Which municipalities are like this one, and by what: each characteristic with the value here and among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from kansrijk.areas.queries import AreaRef
from kansrijk.figures import words
from kansrijk.figures.queries.levels import Key, Values
from kansrijk.figures.queries.place import AreaFigures
from kansrijk.figures.similar import VARIABLES, Floats, Similar, similar

FEWEST_FOR_A_MEDIAN = 5
NOBODY = Similar((), ())


@dataclass(frozen=True)
class Trait:
    """A characteristic that made municipalities similar: its name, the value here, and lowest and highest there."""

    id: str
    name: str
    here: str
    there: str


def near(area: AreaRef, found: AreaFigures, tables: Mapping[Key, Values]) -> Similar:
    """The nearest municipalities, by the newest release of this edition that holds the characteristics."""
    if area.level != "gemeente" or area.is_fictional:
        return NOBODY
    columns: dict[str, Floats] = {}
    codes: tuple[str, ...] = ()
    chosen: Key | None = None
    for name in VARIABLES:
        place, figure = found.placed.get(name), found.newest[name]
        if place is None or figure.edition != area.edition:
            continue
        key = (place.release, place.row_period, area.level)
        if key in tables and chosen in (None, key):
            chosen, codes = key, tables[key].codes
            columns[name] = tables[key].value[:, place.index]
    return similar(area.code, codes, columns) if columns else NOBODY


def medians(area: AreaRef, found: AreaFigures, tables: Mapping[Key, Values], alike: Similar) -> dict[str, float]:
    """Per indicator the middle of the similar municipalities, in the release of the area's own figure."""
    by_table = {key: _middles(table, alike.codes) for key, table in tables.items()} if alike.codes else {}
    result: dict[str, float] = {}
    for name, place in found.placed.items():
        middles = by_table.get((place.release, place.row_period, area.level))
        if middles is None or found.newest[name].edition != area.edition:
            continue
        if not np.isnan(middle := middles[place.index]):
            result[name] = float(middle)
    return result


def _middles(table: Values, codes: Sequence[str]) -> Floats:
    """Per column the middle over these areas; NaN where too few have a value."""
    rows = [table.at[code] for code in codes if code in table.at]
    if len(rows) < FEWEST_FOR_A_MEDIAN:
        return np.full(table.value.shape[1], np.nan)
    values = np.sort(table.value[rows], axis=0)  # NaN stands last
    known = np.sum(~np.isnan(values), axis=0)
    every = np.arange(values.shape[1])
    middle = (values[np.maximum(known - 1, 0) // 2, every] + values[known // 2, every]) / 2
    return np.where(known >= FEWEST_FOR_A_MEDIAN, middle, np.nan)


def traits(area: AreaRef, found: AreaFigures, tables: Mapping[Key, Values], alike: Similar) -> tuple[Trait, ...]:
    """The characteristics used, with the value here and the range among the similar ones."""
    result = []
    for name in alike.variables:
        place, figure = found.placed[name], found.newest[name]
        table = tables[(place.release, place.row_period, area.level)]
        values = table.value[[table.at[code] for code in alike.codes], place.index]
        result.append(
            Trait(
                name,
                figure.indicator.name.in_language(words.language()),
                words.value_words(figure),
                _("%(lower)s to %(upper)s")
                % {
                    "lower": words.in_unit(float(np.min(values)), figure.indicator),
                    "upper": words.in_unit(float(np.max(values)), figure.indicator),
                },
            )
        )
    return tuple(result)
