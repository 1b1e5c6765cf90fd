"""The mail that a file was opened in an emergency. It says that something is to be judged, and nothing of anybody."""

from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from kansrijk.families.telling_glass import judges
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.queries import own_address
from kansrijk.trust.rules import require_may


def tell_judges(*, by: Actor, coalition: UUID) -> int:
    """Mails everybody who judges openings there. Returns how many mails went; raises `OSError` when none could go."""
    require_may(by, "expire", "file")
    if not Coalition.objects.filter(pk=coalition, has_families=True).exists():
        return 0
    addresses = sorted({one.account.email for one in judges(coalition).select_related("account")})
    subject = " ".join(render_to_string("families/mail/glass_subject.txt").split())
    body = render_to_string("families/mail/glass.txt", {"link": f"{own_address()}{reverse('families')}"})
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
