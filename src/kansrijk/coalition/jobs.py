"""Background wrappers: one line each around a command. The queue holds keys, never contents."""

from uuid import UUID

from procrastinate.contrib.django import app

from kansrijk.coalition import commands
from kansrijk.coalition.commands.letters import JOB


@app.task(name=JOB, queue="coalition")
def letter(letter: str) -> None:
    """Sends one newsletter."""
    commands.post_letter(letter=UUID(letter))


@app.periodic(cron="7 * * * *")
@app.task(name="coalition.remind", queue="coalition", pass_context=False)
def remind(timestamp: int) -> None:
    """Each hour: the coalitions whose day it is."""
    commands.remind_everybody()
