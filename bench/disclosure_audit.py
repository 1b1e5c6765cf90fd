"""The attacker on a release set of full size: 400 buurten, 20 indicators, 8 years, wijken and postcodes across them.

The set is made from a seed and protected by our own suppression (not measured), so that what is audited is what the
product publishes: counts, their groups and the other sides of them, rounded, with the cells hidden that must be.
"""

import inspect
import os
import pickle
import resource
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from itertools import product
from pathlib import Path

import numpy as np

from bench.tasks import Task
from bench.timing import Measured, measured

BUURTEN, WIJKEN, GEMEENTEN, POSTCODES = 400, 60, 10, 80
INDICATORS, YEARS = 20, 8
# Protecting costs far more than attacking. So two years of each indicator are drawn and protected; each stands for
# four years, under names of their own: the attacker meets 160 tables and cannot know that any two are alike.
DRAWN = 2
RUNS = 20
NAME = "attacker audit of 400 areas × 20 indicators × 8 years"
WEIGHTS = {"b": 1.0, "p": 2.0, "w": 4.0, "g": 20.0, "r": 50.0}
MUST_SECONDS, MUST_MEGABYTES = 60.0, 2_048.0
KEPT = Path(__file__).resolve().parent.parent / "build" / "bench-disclosure"


def table(indicator: int, year: int):  # type: ignore[no-untyped-def]
    """Cells and sums of one indicator in one year, from the seed."""
    from kansrijk.core.disclosure import Cell, Sum

    places = np.random.default_rng(7)
    wijk = np.sort(places.integers(0, WIJKEN, BUURTEN))
    gemeente = np.sort(places.integers(0, GEMEENTEN, WIJKEN))
    # A postcode lies mostly in one wijk and takes some buurten of the next: overlapping, not nested.
    pc4 = np.clip((np.arange(BUURTEN) * POSTCODES // BUURTEN) + places.integers(-1, 2, BUURTEN), 0, POSTCODES - 1)
    size = places.lognormal(5.3, 0.8, BUURTEN)
    random = np.random.default_rng([7, indicator, year])
    group = random.poisson(size)
    share = np.clip(np.linspace(0.02, 0.35, INDICATORS)[indicator] * random.lognormal(0, 0.4, BUURTEN), 0, 0.9)
    cases = random.binomial(group, share)
    cells, sums = [], []
    at = f"i{indicator}.{year}"
    maps = {"b": np.arange(BUURTEN), "w": wijk, "p": pc4, "g": gemeente[wijk], "r": np.zeros(BUURTEN, dtype=int)}
    for level, members in maps.items():
        for place in np.unique(members):
            inside, weight = members == place, WEIGHTS[level]
            cells.append(Cell(f"{at}.d:{level}{place}", int(group[inside].sum()), weight=weight, level=level))
            cells.append(
                Cell(
                    f"{at}.n:{level}{place}",
                    int(cases[inside].sum()),
                    base=f"{at}.d:{level}{place}",
                    weight=weight,
                    level=level,
                )
            )
    for kind in "nd":
        for above, below in (("w", "b"), ("p", "b"), ("g", "w"), ("r", "g"), ("r", "p")):
            for place in np.unique(maps[above]):
                parts = np.unique(maps[below][maps[above] == place])
                sums.append(Sum(f"{at}.{kind}:{above}{place}", tuple(f"{at}.{kind}:{below}{part}" for part in parts)))
    return cells, sums


def _protected(place: tuple[int, int]):  # type: ignore[no-untyped-def]
    """What leaves the house of one table, and what the audit is told."""
    from kansrijk.core.disclosure import protect

    safe = protect(*table(*place))
    if safe.unprotected:
        raise RuntimeError(f"the made-up table {place} cannot be protected: {safe.unprotected[:3]}")
    sums = [(one.total, one.parts) for one in safe.sums]
    return safe.public(), sums, safe.facts(), safe.insiders, safe.secret()


def made() -> Path:
    """The protected set on disk, made where it is not there yet or was made by other code; minutes the first time."""
    import kansrijk.core.disclosure as suppression

    sources = [path.read_text("utf-8") for path in sorted(Path(suppression.__file__).parent.glob("*.py"))]
    mark = sha256("".join([inspect.getsource(table), *sources]).encode()).hexdigest()[:16]
    kept = KEPT / f"{mark}.pickle"
    if not kept.exists():
        print("making and protecting the release set; this takes minutes, once", file=sys.stderr)
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            drawn = list(pool.map(_protected, product(range(INDICATORS), range(DRAWN))))
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(drawn))
    return kept


def _whole(kept: Path):  # type: ignore[no-untyped-def]
    """The release set of all years: every drawn table under the names of the years it stands for."""
    shown, sums, insiders, secret = {}, [], {}, set()
    needs, rounded = {}, {}
    facts = {}
    for number, (values, own_sums, facts, knowing, hidden) in enumerate(pickle.loads(kept.read_bytes())):
        for year in range(number % DRAWN, YEARS, DRAWN):
            at = f"y{year}"
            shown |= {at + key: value for key, value in values.items()}
            sums += [(at + total, [at + part for part in parts]) for total, parts in own_sums]
            insiders |= {at + key: count for key, count in knowing.items()}
            secret |= {at + key for key in hidden}
            needs |= {at + key: width for key, width in facts["needs"].items()}
            rounded |= {at + key: base for key, base in facts["rounded"].items()}
    return shown, sums, {**facts, "needs": needs, "rounded": rounded}, insiders, secret


def attack_once(kept: Path) -> None:
    """One audit of the whole set, in this process: prints cells, hidden, recoverable, seconds, megabytes."""
    from kansrijk.core.disclosure.attacker import audit_together, published

    shown, sums, facts, insiders, secret = _whole(kept)
    started = time.perf_counter()
    workers = os.cpu_count() or 1
    found = audit_together(published(shown, sums, **facts), insiders, secret, workers=workers)
    seconds = time.perf_counter() - started
    own, largest = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    peak = (own + workers * largest) / 1024
    print(found.cells, found.hidden, len(found.recoverable), round(seconds, 3), round(peak, 1))


def rows() -> list[Measured]:
    """Seconds and memory of the audit, each run in a process of its own; outsiders and insiders."""
    kept = made()
    seconds, megabytes = [], []
    for _ in range(RUNS):
        command = [sys.executable, "-m", "bench.disclosure_audit", str(kept)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=KEPT.parent.parent)
        cells, hidden, recoverable, took, peak = done.stdout.split()
        if int(recoverable) or not int(hidden):
            raise RuntimeError(f"the audit found {recoverable} of {hidden} hidden cells open")
        seconds.append(float(took))
        megabytes.append(float(peak))
    print(f"{int(cells):,} cells, {int(hidden):,} of them hidden", file=sys.stderr)
    return [
        measured(NAME, seconds, "s", MUST_SECONDS),
        measured(f"{NAME}: memory", megabytes, "MB", MUST_MEGABYTES),
    ]


TASKS = (Task(f"{NAME}: memory", rows),)


if __name__ == "__main__":
    attack_once(Path(sys.argv[1]))
