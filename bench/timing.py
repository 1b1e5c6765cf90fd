"""Rows of a measurement: median and 95th percentile over runs, beside what must be met."""

import gc
import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

SCALE = 1.0
"""Part of the full size, as `--scale` says before anything is measured."""


@dataclass(frozen=True)
class Measured:
    """One line. `must` in `unit`; `met` compares p95 when `by_p95`, else the median; None where nothing must be met."""

    name: str
    median: float
    p95: float
    unit: str
    must: float | None
    met: bool | None
    runs: int


def measured(
    name: str, samples: list[float], unit: str, must: float | None = None, *, by_p95: bool = False
) -> Measured:
    """Puts samples together."""
    median, p95 = float(np.median(samples)), float(np.quantile(samples, 0.95))
    met = None if must is None else (p95 if by_p95 else median) <= must
    return Measured(name, round(median, 4), round(p95, 4), unit, must, met, len(samples))


def at_least(name: str, samples: list[float], unit: str, least: float) -> Measured:
    """A line of which the median must be `least` or more."""
    row = measured(name, samples, unit)
    return replace(row, must=least, met=row.median >= least)


def within(name: str, samples: list[float], unit: str, low: float, high: float) -> Measured:
    """A line of which the median must lie between two bounds; `must` tells the nearer one, the name both."""
    row = measured(f"{name} ({low:g} to {high:g})", samples, unit)
    nearer = low if abs(row.median - low) < abs(row.median - high) else high
    return replace(row, must=nearer, met=low <= row.median <= high)


def seconds(work: Callable[[], object], runs: int, warm: int = 1) -> list[float]:
    """Wall-clock seconds of each run, after warming up."""
    for _ in range(warm):
        work()
    found = []
    for _ in range(runs):
        gc.collect()
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return found


def machine() -> dict[str, object]:
    """What was measured on, and how busy it was with other work when the measuring began."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    """The model as Linux names it, else what Python knows."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def report(rows: list[Measured], on: dict[str, object]) -> dict[str, object]:
    """The contract of `kansrijk bench NAME --json`."""
    return {"machine": on, "rows": [asdict(row) for row in rows]}
