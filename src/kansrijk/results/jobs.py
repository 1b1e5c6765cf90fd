"""Background wrappers: one line each around a command."""

from procrastinate.contrib.django import app

from kansrijk.results import commands
from kansrijk.trust.commands import installation_actor


@app.periodic(cron="10 4 * * *")
@app.task(name="results.release", queue="families", pass_context=False)
def release(timestamp: int) -> None:
    """Tells what may be told of the last whole year, once."""
    commands.release_year(by=installation_actor())
