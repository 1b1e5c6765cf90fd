"""Background wrappers: one line each around a command. The queue holds no key of a family."""

from procrastinate.contrib.django import app

from kansrijk.families import commands
from kansrijk.trust.commands import installation_actor


@app.periodic(cron="*/5 * * * *")
@app.task(name="families.forget_expired", queue="families", pass_context=False)
def forget_expired(timestamp: int) -> None:
    """Destroys proposals whose week is over."""
    commands.forget_expired(by=installation_actor())
