"""`kansrijk bench loop`: what compartment B promises, at the size of the country, in a database of its own.

342 coalitions with 100,000 families, 300,000 referrals, a million steps (`loop_region`) and ten million records of the
audit (`loop_records`), made once: some twenty minutes on two cores and 12 GB below `build/bench-loop` (as root below
/var/lib/kansrijk). Asked as ordinary workers, under the roles of production, with row security in force.
"""

from collections.abc import Iterator

from bench import loop_audit, loop_worker
from bench.tasks import Task, run
from bench.timing import Measured


def tasks() -> list[Task]:
    """What can be measured here."""
    return [*loop_worker.TASKS, *loop_audit.TASKS]


def rows(only: str | None = None) -> Iterator[Measured]:
    """Every line, or those of the measurements whose name holds `only`, as they are measured."""
    return run(tasks(), only)
