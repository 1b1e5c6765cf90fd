"""Background wrappers: one line each around a command. The queue holds keys, never contents."""

from collections.abc import Callable
from uuid import UUID

from procrastinate.contrib.django import app

from kansrijk.figures import commands
from kansrijk.figures.commands.working import JOB


def in_this_process(work: UUID) -> str:
    """Does one work here; `kansrijk worker` has it done in a process of its own."""
    return commands.run_work(work=work)


doer: Callable[[UUID], str] = in_this_process


@app.task(name=JOB, queue="figures")
def work(work: str) -> None:
    """Does one work."""
    doer(UUID(work))


@app.periodic(cron="* * * * *")
@app.task(name="figures.sweep", queue="figures", pass_context=False)
def sweep(timestamp: int) -> None:
    """Takes up what was left behind and throws away what was offered too long ago."""
    commands.sweep()
