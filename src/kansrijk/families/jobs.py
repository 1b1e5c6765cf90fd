"""Background wrappers: one line each around a command. The queue holds no key of a family."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kansrijk.families import commands, commands_telling
from kansrijk.families.telling_glass import JOB, JOB_OF_KEEPER
from kansrijk.trust.commands import installation_actor


@app.periodic(cron="*/5 * * * *")
@app.task(name="families.forget_expired", queue="families", pass_context=False)
def forget_expired(timestamp: int) -> None:
    """Destroys proposals whose week is over."""
    commands.forget_expired(by=installation_actor())


@app.task(name=JOB, queue="families", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def tell_judges(coalition: str) -> None:
    """Mails whoever judges that a file was opened in an emergency."""
    commands_telling.tell_judges(by=installation_actor(), coalition=UUID(coalition))


@app.task(name=JOB_OF_KEEPER, queue="families", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def tell_keeper(coalition: str, account: str) -> None:
    """Mails whoever keeps a file that it was opened in an emergency."""
    commands_telling.tell_keeper(by=installation_actor(), coalition=UUID(coalition), account=UUID(account))
