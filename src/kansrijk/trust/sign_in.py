"""How allauth signs people in here: no open registration, only to addresses of our own afterwards, all of it recorded.

allauth calls these hooks; Django's signals are not used.
"""

from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from kansrijk.trust import audit, factor, keys, limits, notices, sessions
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Account
from kansrijk.trust.network import network_address, trace_of
from kansrijk.trust.queries import actor_for

PENDING = "account_login"  # where allauth keeps who gave a right password and still has to give a code


def tried(request: HttpRequest) -> str | None:
    """Key of the account that this request tries a password, code or link for; None when it names none."""
    named = request.POST.get("login") or request.POST.get("email")
    if named:
        return f"tries {named.strip().lower()[:254]}"
    pending = request.session.get(PENDING)
    if isinstance(pending, dict) and pending.get("user_pk"):
        return f"codes {UUID(pending['user_pk']).hex}"
    account = request.actor.account  # type: ignore[attr-defined]
    return f"codes {account.hex}" if account else None


def _actor(request: HttpRequest | None, user: Any) -> Actor:
    """The account that signs in or changes its security, from where the request comes."""
    if request is None:
        return actor_for(user)
    return actor_for(user, network_address(request), trace_of(request))


def _methods(request: HttpRequest) -> str:
    records = request.session.get("account_authentication_methods") or []
    return " ".join(sorted({str(entry.get("type") or entry.get("method")) for entry in records}))


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation; see `commands.invite`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this site: no host, no scheme-relative address, no backslashes."""
        path = str(url or "")
        return path.startswith("/") and "\\" not in path and url_has_allowed_host_and_scheme(path, allowed_hosts=None)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Accounts have no user name."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return network_address(request)

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """The installation's own account is not a person and signs in nowhere."""
        if user.installation_role == "beheer":
            return redirect("account_inactive")
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Opens the session and writes it down, with what the person showed."""
        methods = _methods(request)
        super().login(request, user)
        sessions.begin(request)
        factor.note_sign_in(request)
        limits.forget(f"tries {user.email}")
        limits.forget(f"codes {user.pk.hex}")
        detail = {"methods": methods}
        audit.record(by=_actor(request, user), event="signed in", action="E", kind="sign_in", detail=detail)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            audit.record(by=_actor(request, request.user), event="signed out", action="E", kind="sign_in")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Writes down which account was tried, never what was typed: it may be a password in the wrong field."""
        known = Account.objects.filter(email=str(credentials.get("email", "")).strip().lower()).first()
        visitor = Actor(address=network_address(request), trace=trace_of(request))
        audit.record(
            by=visitor,
            event="sign-in failed",
            action="E",
            kind="sign_in",
            reference=known.pk if known else "",
            outcome=audit.REFUSED,
        )

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        audit.record(by=_actor(self.request, user), event="password set", action="U", kind="account", reference=user.pk)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """allauth calls this at each change of a password: `account/email/password_changed`."""
        _tell(user, template_prefix, self.request)


def _tell(user: Any, template_prefix: str, request: HttpRequest | None) -> None:
    """In our own words and to the account's own address; that a message did not go out stands in the audit."""
    event = template_prefix.rpartition("/")[2]
    if not notices.tell(user, event, request):
        actor, detail = _actor(request, user), {"change": event}
        audit.record(
            by=actor,
            event="told of a change",
            action="E",
            kind="account",
            reference=user.pk,
            outcome=audit.FAILED,
            detail=detail,
        )


class Locks(DefaultMFAAdapter):
    """The second lock: secrets of apps lie encrypted in the database, and each change is written down."""

    def encrypt(self, text: str) -> str:
        return keys.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return keys.decrypt(encrypted_text)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """allauth calls this at each change of app, key or codes: `mfa/email/totp_activated`."""
        event = template_prefix.rpartition("/")[2].replace("_", " ")
        audit.record(by=_actor(self.request, user), event=event, action="U", kind="account", reference=user.pk)
        _tell(user, template_prefix, self.request)
