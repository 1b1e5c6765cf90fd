"""Background wrappers: one line each around a command."""

from procrastinate.contrib.django import app

from kansrijk.offer import commands


@app.periodic(cron="17 6 * * 1")
@app.task(name="offer.ask", queue="offer", pass_context=False)
def ask(timestamp: int) -> None:
    """On Monday morning: is this still right?"""
    commands.ask_everybody()


@app.periodic(cron="41 * * * *")
@app.task(name="offer.sweep", queue="offer", pass_context=False)
def sweep(timestamp: int) -> None:
    """Throws away lists that were offered and not stored."""
    commands.forget_lists()
