"""`kansrijk atlas estimate` as a user runs it, in a process of its own, and what came of it beside the truth."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bench.estimation_country import truth


@dataclass(frozen=True)
class Ran:
    """Seconds of the whole process by the clock and of processors; what `--json` said; where the bundle is."""

    wall: float
    busy: float
    said: dict
    out: Path

    @property
    def estimates(self) -> pl.DataFrame:
        return pl.read_parquet(self.out / "estimates.parquet")


def run(country: Path, *, indicators: str = "y0", model: str = "model.toml", cache: Path | None = None) -> Ran:
    """One run; `cache` is where compiled loops are kept (a new folder: as the first run after installing).

    Python keeps its own compiled files beside it, as an installation does, whatever this environment says of that.
    """
    cache = cache or country / "compiled"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"NUMBA_CACHE_DIR": str(cache / "loops"), "PYTHONPYCACHEPREFIX": str(cache / "python")}
    out = country / f"out-{model.removesuffix('.toml')}-{indicators.count(',')}"
    command = [sys.executable, "-m", "kansrijk.cli.main", "atlas", "estimate", "--json"]
    for name in ("survey.parquet", "population.parquet", "neighbours.csv", "areas.csv"):
        command += [f"--{name.split('.')[0]}", str(country / name)]
    command += ["--model", str(country / model), "--indicators", indicators, "--out", str(out)]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(wall, busy, json.loads(done.stdout), out)


def first(country: Path) -> Ran:
    """As the first run after installing: nothing compiled is there, of the loops or of Python."""
    cache = country / "nothing"
    shutil.rmtree(cache, ignore_errors=True)
    ran = run(country, cache=cache)
    shutil.rmtree(cache)
    return ran


def beside_truth(ran: Ran, country: Path, level: str, indicator: str) -> tuple[float, float]:
    """(share of areas whose limits hold the truth, root mean squared error in percentage points)."""
    found = ran.estimates.filter((pl.col("level") == level) & (pl.col("indicator") == indicator))
    both = found.join(truth(level, indicator, country), on="area").drop_nulls("estimate")
    covered = ((both["truth"] >= both["lower"]) & (both["truth"] <= both["upper"])).mean()
    return float(covered), 100 * float(((both["truth"] - both["estimate"]) ** 2).mean() ** 0.5)
