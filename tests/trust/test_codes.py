"""Codes of an app: one that changes while somebody types it still counts, an old one does not."""

import pytest
import time_machine

from kansrijk.trust.models import Account

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
AT = 1_767_225_600  # the beginning of a half-minute


@pytest.mark.req("IAM-06", "MFA_TOTP_TOLERANCE")
@pytest.mark.parametrize(
    ("later", "counts"), [(0, True), (29, True), (31, True), (59, True), (61, False), (300, False)]
)
def test_a_code_counts_for_its_half_minute_and_the_next(later, counts):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, validate_totp_code

    code = format_hotp_value(hotp_value(SECRET, AT // 30))
    with time_machine.travel(AT + later, tick=False):
        assert validate_totp_code(SECRET, code) is counts


def test_a_code_counts_once(client):
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

    account = Account.objects.create_user("noor@voorbeeld.invalid", "een lang wachtwoord hier", name="Noor")
    app = TOTP.activate(account, SECRET)
    with time_machine.travel(AT, tick=False):
        code = format_hotp_value(hotp_value(SECRET, AT // 30))
        assert app.validate_code(code)
        assert not app.validate_code(code)
