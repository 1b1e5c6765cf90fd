"""That something waits: one mail without content to whoever has the turn, some minutes later, and never two for one.

The queue holds keys of professionals and organisations only, and the mail says no more than that a message is waiting.
"""

from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import AlreadyEnqueued

from kansrijk.referrals import rules
from kansrijk.referrals.models import Referral

JOB: Final = "referrals.tell"
MINUTES: Final = 5
"""What happens within this time is one mail."""


def order(row: Referral, done_by: str) -> None:
    """In the transaction of a step by one side: tells the other, where the turn is the other's now."""
    turn = rules.STATES[row.state].waits_for
    if not turn or turn == done_by:
        return
    whom = {"organisation": str(row.receiver_organisation)}
    if turn == rules.SENDER:
        whom = {"organisation": str(row.sender_organisation), "account": str(row.sender)}
    lock = " ".join((JOB, str(row.coalition), *whom.values()))
    try:
        with transaction.atomic():  # whoever is told already is not told again; the step itself stays
            task = queue.configure_task(JOB, queueing_lock=lock, schedule_in={"minutes": MINUTES})
            task.defer(coalition=str(row.coalition), **whom)
    except AlreadyEnqueued:
        return
