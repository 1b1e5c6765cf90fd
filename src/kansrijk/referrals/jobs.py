"""Background wrappers: one line each around a command. The queue holds no key of a family."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kansrijk.referrals import commands, commands_reminding, commands_retention, commands_telling
from kansrijk.referrals.telling import JOB, JOB_OF_NUMBERS
from kansrijk.trust.commands import installation_actor


@app.periodic(cron="*/5 * * * *")
@app.task(name="referrals.bring_back", queue="families", pass_context=False)
def bring_back(timestamp: int) -> None:
    """Brings back what nobody opened, and ends what consent was stopped for."""
    commands.bring_back(by=installation_actor())


@app.periodic(cron="40 3 * * *")
@app.task(name="referrals.forget_ended", queue="families", pass_context=False)
def forget_ended(timestamp: int) -> None:
    """Destroys what was over long enough."""
    commands_retention.forget_ended(by=installation_actor())


@app.periodic(cron="20 * * * *")
@app.task(name="referrals.remind", queue="families", pass_context=False)
def remind(timestamp: int) -> None:
    """Asks for the answers that are late: once on each working day."""
    commands_reminding.remind(by=installation_actor())


@app.task(name=JOB, queue="referrals", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def tell(coalition: str, organisation: str, account: str = "") -> None:
    """Mails whoever has the turn that a message is waiting."""
    commands_telling.tell_waiting(
        by=installation_actor(),
        coalition=UUID(coalition),
        organisation=UUID(organisation),
        account=UUID(account) if account else None,
    )


@app.task(name=JOB_OF_NUMBERS, queue="referrals", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def tell_late(coalition: str, late: int) -> None:
    """Mails a coordinator how many wait."""
    commands_telling.tell_late(by=installation_actor(), coalition=UUID(coalition), late=late)
