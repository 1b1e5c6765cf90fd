"""What can be measured: a name, and the work that yields its row. Nothing runs before somebody asks for the name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.timing import Measured


@dataclass(frozen=True)
class Task:
    """One or more rows of one measurement; `name` is what `--only` looks in, beside the names of the rows."""

    name: str
    run: Callable[[], list[Measured]]


def run(tasks: Iterable[Task], only: str | None) -> list[Measured]:
    """The rows of every task, or of those whose name holds `only`, whatever its case."""
    wanted = (only or "").casefold()
    return [row for task in tasks if wanted in task.name.casefold() for row in task.run()]
