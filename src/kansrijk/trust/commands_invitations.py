"""Inviting somebody into a coalition: an account, an organisation, a membership and one link, or nothing of these."""

from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException
from uuid import UUID

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from kansrijk.core.faults import BadInput
from kansrijk.trust import audit, commands
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Account, Coalition, Membership, Organisation
from kansrijk.trust.roles import ROLE_CODES
from kansrijk.trust.rules import require_may


class MailNotSent(Exception):
    """The mail server did not take the invitation; nothing was stored."""


@dataclass(frozen=True)
class Invitation:
    """What came of it. `path` is where a new account chooses its password: once, within three days (WEB-44)."""

    membership: UUID
    path: str


@transaction.atomic
def invite(
    *,
    by: Actor,
    coalition: UUID,
    email: str,
    name: str,
    organisation: str,
    role: str,
    starts_on: date,
    site: str | None,
) -> Invitation:
    """Gives somebody a role in a coalition. With `site` (`https://host`) the link goes by mail, and to nobody else.

    The answer is the same whether the address was known already: nobody learns who has an account.
    Asking twice gives one membership.
    """
    require_may(by, "create", "membership", coalition=coalition)
    email, name, organisation = email.strip().lower(), name.strip(), organisation.strip()
    _require_sound(email, name, organisation, role)
    account, is_new = Account.objects.get_or_create(email=email, defaults={"name": name, "password": "!"})
    if is_new:
        account.set_unusable_password()
        account.save(update_fields=["password"])
        audit.record(by=by, event="account created", action="C", kind="account", reference=account.pk)
    party = _party(by, coalition, organisation)
    held = Membership.objects.filter(
        account=account, organisation=party, coalition=coalition, role=role, ends_on__isnull=True
    ).first()
    membership = (
        held.pk
        if held
        else commands.join(
            by=by, account=account.pk, organisation=party, coalition=coalition, role=role, starts_on=starts_on
        )
    )
    path = _path(account)
    if site is not None:
        _mail(account, Coalition.objects.get(pk=coalition).name, site, path)
    return Invitation(membership, path)


def _require_sound(email: str, name: str, organisation: str, role: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadInput("this is not an email address", field="email") from error
    if not name:
        raise BadInput("give the name of the person", field="name")
    if not organisation:
        raise BadInput("give the organisation that the person works for", field="organisation")
    if role not in ROLE_CODES:
        raise BadInput(f"there is no role {role!r}; choose one of {', '.join(ROLE_CODES)}", field="role")


def _party(by: Actor, coalition: UUID, name: str) -> UUID:
    """The party of this coalition with that name, else a new one: parties of other coalitions stay unknown here."""
    require_may(by, "create", "organisation", coalition=coalition)
    known = Organisation.objects.filter(memberships__coalition=coalition, name__iexact=name).first()
    if known:
        return known.pk
    made = Organisation.objects.create(name=name)
    audit.record(
        by=by, event="organisation created", action="C", kind="organisation", reference=made.pk, coalition=coalition
    )
    return made.pk


def _path(account: Account) -> str:
    """Where to choose a password, for an account that has none; the sign-in page for one that has."""
    if account.has_usable_password() or account.last_login:
        return reverse("account_login")
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(account)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(account), "key": key})


def _mail(account: Account, coalition: str, site: str, path: str) -> None:
    values = {"link": f"{site}{path}", "coalition": coalition}
    subject = " ".join(render_to_string("trust/mail/invitation_subject.txt", values).split())
    try:
        EmailMessage(subject, render_to_string("trust/mail/invitation.txt", values), to=[account.email]).send()
    except (OSError, SMTPException) as error:
        raise MailNotSent from error
