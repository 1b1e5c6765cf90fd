"""What can be measured: a name, and the work that yields its row. Nothing runs before somebody asks for the name."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bench.timing import Measured


@dataclass(frozen=True)
class Task:
    """One or more rows of one measurement; `name` is what `--only` looks in, beside the names of the rows."""

    name: str
    run: Callable[[], list[Measured]]


def run(tasks: Iterable[Task], only: str | None) -> Iterator[Measured]:
    """The rows of every task, or of those whose name holds `only`, whatever its case; each as soon as it is there."""
    wanted = (only or "").casefold()
    for task in tasks:
        if wanted in task.name.casefold():
            yield from task.run()
