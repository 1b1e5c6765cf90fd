"""The second factor of this session: the code or passkey that was shown in it, and how long that counts.

What concerns a family is opened to who showed a code of an app or a passkey in this very session, and used that part of
the product within the last 15 minutes (WEB-03: "idle timeout 15 min (case) / absolute 10 h"; the ten hours end the
session itself). An account that has an app is not enough, and a recovery code is not: it replaces what was lost, and
who used one sets up a new app or key first.
"""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists
from django.http import HttpRequest

from kansrijk.trust.actors import Actor

TYPES = ("totp", "webauthn")
REST_SECONDS = 15 * 60
NOTED_EVERY_SECONDS = 60  # a busy session is not written at each request
AT = "factor_at"  # in the session: when it was shown, or last used


def is_shown(session: Any, now: float) -> bool:
    """Whether the second factor was shown in this session and not left unused for too long."""
    at = session.get(AT)
    return at is not None and 0 <= now - at < REST_SECONDS


def note_shown(request: HttpRequest) -> None:
    """The person showed a code or passkey just now."""
    request.session[AT] = time.time()


def note_sign_in(request: HttpRequest) -> None:
    """At the end of a sign-in: whether a code or passkey was part of it."""
    records = request.session.get("account_authentication_methods") or []
    if any(one.get("method") == "mfa" and one.get("type") in TYPES for one in records):
        note_shown(request)


def note_use(request: HttpRequest) -> None:
    """What concerns a family was asked for by who may: the 15 minutes begin again."""
    if time.time() - request.session[AT] >= NOTED_EVERY_SECONDS:
        note_shown(request)


def has_one(actor: Actor) -> Exists:
    """Whether the account has an app or a passkey, so that this can be asked for: asked along with other things."""
    return Exists(Authenticator.objects.filter(user_id=actor.account, type__in=TYPES))
