"""A file was opened in an emergency: a mail without content to who judges that, and to who keeps the file.

Both are ordered with the opening."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import AlreadyEnqueued

from kansrijk.trust.models import Membership
from kansrijk.trust.queries import in_force
from kansrijk.trust.rules import matrix

JOB: Final = "families.tell_judges"
JOB_OF_KEEPER: Final = "families.tell_keeper"
RIGHT: Final = ("own_coalition", "break_glass", "decide", "allow")


def judges(coalition: UUID) -> QuerySet[Membership]:
    """Memberships of today, of accounts that are not closed, in a role that judges openings."""
    roles = {row.role for row in matrix() if (row.relation, row.object, row.verb, row.effect) == RIGHT}
    today = in_force(timezone.localdate())
    return Membership.objects.filter(today, coalition=coalition, role__in=roles, account__is_active=True)


def order(coalition: UUID) -> None:
    """In the transaction of the opening. The queue holds the key of the coalition and nothing of anybody."""
    _defer(JOB, f"{JOB} {coalition}", coalition=str(coalition))


def order_keeper(coalition: UUID, account: UUID) -> None:
    """The same for the professional whose file it is; the queue holds no key of the file."""
    _defer(JOB_OF_KEEPER, f"{JOB_OF_KEEPER} {coalition} {account}", coalition=str(coalition), account=str(account))


def _defer(job: str, lock: str, **told: str) -> None:
    try:
        with transaction.atomic():
            queue.configure_task(job, queueing_lock=lock).defer(**told)
    except AlreadyEnqueued:
        return
