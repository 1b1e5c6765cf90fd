"""A browser without a screen, signed in, in which a code was shown or not."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from tests.families.people import Somebody

from kansrijk.trust import factor
from kansrijk.trust.models import Account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SECRET = "JBSWY3DPEHPK3PXP"


def client_of(who: Somebody, *, shown: bool = True, ago: float = 0) -> Client:
    """Signed in; with `shown` a code was shown `ago` seconds ago."""
    client = Client()
    client.force_login(Account.objects.get(pk=who.account), backend=BACKEND)
    if shown:
        session = client.session
        session[factor.AT] = time.time() - ago
        session.save()
    return client


def with_app(who: Somebody) -> Somebody:
    """Gives the person an app whose codes `code_now` knows."""
    account = Account.objects.get(pk=who.account)
    account.authenticator_set.all().delete()
    TOTP.activate(account, SECRET)
    return who


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
