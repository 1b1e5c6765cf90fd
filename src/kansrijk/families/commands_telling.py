"""The mails that a file was opened in an emergency. They say that something waits, and nothing of anybody."""

from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from kansrijk.families.telling_glass import judges
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition, Membership
from kansrijk.trust.queries import in_force, own_address
from kansrijk.trust.rules import require_may


def tell_judges(*, by: Actor, coalition: UUID) -> int:
    """Mails everybody who judges openings there. Returns how many mails went; raises `OSError` when none could go."""
    require_may(by, "expire", "file")
    if not Coalition.objects.filter(pk=coalition, has_families=True).exists():
        return 0
    return _mail("glass", sorted({one.account.email for one in judges(coalition).select_related("account")}))


def tell_keeper(*, by: Actor, coalition: UUID, account: UUID) -> int:
    """Mails who keeps the file, where that one still belongs to the coalition. As `tell_judges`."""
    require_may(by, "expire", "file")
    if not Coalition.objects.filter(pk=coalition, has_families=True).exists():
        return 0
    held = Membership.objects.filter(in_force(timezone.localdate()), coalition=coalition, account=account)
    return _mail("keeper", sorted(set(held.filter(account__is_active=True).values_list("account__email", flat=True))))


def _mail(name: str, addresses: list[str]) -> int:
    """Raises `OSError` when none could go."""
    subject = " ".join(render_to_string(f"families/mail/{name}_subject.txt").split())
    body = render_to_string(f"families/mail/{name}.txt", {"link": f"{own_address()}{reverse('families')}"})
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
