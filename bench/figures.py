"""Speed of figures on the real national table of 2024, and of the pure calculations under it."""

import gzip
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.timing import Measured, measured, seconds

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
NATIONAL = DATA / "kwb" / "kwb2024_gemeente_wijk_buurt_85984NED_subset.csv"
BOUNDARIES = DATA / "boundaries" / "gemeente_2024_rd_dissolved.geojson"


def _database() -> None:
    """A database of its own, fresh, on the embedded server."""
    from kansrijk.cli import application
    from kansrijk.config import embedded

    os.environ["KANSRIJK_MODE"] = "test"
    server = embedded.start(embedded.folder("bench-postgres", ROOT / "build"))
    embedded.make_roles(server)
    with server.connect() as connection:
        connection.execute("drop database if exists kansrijk_bench with (force)")
    embedded.make_database(server, "kansrijk_bench")
    os.environ["DATABASE_URL"] = server.url(embedded.APPLICATION, "kansrijk_bench")
    os.environ["DATABASE_OWNER_URL"] = server.url(embedded.OWNER, "kansrijk_bench")
    application.migrate()
    application.prepare()


def pure() -> Iterator[Measured]:
    """Intervals and births: no database."""
    from kansrijk.core.benchmarks import compare
    from kansrijk.core.intervals import wilson
    from kansrijk.core.trends import recent_trend

    random = np.random.default_rng(1)
    totals = random.integers(20, 2000, (200_000, 5))
    cases = random.binomial(totals, 0.148)

    def intervals() -> None:
        compare(wilson(cases[:, -1], totals[:, -1]), 0.148, polarity="lower_is_better")
        recent_trend(cases, totals)

    yield measured("200,000 Wilson intervals with benchmark and trend", seconds(intervals, 20), "s", 0.2)
    yield measured("Big 2 of 1.7 million births by PC4 and year", seconds(_births(), 20), "s", 1.0)


def _births():  # type: ignore[no-untyped-def]
    import polars as pl

    from kansrijk.core.births import summarise
    from kansrijk.demo.records import chart

    random = np.random.default_rng(2)
    count = 1_700_000
    days = np.clip(random.normal(276, 13, count), 168, 294).astype(int)
    records = pl.DataFrame(
        {
            "sex": random.choice(["f", "m"], count),
            "ga_weeks": days // 7,
            "ga_days": days % 7,
            "birthweight_g": random.normal(3400, 500, count).clip(400, 6000).astype(int),
            "outcome": random.choice(["live", "stillborn"], count, p=[0.995, 0.005]),
            "died_on_day": pl.Series([None] * count, dtype=pl.Int64),
            "multiple": random.binomial(1, 0.03, count),
            "pc4": random.integers(1000, 5000, count).astype(str),
            "born_on": (np.datetime64("2014-01-01") + random.integers(0, 3650, count)).astype("datetime64[D]"),
        }
    )
    reference = chart()
    return lambda: summarise(records, reference, by="pc4,year", reference="made up")


def served() -> Iterator[Measured]:
    """Import and pages, on the real table; absent where the data folder is."""
    from kansrijk.areas.commands import import_areas
    from kansrijk.figures.commands import import_delivery
    from kansrijk.trust.commands import installation_actor

    by = installation_actor()
    import_areas(by=by, file=BOUNDARIES, edition=2024)
    first = seconds(lambda: import_delivery(by=by, source="cbs-kwb", file=NATIONAL), 1, warm=0)
    yield measured("import of the national table, checked and published", first, "s", 8.0)
    yield from _pages()


def _pages() -> Iterator[Measured]:
    from django.test import Client

    client = Client()

    def get(address: str):  # type: ignore[no-untyped-def]
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return response

    for code in ("GM0546", "GM0363"):
        times = [1000 * s for s in seconds(lambda c=code: get(f"/gebied/{c}"), 40, warm=3)]
        yield measured(f"area page {code}, server time p95, signed out", times, "ms", 40, by_p95=True)
    address = "/api/v1/observations?indicator=inwoners&level=buurt&_format=columns"
    times = [1000 * s for s in seconds(lambda: get(address), 40, warm=3)]
    yield measured("one indicator for all buurten: JSON p95", times, "ms", 30, by_p95=True)
    size = len(gzip.compress(get(address).content, 6)) / 1000
    yield measured("one indicator for all buurten: compressed", [size], "kB", 150)
    times = [1000 * s for s in seconds(lambda: get("/kaart?indicator=inwoners"), 20, warm=2)]
    yield measured("map page of all gemeenten, p95, uncached", times, "ms", 100, by_p95=True)


def rows(only: str | None = None) -> list[Measured]:
    """Every line, or those whose name holds `only`."""
    found = list(pure())
    if NATIONAL.exists():
        _database()
        found += served()
    else:
        print("the real data folder is absent: import and pages were not measured", file=sys.stderr)
    return [row for row in found if only is None or only in row.name]
