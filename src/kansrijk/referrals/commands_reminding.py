"""Asking for an answer that is late: whoever has the turn, then the desk, then the coordinator by number alone.

Never the family. It changes no state and decides nothing; it says that a limit passed.
"""

from collections.abc import Iterable
from datetime import date
from uuid import NAMESPACE_OID, UUID, uuid5

from django.utils import timezone

from kansrijk.families.queries_consent import stopped_as_a_whole
from kansrijk.referrals import clock, rules, telling
from kansrijk.referrals.models import Event, Referral
from kansrijk.referrals.moving import insert_event, moved
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import require_may

LAST = "coordinator"


def remind(*, by: Actor) -> int:
    """Asks for every answer that is late today, what is due longest first; returns how many were asked for.

    On working days and in working hours. Once a day for each referral, however often it runs; after days on which
    nothing ran it goes on with whose turn it was.
    """
    require_may(by, "expire", "referral")
    if not clock.is_time_to_ask(timezone.localtime()):
        return 0
    asked = 0
    for coalition in Coalition.objects.filter(has_families=True).order_by("pk").values_list("pk", flat=True):
        with within(by, coalition, verb="expire", kind="referral") as inside:
            asked += _remind(inside, timezone.localdate())
    return asked


def _remind(inside: Within, today: date) -> int:
    """Rows are locked until the end, so that two workers ask once."""
    rows = Referral.objects.filter(coalition=inside.coalition, due_on__lt=today).select_for_update()
    late = list(rows.order_by("due_on", "sent_at", "pk"))
    stopped = stopped_as_a_whole([row.consent_id for row in late])
    late = [row for row in late if row.consent_id not in stopped]
    before = _asked_before(late)
    asked = {row.pk: _whom(row, before[row.pk], today) for row in late}
    for row in late:
        if asked[row.pk]:
            _ask(inside, row, asked[row.pk], today)
    if LAST in asked.values():
        known = sum(len(before[row.pk]) + bool(asked[row.pk]) >= len(clock.ASKED) for row in late)
        telling.order_number(inside.coalition, known)
    return sum(map(bool, asked.values()))


def _asked_before(rows: Iterable[Referral]) -> dict[UUID, list[date]]:
    """On which days an answer was asked for since each of these is in its state. One query."""
    found: dict[UUID, list[date]] = {row.pk: [] for row in rows}
    states = {row.pk: row.state for row in rows}
    steps = Event.objects.filter(referral__in=list(found)).order_by("number")
    for key, event, state, at in steps.values_list("referral", "event", "state", "at"):
        if state != states[key]:
            found[key].clear()
        elif event == rules.ESCALATE:
            found[key].append(timezone.localdate(at))
    return found


def _whom(row: Referral, before: list[date], today: date) -> str:
    assert row.due_on is not None
    return clock.asked_today(row.due_on, len(before), before[-1] if before else None, today)


def _ask(inside: Within, row: Referral, whom: str, today: date) -> None:
    after = moved(row, rules.ESCALATE, rules.CLOCK)
    key = uuid5(NAMESPACE_OID, f"asked {row.pk} {today.isoformat()}")
    insert_event(inside.coalition, after, key, rules.ESCALATE, rules.CLOCK, reason=whom, at=timezone.now())
    if whom != LAST:
        telling.order_again(after, whom)
    write_down(inside, "referral moved", "U", reference=row.pk, fields=[rules.ESCALATE, whom])
