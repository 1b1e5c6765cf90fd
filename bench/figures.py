"""`kansrijk bench figures`: every speed that the first step promises, on the real national table times ten years.

The rows of maps and of the audit stand in modules of their own, `maps` and `disclosure_audit`, which take part when
they are there: each has `TASKS`, or `rows()` that measures everything in it.
"""

import importlib
import importlib.util
import sys
from collections.abc import Iterator

from bench import calculating, national, serving, starting
from bench.tasks import Task, run
from bench.timing import Measured

OTHERS = ("maps", "disclosure_audit")


def tasks() -> list[Task]:
    """What can be measured here."""
    found = [*calculating.TASKS, *starting.TASKS]
    if national.is_here():
        found += serving.TASKS
    else:
        print("the real data folder is absent: import and pages were not measured", file=sys.stderr)
    for name in OTHERS:
        if importlib.util.find_spec(f"bench.{name}"):
            module = importlib.import_module(f"bench.{name}")
            found += list(getattr(module, "TASKS", ())) or [Task(name, module.rows)]
    return found


def rows(only: str | None = None) -> Iterator[Measured]:
    """Every line, or those of the measurements whose name holds `only`, as they are measured."""
    return run(tasks(), only)
