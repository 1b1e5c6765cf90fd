"""Destroying what was over long enough, by the table of retention: rows, and the consents that hung on them alone."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone

from kansrijk.families.models import Consent
from kansrijk.referrals import retention, rules, rules_consult, rules_meeting
from kansrijk.referrals.models import CaseMeeting, Consult, Referral
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import require_may


def forget_ended(*, by: Actor, dry_run: bool = False) -> int:
    """Destroys every referral whose term is over, and what nobody ended, coalition by coalition. Returns how many.

    With `dry_run` it only counts them. A consent whose file is gone and on which nothing hangs any more goes along.
    """
    require_may(by, "expire", "referral")
    gone = 0
    for coalition in Coalition.objects.filter(has_families=True).order_by("pk").values_list("pk", flat=True):
        with within(by, coalition, verb="expire", kind="referral") as inside:
            due = _due(coalition)
            if due and not dry_run:
                _destroy(inside, due)
            gone += len(due) + _forget_others(inside, dry_run=dry_run)
    return gone


def _due(coalition: UUID) -> list[UUID]:
    now = timezone.now()
    today = timezone.localdate(now)
    over = [state.name for state in rules.STATES.values() if state.is_over]
    rows = Referral.objects.filter(coalition=coalition, state__in=over, changed_at__lt=now - retention.shortest())
    terms = (
        (key, retention.destroy_after(state, at)) for key, state, at in rows.values_list("pk", "state", "changed_at")
    )
    left = Referral.objects.filter(coalition=coalition, sent_at__lt=now - retention.shortest()).exclude(state__in=over)
    stepped = left.annotate(stepped_at=Max("events__at", filter=~Q(events__who=rules.CLOCK)))
    alone = (
        (key, retention.left_after(state, at or sent_at))
        for key, state, at, sent_at in stepped.values_list("pk", "state", "stepped_at", "sent_at")
    )
    return [key for key, until in (*terms, *alone) if until is not None and until < today]


def _destroy(inside: Within, due: list[UUID]) -> None:
    Referral.objects.filter(pk__in=due).delete()
    Consent.objects.filter(coalition=inside.coalition, person=None).delete()  # row security leaves what hangs on
    write_down(inside, "referrals destroyed", "D", hits=due)


def _forget_others(inside: Within, *, dry_run: bool) -> int:
    """Advice without a name, and meetings: gone after their terms, whatever came of them. Returns how many."""
    now = timezone.now()
    asked_before = now - timedelta(rules_consult.DAYS_KEPT)
    advice = list(
        Consult.objects.filter(coalition=inside.coalition, asked_at__lt=asked_before).values_list("pk", flat=True)
    )
    held_before = timezone.localdate(now) - timedelta(rules_meeting.DAYS_KEPT)
    held = CaseMeeting.objects.filter(coalition=inside.coalition, held_on__lt=held_before)
    meetings = list(held.values_list("pk", flat=True))
    if not dry_run and advice:
        Consult.objects.filter(pk__in=advice).delete()
        write_down(inside, "advice destroyed", "D", kind="consult", hits=advice)
    if not dry_run and meetings:
        CaseMeeting.objects.filter(pk__in=meetings).delete()
        write_down(inside, "case meetings destroyed", "D", kind="case_meeting", hits=meetings)
    return len(advice) + len(meetings)
