"""All areas of a level in one release: what an area is held against. Kept in memory, per release.

Only rows of published releases are kept: they never change. The number of a release comes from a figure that the actor
saw a moment ago, so a release that was withdrawn or replaced is never asked for again, and nothing private is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from kansrijk.figures.kept import Answer, Kept
from kansrijk.figures.queries.types import Floats

Key = tuple[UUID, str, str]  # release, period of its rows, level
Spread = tuple[float, float, float, float, float]  # lowest, first quarter, middle, third quarter, highest
NOTHING: Spread = (float("nan"),) * 5
_WHERE = """
from figures_row where level = %(level)s
  and (release_id, period) in (select * from unnest(%(ids)s::uuid[], %(of)s::text[]))
"""
_VALUES = f"""
select release_id, period, array_agg(area_code order by area_code), array_agg(value order by area_code) {_WHERE}
group by release_id, period
"""
_SPREAD = f"""
select release_id, period, place, percentile_cont(array[0, 0.25, 0.5, 0.75, 1]) within group (order by v)
from (select release_id, period, value {_WHERE}) rows_of_level, unnest(value) with ordinality u(v, place)
group by release_id, period, place
"""  # noqa: S608 - no text from outside
KEPT_AT_MOST = 400


@dataclass(frozen=True, eq=False)
class Values:
    """A level as one table: rows in the order of `codes`, columns as in the release; NaN where there is none."""

    codes: tuple[str, ...]
    at: dict[str, int]
    value: Floats


_values: Kept[Values] = Kept(KEPT_AT_MOST)
_spreads: Kept[tuple[Spread, ...]] = Kept(KEPT_AT_MOST)


def _known(kept: Kept[Answer], keys: Iterable[Key]) -> tuple[dict[Key, Answer], list[Key]]:
    """What is kept, and what must be asked."""
    found: dict[Key, Answer] = {}
    for key in (wanted := set(keys)):
        held = kept.get(key)
        if held is not None:
            found[key] = held
    return found, [key for key in wanted if key not in found]


def _ask(sql: str, level: str, keys: Sequence[Key]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"level": level, "ids": [key[0] for key in keys], "of": [key[1] for key in keys]})
        return list(cursor.fetchall())


def level_values(level: str, keys: Iterable[Key]) -> dict[Key, Values]:
    """The tables of published releases; no query when all are kept, otherwise one. For levels of some hundred areas."""
    found, missing = _known(_values, keys)
    if missing:
        for release, period, codes, rows in _ask(_VALUES, level, missing):
            array = np.array(rows, dtype=np.float64)
            array.flags.writeable = False
            made = Values(tuple(codes), {code: i for i, code in enumerate(codes)}, array)
            found[(release, period, level)] = _values.put((release, period, level), made)
    return found


def level_spreads(level: str, keys: Iterable[Key]) -> dict[Key, tuple[Spread, ...]]:
    """Per column of a published release how the areas of a level lie; no query when all are kept, otherwise one."""
    found, missing = _known(_spreads, keys)
    if missing:
        columns: dict[Key, dict[int, Spread]] = {}
        for release, period, place, edges in _ask(_SPREAD, level, missing):
            spread = tuple(edges) if edges else NOTHING
            columns.setdefault((release, period, level), {})[place] = spread
        for key, held in columns.items():
            found[key] = _spreads.put(key, tuple(held[place] for place in sorted(held)))
    return found
