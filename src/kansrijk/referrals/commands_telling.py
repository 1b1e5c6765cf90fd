"""The mails that something waits, or how much is late. Of compartment B they ask only whether that is still so."""

from smtplib import SMTPException
from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from kansrijk.offer.queries.desks import keeping, receiving
from kansrijk.referrals.waiting import is_late, is_waiting
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.queries import own_address
from kansrijk.trust.queries_absence import away
from kansrijk.trust.rules import require_may


def tell_waiting(*, by: Actor, coalition: UUID, organisation: UUID, account: UUID | None = None) -> int:
    """Mails one professional; where that one works there no longer or is away, or none is named, everybody of the
    organisation who may receive there today and is not away; if all are, all. Returns how many mails went.

    None where nothing waits any more: what was stopped or taken up meanwhile asks nobody.
    Raises `OSError` when none could go, so that the worker tries again.
    """
    require_may(by, "expire", "referral")
    if not Coalition.objects.filter(pk=coalition, has_families=True).exists():
        return 0
    if not is_waiting(by, coalition, organisation=organisation, account=account):
        return 0
    there = receiving(coalition).filter(organisation=organisation)
    present = there.exclude(account__in=away().filter(coalition=coalition).values("account"))
    found = present.filter(account=account) or present or there
    addresses = sorted({one.account.email for one in found.select_related("account")})
    link = f"{own_address()}{reverse('referral_places')}"
    return _mail("waiting", {"link": link}, addresses)


def tell_late(*, by: Actor, coalition: UUID, late: int) -> int:
    """Mails who chooses the desks of a coalition how many referrals wait for an answer there, and nothing else."""
    require_may(by, "expire", "referral")
    if not Coalition.objects.filter(pk=coalition, has_families=True).exists():
        return 0
    if not is_late(by, coalition):
        return 0
    addresses = sorted({one.account.email for one in keeping(coalition).select_related("account")})
    return _mail("late", {"link": own_address(), "late": late}, addresses)


def _mail(name: str, values: dict[str, Any], addresses: list[str]) -> int:
    """Raises `OSError` when none could go."""
    subject = " ".join(render_to_string(f"referrals/mail/{name}_subject.txt", values).split())
    body = render_to_string(f"referrals/mail/{name}.txt", values)
    went = sum(_went(subject, body, address) for address in addresses)
    if addresses and not went:
        raise OSError("the mail server took none of the mails")
    return went


def _went(subject: str, body: str, address: str) -> bool:
    try:
        EmailMessage(subject, body, to=[address]).send()
    except (OSError, SMTPException):
        return False
    return True
