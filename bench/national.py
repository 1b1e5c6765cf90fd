"""Ten years of the national table in a database of its own: the real delivery of 2024, and nine made from it.

The nine are made by rule from the real one, for measuring only: they are written below build/, imported into the
bench's own database, and thrown away with it.
"""

import csv
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
NATIONAL = DATA / "kwb" / "kwb2024_gemeente_wijk_buurt_85984NED_subset.csv"
BOUNDARIES = DATA / "boundaries" / "gemeente_2024_rd_dissolved.geojson"
YEARS = range(2015, 2025)
MADE = ROOT / "build" / "bench-national"
COUNTS = ("inwoners", "inwoners0tot15", "inwoners65plus", "huishoudens", "wozWaarde")


def is_here() -> bool:
    """Whether the folder with real public data is beside the checkout."""
    return NATIONAL.exists()


def delivery(year: int) -> Path:
    """The national table of a year: of 2024 the real one, of earlier years the same with smaller counts."""
    if year == YEARS[-1]:
        return NATIONAL
    target = MADE / f"bench-{year}.csv"
    if not target.exists():
        MADE.mkdir(parents=True, exist_ok=True)
        with NATIONAL.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for place, row in enumerate(rows):
            factor = 1 - 0.006 * (YEARS[-1] - year) - 0.001 * (place % 7)
            for name in COUNTS:
                if row[name]:
                    row[name] = str(round(float(row[name]) * factor / 5) * 5)
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return target


def fresh_database() -> None:
    """An empty, migrated database on the embedded server, and Django started on it."""
    from kansrijk.cli import application
    from kansrijk.config import embedded

    os.environ["KANSRIJK_MODE"] = "test"
    os.environ["KANSRIJK_DATA"] = str(ROOT / "build" / "bench-data")
    server = embedded.start(embedded.folder("bench-postgres", ROOT / "build"))
    embedded.make_roles(server)
    with server.connect() as connection:
        connection.execute("drop database if exists kansrijk_bench with (force)")
    embedded.make_database(server, "kansrijk_bench")
    os.environ["DATABASE_URL"] = server.url(embedded.APPLICATION, "kansrijk_bench")
    os.environ["DATABASE_OWNER_URL"] = server.url(embedded.OWNER, "kansrijk_bench")
    application.migrate()
    application.prepare()


def import_apart(year: int, *, dry_run: bool = False) -> dict[str, float]:
    """One import in a process of its own: `seconds` of the command, `megabytes` at most in memory, Python included."""
    command = [sys.executable, "-m", "bench.importing", str(delivery(year)), str(year), *(["dry"] if dry_run else [])]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


@cache
def loaded() -> dict[str, list[dict[str, float]]]:
    """Loads the ten years twice, each time from nothing: twenty imports, and rehearsals with five and with ten stored.

    What the second time leaves behind is what the pages are measured on.
    """
    found: dict[str, list[dict[str, float]]] = {"imports": [], "half": [], "full": []}
    for _ in range(2):
        for name, took in _loaded_once().items():
            found[name] += took
    return found


def _loaded_once() -> dict[str, list[dict[str, float]]]:
    fresh_database()
    from django.db import connections

    from kansrijk.areas.commands import import_areas
    from kansrijk.trust.commands import installation_actor

    connections.close_all()
    import_areas(by=installation_actor(), file=BOUNDARIES, edition=2024)
    imports, half = [], []
    for number, year in enumerate(YEARS, start=1):
        imports.append(import_apart(year))
        if number == len(YEARS) // 2:
            half = [import_apart(YEARS[-1], dry_run=True) for _ in range(5)]
    again = [import_apart(YEARS[0] - 1, dry_run=True) for _ in range(5)]
    return {"imports": imports, "half": half, "full": again}
