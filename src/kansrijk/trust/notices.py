"""A message to the owner of an account when its security was changed: what, and what to do when it was not they.

Nothing else stands in it: no name, no device, no address of a network. Whoever can read the mailbox learns no more.
"""

from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# What allauth calls it → the sentence that somebody reads.
CHANGES = {
    "password_changed": _("The password of your account was changed."),
    "password_reset": _("Your account has a new password."),
    "password_set": _("Your account has a new password."),
    "totp_activated": _("An app with codes was switched on for your account."),
    "totp_deactivated": _("The app with codes was switched off for your account."),
    "recovery_codes_generated": _("New recovery codes were made for your account. The old ones no longer work."),
    "webauthn_added": _("A passkey was added to your account."),
    "webauthn_removed": _("A passkey was removed from your account."),
}
OTHER = _("The security of your account was changed.")


def tell(user: Any, event: str, request: HttpRequest | None) -> bool:
    """Sends the message; False where the mail server does not take it: the change itself stays."""
    path = reverse("account_reset_password")
    values = {
        "change": CHANGES.get(event, OTHER),
        "link": request.build_absolute_uri(path) if request is not None else path,
    }
    subject = " ".join(render_to_string("trust/mail/changed_subject.txt", values).split())
    try:
        EmailMessage(subject, render_to_string("trust/mail/changed.txt", values), to=[user.email]).send()
    except (OSError, SMTPException):
        return False
    return True
