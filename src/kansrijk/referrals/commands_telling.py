"""The mail that something waits. It opens no compartment B: it knows who works where, and nothing of a family."""

from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from kansrijk.offer.queries.desks import receiving_roles
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition, Membership
from kansrijk.trust.queries import own_address
from kansrijk.trust.rules import require_may


def tell_waiting(*, by: Actor, coalition: UUID, organisation: UUID | None = None, account: UUID | None = None) -> int:
    """Mails one professional, or everybody of a desk who may receive there today. Returns how many mails went.

    Raises `OSError` when none could go, so that the worker tries again.
    """
    require_may(by, "expire", "referral")
    if not Coalition.objects.filter(pk=coalition, has_families=True).exists():
        return 0
    found = _there(coalition)
    found = found.filter(account=account) if account else found.filter(organisation=organisation)
    addresses = sorted(set(found.values_list("account__email", flat=True)))
    link = f"{own_address()}{reverse('referral_places')}"
    subject = " ".join(render_to_string("referrals/mail/waiting_subject.txt").split())
    body = render_to_string("referrals/mail/waiting.txt", {"link": link})
    went = sum(_went(subject, body, address) for address in addresses)
    if addresses and not went:
        raise OSError("the mail server took none of the mails")
    return went


def _there(coalition: UUID) -> QuerySet[Membership]:
    """Memberships of today in a role that may receive, of accounts that are not closed."""
    today = timezone.localdate()
    rows = Membership.objects.filter(coalition=coalition, role__in=receiving_roles(), account__is_active=True)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)


def _went(subject: str, body: str, address: str) -> bool:
    try:
        EmailMessage(subject, body, to=[address]).send()
    except (OSError, SMTPException):
        return False
    return True
