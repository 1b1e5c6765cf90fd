"""One area through all its editions, beside its country: what its page shows. Two queries, whatever it shows.

Deliveries belong to an edition. The same place is found in another edition where code *and* name agree: codes are
used again elsewhere. A parent's or a country's figure never stands in for the area's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from kansrijk.areas.models import Area
from kansrijk.figures import catalogue
from kansrijk.figures.kept import Kept
from kansrijk.figures.models import Release
from kansrijk.figures.queries.area import _nothing, _period_key
from kansrijk.figures.queries.types import Figure
from kansrijk.figures.queries.visible import visible, weight
from kansrijk.figures.rules import STATUS_NAMES, is_whole
from kansrijk.trust.actors import Actor

# An array without a single number is not sent: most publishers give neither bounds nor counts.
_ROWS = """
select release_id, area_code, edition, period, value,
  case when array_remove(lower, null) <> '{}' then lower end,
  case when array_remove(upper, null) <> '{}' then upper end,
  case when array_remove(numerator, null) <> '{}' then numerator end,
  case when array_remove(denominator, null) <> '{}' then denominator end, status
from figures_row
where area_code = any(%(codes)s) and edition = any(%(editions)s) and release_id = any(%(releases)s)
"""


class SeenRelease(NamedTuple):
    """What the actor saw of a release a moment ago; `status` is published or, for an own one, not yet."""

    id: UUID
    status: str
    delivery: str
    policy: str
    created_at: datetime
    edition: int
    source: str


class _Columns(NamedTuple):
    """What never changes of a release once it is stored."""

    names: list[str]
    periods: list[str]
    fields: list[str]
    methods: list[str]
    versions: dict[str, str]


_kept: Kept[_Columns] = Kept(512)
_NEVER_CHANGES = ("columns", "column_periods", "source_fields", "interval_methods", "definition_versions")


@dataclass(frozen=True)
class Placed:
    """Where the figure of an indicator stands: release, period of the row, position in its arrays."""

    release: UUID
    row_period: str
    index: int


@dataclass(frozen=True)
class AreaFigures:
    """The newest figure per indicator (no_data where nobody delivered), its history, and the country's beside it.

    `history` runs from the oldest period and holds one figure per period; those of another edition say so.
    """

    newest: Mapping[str, Figure]
    history: Mapping[str, tuple[Figure, ...]]
    country: Mapping[str, Figure]
    placed: Mapping[str, Placed]


def releases_of(actor: Actor, code: str, name: str) -> list[SeenRelease]:
    """The visible releases of every edition that knows this place by code and name. One query."""
    editions = Area.objects.filter(code=code, name=name, coalition__isnull=True).values("edition")
    rows = Release.objects.filter(visible(actor), edition__in=editions)
    return [SeenRelease(*row) for row in rows.values_list(*SeenRelease._fields)]


def _whole(releases: Sequence[SeenRelease]) -> dict[UUID, _Columns]:
    """The columns of these releases; no query when all are kept, otherwise one."""
    held = {release.id: _kept.get(release.id) for release in releases}
    missing = [key for key, columns in held.items() if columns is None]
    found = {key: columns for key, columns in held.items() if columns is not None}
    if missing:
        for key, *columns in Release.objects.filter(pk__in=missing).values_list("id", *_NEVER_CHANGES):
            found[key] = _kept.put(key, _Columns(*columns))
    return found


def figures_through_time(releases: Sequence[SeenRelease], code: str, edition: int, country: str) -> AreaFigures:
    """Everything about an area and its country in these releases, which the actor sees. One query."""
    known = {release.id: release for release in releases}
    columns = _whole(releases)
    values: dict[str, Any] = {
        "codes": [code, country],
        "editions": sorted({release.edition for release in releases}),
        "releases": list(known),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        rows = cursor.fetchall()
    own = _best([row for row in rows if row[1] == code], known, columns, edition)
    history: dict[str, list[Figure]] = {}
    places: dict[tuple[str, str | None], Placed] = {}
    for (indicator, _), (row, index) in own.items():
        figure = _figure(row, index, known[row[0]], columns[row[0]])
        history.setdefault(indicator, []).append(figure)
        places[(indicator, figure.period)] = Placed(row[0], row[3], index)
    for figures in history.values():
        figures.sort(key=_period_key)
    newest = {name: _newest(figures, edition) for name, figures in history.items()}
    there = [row for row in rows if row[1] == country] if country != code else []
    beside = _beside(there, newest, known, columns)
    return AreaFigures(
        newest={one.id: newest.get(one.id) or _nothing(one, code, edition) for one in catalogue.indicators().values()},
        history={name: tuple(figures) for name, figures in history.items()},
        country=beside,
        placed={name: places[(name, figure.period)] for name, figure in newest.items()},
    )


_Row = tuple[Any, ...]
_Cells = dict[tuple[str, str], tuple[_Row, int]]


def _best(
    rows: Iterable[_Row], known: Mapping[UUID, SeenRelease], columns: Mapping[UUID, _Columns], edition: int
) -> _Cells:
    """Per indicator and period the row and position that count: own edition first, then the heaviest release."""
    catalogued = catalogue.indicators()
    found: _Cells = {}
    ranked = sorted(rows, key=lambda row: (row[2] == edition, -abs(row[2] - edition), weight(known[row[0]])))
    for row in ranked:
        of = columns[row[0]]
        for index, indicator in enumerate(of.names):
            if indicator in catalogued:
                found[(indicator, of.periods[index] or row[3])] = (row, index)
    return found


def _figure(row: _Row, index: int, release: SeenRelease, of: _Columns) -> Figure:
    code, edition, period, value, lower, upper, above, under, status = row[1:]
    indicator = catalogue.indicators()[of.names[index]]
    low = lower[index] if lower else None
    return Figure(
        indicator=indicator,
        area_code=code,
        edition=edition,
        period=of.periods[index] or period,
        value=value[index],
        lower=low,
        upper=upper[index] if upper else None,
        interval_method=(of.methods[index] or None) if low is not None else None,
        status=STATUS_NAMES[status[index]],
        numerator=above[index] if above else None,
        denominator=under[index] if under else None,
        source=release.source,
        source_field=of.fields[index],
        definition_version=of.versions.get(indicator.id, indicator.definition_version),
        release=release.id,
        delivery=release.delivery,
        is_public=release.status == "published",
        is_whole=is_whole(release.policy, release.status, indicator.unit),
    )


def _newest(figures: Sequence[Figure], edition: int) -> Figure:
    """The newest with a value, the page's own edition before another; where none has a value, the newest."""
    return max(figures, key=lambda one: (one.has_value, one.edition == edition, _period_key(one)))


def _beside(
    rows: Sequence[_Row],
    newest: Mapping[str, Figure],
    known: Mapping[UUID, SeenRelease],
    columns: Mapping[UUID, _Columns],
) -> dict[str, Figure]:
    """The country's figure of the same edition, period and definition version, where it has a value."""
    found: dict[str, Figure] = {}
    by_edition = {
        edition: _best([r for r in rows if r[2] == edition], known, columns, edition)
        for edition in {r[2] for r in rows}
    }
    for name, figure in newest.items():
        cell = by_edition.get(figure.edition, {}).get((name, figure.period or ""))
        if cell is None:
            continue
        row, index = cell
        there = _figure(row, index, known[row[0]], columns[row[0]])
        if there.has_value and there.definition_version == figure.definition_version:
            found[name] = there
    return found
