"""Rows of places elsewhere, as cells that can be told again; and a cell that was told, as a figure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from kansrijk.areas import queries as places
from kansrijk.figures import catalogue, descriptions
from kansrijk.figures.queries.place import _ROWS, SeenRelease, _Columns, _whole
from kansrijk.figures.queries.types import Figure
from kansrijk.figures.queries.visible import weight
from kansrijk.figures.retelling import NewCell, OldCell
from kansrijk.figures.rules import STATUS_NAMES, is_whole


@dataclass(frozen=True)
class Place:
    """One column of one release and period, with the rows of its parts by code."""

    release: SeenRelease
    columns: _Columns
    index: int
    rows: Mapping[str, tuple[Any, ...]]


def read_rows(codes: Sequence[str], known: Mapping[UUID, SeenRelease]) -> list[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "codes": list(codes),
        "editions": sorted({release.edition for release in known.values()}),
        "releases": list(known),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        return list(cursor.fetchall())


def ranked(rows: Iterable[tuple[Any, ...]], known: Mapping[UUID, SeenRelease]) -> list[tuple[str, str, Place]]:
    """Every (indicator, period, where) that these rows have, the heaviest release of a period first."""
    columns, catalogued = _whole(list(known.values())), catalogue.indicators()
    grouped: dict[tuple[UUID, str], dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for row in rows:
        grouped[(row[0], row[3])][row[1]] = row
    found = []
    for (release, row_period), by_code in grouped.items():
        of = columns[release]
        for index, name in enumerate(of.names):
            if name in catalogued:
                found.append((name, of.periods[index] or row_period, Place(known[release], of, index, by_code)))
    return sorted(found, key=lambda one: (one[2].release.edition, weight(one[2].release)), reverse=True)


def wider(place: Place, indicator: str) -> tuple[int, ...]:
    """Where in the rows the figures stand whose groups hold that of this one, the closest first."""
    source = descriptions.source(place.release.source)
    names = source.groups_within.get(indicator, ()) if source else ()
    found = [
        at
        for name in names
        for at, one in enumerate(place.columns.names)
        if one == name and place.columns.periods[at] == place.columns.periods[place.index]
    ]
    return tuple(found)


def cell_of(row: tuple[Any, ...], index: int, around: Sequence[int] = ()) -> OldCell:
    value, lower, upper, above, under, status = row[4:10]
    groups = [under[at] for at in around if under and under[at] is not None]
    return OldCell(
        value[index],
        lower[index] if lower else None,
        upper[index] if upper else None,
        above[index] if above else None,
        under[index] if under else None,
        status[index],
        groups[0] if groups and value[index] is None else None,
    )


def figure_of(cell: NewCell, place: Place, area: places.AreaRef, period: str) -> Figure:
    known = catalogue.indicators()[place.columns.names[place.index]]
    return Figure(
        indicator=known,
        area_code=area.code,
        edition=area.edition,
        period=period,
        value=cell.value,
        lower=cell.lower,
        upper=cell.upper,
        interval_method=(place.columns.methods[place.index] or None) if cell.lower is not None else None,
        status=STATUS_NAMES[cell.status],
        numerator=cell.numerator,
        denominator=cell.denominator,
        source=place.release.source,
        source_field=place.columns.fields[place.index],
        definition_version=place.columns.versions.get(known.id, known.definition_version),
        release=place.release.id,
        delivery=place.release.delivery,
        is_public=place.release.status == "published",
        is_whole=is_whole(place.release.policy, place.release.status, known.unit),
    )
