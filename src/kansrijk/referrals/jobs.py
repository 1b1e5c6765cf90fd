"""Background wrappers: one line each around a command. The queue holds no key of a family."""

from procrastinate.contrib.django import app

from kansrijk.referrals import commands
from kansrijk.trust.commands import installation_actor


@app.periodic(cron="*/5 * * * *")
@app.task(name="referrals.bring_back", queue="families", pass_context=False)
def bring_back(timestamp: int) -> None:
    """Brings back what nobody opened, and ends what consent was stopped for."""
    commands.bring_back(by=installation_actor())
