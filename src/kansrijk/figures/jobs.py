"""Background wrappers: one line each around a command. The queue holds keys, never contents."""

from uuid import UUID

from procrastinate.contrib.django import app

from kansrijk.figures import commands
from kansrijk.figures.commands.working import JOB


@app.task(name=JOB, queue="figures")
def work(work: str) -> None:
    """Does one work."""
    commands.run_work(work=UUID(work))


@app.periodic(cron="* * * * *")
@app.task(name="figures.sweep", queue="figures", pass_context=False)
def sweep(timestamp: int) -> None:
    """Takes up what was left behind and throws away what was offered too long ago."""
    commands.sweep()
