"""Counts as delivered, until they were made safe: in a table of their own that pages and the interface cannot read.

The server's role may add to `delivered.counts`; what it reads it asks of the functions in that schema, which answer
for imported releases only (migration 0004). Only the import, the proposal and the desk's preview come here.
"""

from uuid import UUID

from django.db import connection

from kansrijk.figures.models import Release, Row

TABLE = "delivered.counts"
_FIELDS = tuple("release_id area_code edition level period value lower upper numerator denominator status".split())
_ROWS = f"select {', '.join(_FIELDS)} from delivered.of_release(%s)"  # noqa: S608 - names from above


def delivered_rows(release: UUID, *, limit: int | None = None) -> list[Row]:
    """The rows of an imported release, by area and period; [] for any other. They are in no table of pages yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_ROWS} limit %s", [release, limit])
        return [Row(**dict(zip(_FIELDS, row, strict=True))) for row in cursor.fetchall()]


def dominated_cells(release: UUID) -> set[tuple[str, str, int]]:
    """(area, period, column) of the cells of which few organisations supply nearly everything."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select area_code, period, at - 1 from delivered.of_release(%s),"
            " unnest(dominated) with ordinality d(is_so, at) where is_so",
            [release],
        )
        return set(cursor.fetchall())


def windows(release: Release) -> set[tuple[str, str]]:
    """The (level, period) pairs of a release, wherever its rows stand."""
    with connection.cursor() as cursor:
        cursor.execute("select level, period from delivered.windows(%s)", [release.pk])
        found = set(cursor.fetchall())
    return found | set(Row.objects.filter(release=release).values_list("level", "period").distinct())


def tally(release: UUID) -> list[tuple[str, int, int]]:
    """(level, status, how many) of an imported release: no value among them."""
    with connection.cursor() as cursor:
        cursor.execute("select level, status, number from delivered.tally(%s)", [release])
        return list(cursor.fetchall())


def forget(release: UUID) -> None:
    """Counts that were made safe, or that nobody will release, leave the database; the raw file is kept."""
    with connection.cursor() as cursor:
        cursor.execute("select delivered.forget(%s)", [release])
