"""Import and pages on ten years of the national table, signed out."""

import csv
import gzip
from collections.abc import Callable
from typing import Any

import numpy as np

from bench import national
from bench.tasks import Task
from bench.timing import Measured, measured, seconds

LEVELS = ("gemeente", "wijk", "buurt")
PLACES = 40  # of each level


def imports() -> list[Measured]:
    """The ten imports that fill the database, each in a process of its own; and the cost as the store doubles."""
    found = national.loaded()
    took = [one["seconds"] for one in found["imports"]]
    memory = [one["megabytes"] for one in found["imports"]]
    half, full = (float(np.median([one["seconds"] for one in found[name]])) for name in ("half", "full"))
    return [
        measured("import of the national table, checked and published", took, "s", 8.0),
        measured("import of the national table: most memory of the process", memory, "MB", 600, by_p95=True),
        measured("import: ten years stored against five (ratio of medians of 10)", [full / half], "times", 1.25),
        measured("peer: the same file read and copied as text, nothing checked (csv, psycopg)", _copied(), "s"),
    ]


def _copied() -> list[float]:
    """The least that any import of this file into PostgreSQL costs."""
    from django.db import connection

    def copy() -> None:
        with national.NATIONAL.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        with connection.cursor() as cursor:
            columns = ", ".join(f"c{number} text" for number in range(len(rows[0])))
            cursor.execute(f"create temporary table peer ({columns})")
            with cursor.copy("copy peer from stdin") as target:
                for row in rows[1:]:
                    target.write_row(row)
            cursor.execute("drop table peer")

    return seconds(copy, 5)


def _getter() -> Callable[[str], Any]:
    from django.test import Client

    client = Client()

    def get(address: str) -> Any:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return response

    return get


def area_pages() -> list[Measured]:
    """The first visit to 120 different places, what a second visit takes, and the queries of the first."""
    national.loaded()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kansrijk.areas import queries as places
    from kansrijk.figures.pages import area as pages
    from kansrijk.trust.actors import VISITOR

    get = _getter()
    addresses = []
    for level in LEVELS:
        refs = places.areas(VISITOR, 2024, level)
        addresses += [f"/gebied/{ref.slug}" for ref in refs[:: len(refs) // PLACES][:PLACES]]
        get(f"/gebied/{refs[-1].slug}")  # templates and the table of the level, once per process
    first = [1000 * seconds(lambda a=address: get(a), 1, warm=0)[0] for address in addresses]
    again = [1000 * seconds(lambda a=address: get(a), 1, warm=0)[0] for address in addresses]
    pages._kept.clear()
    asked = []
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            get(address)
        asked.append(float(sum(not one["sql"].startswith(("BEGIN", "COMMIT")) for one in captured)))
    return [
        measured("area page, server time p95, signed out: first visit of 120 places", first, "ms", 40, by_p95=True),
        measured("area page, server time p95, signed out: second visit", again, "ms", 40, by_p95=True),
        measured("area page: queries of a first visit", asked, "queries", 10, by_p95=True),
    ]


def columns() -> list[Measured]:
    """One indicator for all buurten as the map asks it."""
    national.loaded()
    get = _getter()
    address = "/api/v1/observations?indicator=inwoners&level=buurt&_format=columns"
    times = [1000 * one for one in seconds(lambda: get(address), 40, warm=3)]
    size = len(gzip.compress(get(address).content, 6)) / 1000
    return [
        measured("one indicator for all buurten: JSON p95", times, "ms", 30, by_p95=True),
        measured("one indicator for all buurten: compressed", [size], "kB", 150),
    ]


TASKS = (
    Task("import of the national table", imports),
    Task("area page", area_pages),
    Task("one indicator for all buurten: JSON", columns),
)
