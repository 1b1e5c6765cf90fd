"""Moving a referral inside an opening of compartment B: its row and the step that stays with it."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.offer.queries import times_for
from kansrijk.referrals import clock, rules
from kansrijk.referrals.models import CaseMeeting, Event, ReceiverLink, Referral


def moved(row: Referral, event: str, side: str) -> Referral:
    """The row in its next state, one version on. A step that changes no state leaves the day it is due."""
    state = rules.after(row.state, event, side)
    due: date | None = row.due_on if state == row.state else due_on(row, state)
    values = {"state": state, "due_on": due, "changed_at": timezone.now()}
    changed = Referral.objects.filter(pk=row.pk, version=row.version).update(**values, version=F("version") + 1)
    if not changed:
        raise BadInput("somebody else was first; look at what it says now", field="version")
    row.state, row.due_on, row.version = state, due, row.version + 1
    return row


def due_on(row: Referral, state: str) -> date | None:
    """The last day on which it may stay in this state, by what was agreed for its door."""
    return clock.due_on(state, timezone.localdate(), times_for(row.coalition, row.receiver))


def insert_event(
    coalition: UUID,
    row: Referral,
    key: UUID,
    event: str,
    side: str,
    *,
    reason: str = "",
    account: UUID | None = None,
    organisation: UUID | None = None,
    how: str = "",
    at: datetime | None = None,
) -> None:
    """`at`: by the clock of this machine, where the clock itself does it; else by the database's."""
    told = {"at": at} if at else {}
    Event(
        id=key,
        coalition=coalition,
        referral=row,
        number=row.version,
        event=event,
        who=side,
        state=row.state,
        reason=reason,
        account=account,
        organisation=organisation,
        how=how,
        **told,
    ).save(force_insert=True)


def end_link(row: Referral) -> None:
    """After a step: what the receiver does not see any more, no sealed link opens either."""
    if not rules.is_open_by_link(row.state):
        ReceiverLink.objects.filter(referral=row.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())


def end_for_consent(coalition: UUID, consent: UUID, account: UUID | None) -> None:
    """Ends what hangs on a consent that was just stopped, in the transaction that stopped it."""
    for row in Referral.objects.select_for_update().filter(coalition=coalition, consent=consent):
        if not rules.STATES[row.state].is_over:
            after = moved(row, "withdraw_consent", rules.PARENT)
            insert_event(coalition, after, uuid4(), "withdraw_consent", rules.PARENT, account=account)
            end_link(after)


def end_for_event(coalition: UUID, consents: Iterable[UUID], event: str, account: UUID) -> None:
    """Stops or moves what hangs on these consents, whoever asked it, where the table has that event. No mail goes."""
    for row in Referral.objects.select_for_update().filter(coalition=coalition, consent__in=list(consents)):
        if rules.can(row.state, event, rules.FILE):
            after = moved(row, event, rules.FILE)
            insert_event(coalition, after, uuid4(), event, rules.FILE, account=account)
            end_link(after)


def end_meetings(consents: Iterable[UUID]) -> None:
    """No meeting goes on that hangs on one of these: who took part sees nothing of it any more."""
    CaseMeeting.objects.filter(consent__in=list(consents), ended_at=None).update(ended_at=timezone.now())


def carry_over(coalition: UUID, old: UUID, new: UUID) -> None:
    """What hangs on a consent that was replaced hangs on the newer one from now on, where it is not over."""
    over = [state.name for state in rules.STATES.values() if state.is_over]
    Referral.objects.filter(coalition=coalition, consent=old).exclude(state__in=over).update(consent=new)
