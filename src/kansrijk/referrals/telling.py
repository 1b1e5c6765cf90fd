"""That something waits: one mail without content to whoever has the turn, some minutes later, and never two for one.

The queue holds keys of professionals and organisations only, and the mail says no more than that a message is waiting.
A coordinator hears a number.
"""

from typing import Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import AlreadyEnqueued

from kansrijk.offer.queries import staffed
from kansrijk.referrals import rules
from kansrijk.referrals.models import Event, Referral

JOB: Final = "referrals.tell"
JOB_OF_NUMBERS: Final = "referrals.tell_late"
MINUTES: Final = 5
"""What happens within this time is one mail."""


def order(row: Referral, done_by: str) -> None:
    """In the transaction of a step by one side: tells the other, where the turn is the other's now."""
    turn = rules.STATES[row.state].waits_for
    if turn and turn != done_by and (turn == rules.SENDER or row.receiver_organisation):
        _tell(row, _desk(row) if turn == rules.RECEIVER else _sender(row))


def order_again(row: Referral, asked: str) -> None:
    """An answer is asked for: of whoever has it (`turn`), or of everybody who receives there (`desk`).

    Where the turn is the sender's, or nobody receives there on screen, there is no desk: the sender is asked again.
    """
    if rules.STATES[row.state].waits_for == rules.SENDER or row.receiver_organisation not in staffed(row.coalition):
        _tell(row, _sender(row))
    else:
        _tell(row, _who_has_it(row) if asked == "turn" else _desk(row))


def order_number(coalition: UUID, late: int) -> None:
    """A coordinator hears how many wait, and nothing of any of them."""
    _defer(JOB_OF_NUMBERS, f"{JOB_OF_NUMBERS} {coalition}", coalition=str(coalition), late=late)


def _desk(row: Referral) -> dict[str, str]:
    return {"organisation": str(row.receiver_organisation)}


def _sender(row: Referral) -> dict[str, str]:
    """Where a parent asked herself there is nobody but the desk, which carries it."""
    organisation = {"organisation": str(row.sender_organisation)}
    return organisation | ({"account": str(row.sender)} if row.sender else {})


def _who_has_it(row: Referral) -> dict[str, str]:
    """Who of the receiving organisation took the last step; the whole desk where nobody did."""
    steps = Event.objects.filter(referral=row.pk, who=rules.RECEIVER).order_by("-number")
    last = steps.values_list("account", flat=True).first()
    return _desk(row) | ({"account": str(last)} if last else {})


def _tell(row: Referral, whom: dict[str, str]) -> None:
    _defer(JOB, " ".join((JOB, str(row.coalition), *whom.values())), coalition=str(row.coalition), **whom)


def _defer(job: str, lock: str, **told: str | int) -> None:
    try:
        with transaction.atomic():  # whoever is told already is not told again; the step itself stays
            queue.configure_task(job, queueing_lock=lock, schedule_in={"minutes": MINUTES}).defer(**told)
    except AlreadyEnqueued:
        return
