"""One indicator over many areas: two queries, arrays in the order of the area codes."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from kansrijk.figures import catalogue
from kansrijk.figures.models import Release
from kansrijk.figures.queries.types import Column, Floats
from kansrijk.figures.queries.visible import newest_first, visible, weight
from kansrijk.figures.rules import is_whole
from kansrijk.trust.actors import Actor

# An array without a single number is not sent: most publishers give neither bounds nor counts.
_SQL = """
select array_agg(area_code), array_agg(v),
  case when count(lo) > 0 then array_agg(lo) end, case when count(up) > 0 then array_agg(up) end,
  case when count(n) > 0 then array_agg(n) end, case when count(d) > 0 then array_agg(d) end, array_agg(s)
from (
  select area_code, value[%(i)s] v, lower[%(i)s] lo, upper[%(i)s] up, numerator[%(i)s] n, denominator[%(i)s] d,
    status[%(i)s] s
  from figures_row
  where release_id = %(release)s and level = %(level)s and (%(period)s = '' or period = %(period)s)
    and (%(codes)s::text[] is null or area_code = any(%(codes)s::text[]))
  order by area_code
) cells
"""

_COUNTRY = """
select area.country from figures_row row
join areas_area area on area.code = row.area_code and area.edition = row.edition
where row.release_id = %s limit 1
"""

_WITHIN = """
with recursive inside as (
  select id, code, level from areas_area where code = %s and edition = %s
  union all
  select child.id, child.code, child.level from areas_area child join inside on child.parent_id = inside.id
)
select code from inside where level = %s order by code
"""


def _places(release: Release, indicator: str) -> list[tuple[str, int, str]]:
    """(period of the figure, array position, period of the row or "") for every way the release has it."""
    found = []
    for index, name in enumerate(release.columns):
        if name == indicator:
            own = release.column_periods[index]
            found += [(own, index, "")] if own else [(period, index, period) for period in release.periods]
    return found


def _candidates(
    actor: Actor, indicator: str, level: str | None, edition: int | None, country: str | None = None
) -> list[tuple[Release, str, int, str]]:
    """Releases with this indicator (about this country), the newest period first, within it the heaviest first."""
    known = Q(columns__contains=[indicator])
    if level is not None:
        known &= Q(levels__contains=[level])
    if edition is not None:
        known &= Q(edition=edition)
    releases = Release.objects.filter(visible(actor) & known).defer("audit_report", "citation")
    about = [one for one in releases if country is None or _country_of(one.pk) == country]
    found = [(release, *place) for release in about for place in _places(release, indicator)]
    return sorted(found, key=lambda one: (newest_first(one[1]), weight(one[0])), reverse=True)


def periods(
    actor: Actor, indicator: str, level: str | None = None, edition: int | None = None, *, country: str | None = None
) -> list[str]:
    """The periods with figures, newest first. One query."""
    return list(dict.fromkeys(one[1] for one in _candidates(actor, indicator, level, edition, country)))


def newest_period(actor: Actor, indicator: str, level: str | None = None, edition: int | None = None) -> str | None:
    """The newest period with figures, or None. One query."""
    return next(iter(periods(actor, indicator, level, edition)), None)


def codes_within(within: str, level: str, edition: int) -> list[str]:
    """The codes of a level that lie in an area by the hierarchy. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHIN, [within, edition, level])
        return [code for (code,) in cursor.fetchall()]


def levels_of(actor: Actor, indicator: str, edition: int | None = None, country: str | None = None) -> frozenset[str]:
    """The levels at which this very indicator has figures, in every edition and country unless they are named.

    One query, and with a country one per release not met before.
    """
    known = Q(columns__contains=[indicator])
    if edition is not None:
        known &= Q(edition=edition)
    own = KeyTransform(indicator, "column_levels")
    found = Release.objects.filter(visible(actor) & known).annotate(own=own).values_list("pk", "levels", "own")
    return frozenset(
        level
        for key, every, levels in found
        if country is None or _country_of(key) == country
        for level in (every if levels is None else levels)
    )


@lru_cache(maxsize=1024)
def _country_of(release: UUID) -> str:
    """The country that a release is about; no release holds areas of two."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTRY, [release])
        row = cursor.fetchone()
    return row[0] if row else "NL"


def column(
    actor: Actor,
    indicator: str,
    level: str,
    period: str | None = None,
    *,
    edition: int | None = None,
    country: str | None = None,
    within: str | None = None,
    codes: Sequence[str] | None = None,
) -> Column | None:
    """The column of an indicator at a level; without a period the newest, None where there is none.

    `within` is an area code (by the hierarchy, one query more), `codes` any list of codes; `country` (NL, XX) leaves
    out releases about the other, so that no made-up figure stands in for a real one.
    """
    known = catalogue.indicator(indicator)
    found = [one for one in _candidates(actor, indicator, level, edition, country) if period in (None, one[1])]
    if known is None or not found:
        return None
    for one in found:
        release, _, index, row_period = one
        chosen = codes_within(within, level, release.edition) if within is not None else codes
        arrays = _read(release, index, level, row_period, chosen)
        if arrays is not None:
            return _column(known, level, one, arrays)
    return None


def _column(
    known: catalogue.Indicator, level: str, one: tuple[Release, str, int, str], arrays: tuple[Any, ...]
) -> Column:
    release, label, index, _ = one
    return Column(
        indicator=known,
        level=level,
        edition=release.edition,
        period=label,
        codes=list(arrays[0]),
        value=arrays[1],
        lower=arrays[2],
        upper=arrays[3],
        numerator=arrays[4],
        denominator=arrays[5],
        status=arrays[6],
        source=release.source,
        source_field=release.source_fields[index],
        interval_method=release.interval_methods[index] or None,
        definition_version=release.definition_versions.get(known.id, known.definition_version),
        release=release.pk,
        delivery=release.delivery,
        is_public=release.status == "published",
        is_whole=is_whole(release.policy, release.status, known.unit),
    )


def _read(release: Release, index: int, level: str, period: str, codes: Sequence[str] | None) -> tuple[Any, ...] | None:
    """The arrays of a column. Whole columns of a published release are kept: its rows never change again.

    Whether the release may still be seen is asked anew each time, before this.
    """
    if codes is None and release.status == "published":
        return _kept(release.pk, index, level, period)
    return _asked(release.pk, index, level, period, codes)


@lru_cache(maxsize=48)
def _kept(release: UUID, index: int, level: str, period: str) -> tuple[Any, ...] | None:
    """About 1 MB for all buurten."""
    return _asked(release, index, level, period, None)


def _asked(release: UUID, index: int, level: str, period: str, codes: Sequence[str] | None) -> tuple[Any, ...] | None:
    values: dict[str, Any] = {
        "i": index + 1,
        "release": release,
        "level": level,
        "period": period,
        "codes": list(codes) if codes is not None else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    size = len(row[0])
    return (row[0], *(_floats(array, size) for array in row[1:6]), np.array(row[6], dtype=np.int8))


def _floats(values: list[float | None] | None, size: int) -> Floats:
    array = np.full(size, np.nan) if values is None else np.array(values, dtype=np.float64)
    array.flags.writeable = False  # it may be kept and handed out again
    return array
