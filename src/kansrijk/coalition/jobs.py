"""Background wrappers: one line each around a command. The queue holds keys, never contents."""

from uuid import UUID

from procrastinate.contrib.django import app

from kansrijk.coalition import commands
from kansrijk.coalition.commands.letters import JOB


@app.task(name=JOB, queue="coalition")
def letter(letter: str) -> None:
    """Sends one newsletter."""
    commands.post_letter(letter=UUID(letter))
