"""Whether something still waits for somebody: asked at the moment of a mail, because much can end in between."""

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from kansrijk.offer.queries import staffed
from kansrijk.referrals import rules
from kansrijk.referrals.models import Referral
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import within


def is_waiting(by: Actor, coalition: UUID, *, organisation: UUID, account: UUID | None) -> bool:
    """For an organisation that receives, or for one professional who sent: where nobody receives on screen, an answer
    that is late waits for who sent. What was stopped waits for nobody.
    """
    asks = Q(state__in=_waiting_for(rules.RECEIVER), receiver_organisation=organisation)
    asks |= Q(state__in=_waiting_for(rules.SENDER), sender=None, sender_organisation=organisation)
    if account:
        asks |= Q(state__in=_waiting_for(rules.SENDER), sender=account)
        no_desk = ~Q(receiver_organisation__in=staffed(coalition))
        asks |= no_desk & Q(state__in=_waiting_for(rules.RECEIVER), sender=account, due_on__lt=timezone.localdate())
    with within(by, coalition, verb="expire", kind="referral"):
        return Referral.objects.filter(asks, coalition=coalition).exists()


def is_late(by: Actor, coalition: UUID) -> bool:
    """Whether anything of this coalition waits longer than agreed today."""
    with within(by, coalition, verb="expire", kind="referral"):
        return Referral.objects.filter(coalition=coalition, due_on__lt=timezone.localdate()).exists()


def _waiting_for(side: str) -> list[str]:
    return [state.name for state in rules.STATES.values() if state.waits_for == side]
