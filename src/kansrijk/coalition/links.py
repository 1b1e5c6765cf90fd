"""Signed links in the mails of a coalition: what they name, and until when they work. Reads and writes no table."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.utils.crypto import salted_hmac

from kansrijk.coalition.rules import LINK_DAYS
from kansrijk.coalition.rules_public import CONFIRM_DAYS
from kansrijk.trust import keys
from kansrijk.trust.rules import Denied

SUBSCRIBE, UNSUBSCRIBE = "kansrijk.coalition.subscribe", "kansrijk.coalition.unsubscribe"
ASKED = "kansrijk.coalition.confirm"
REMINDERS = "kansrijk.coalition.reminders"
DAY = 24 * 3600  # seconds


def digest_of_address(coalition: UUID, email: str) -> str:
    """By which a subscriber is known without reading the address; another one in each coalition."""
    return salted_hmac(f"{SUBSCRIBE}.{coalition}", email, algorithm="sha256").hexdigest()


def digest_of(secret: str) -> str:
    """What is kept of the secret in a link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def asked(person: UUID, email: str, asked_at: datetime) -> str:
    """A signed name of this question to this address: asked anew, or with another address, the old one is void."""
    return signing.dumps([str(person), email, asked_at.isoformat()], salt=ASKED)


def asked_of(token: str) -> tuple[UUID, str, datetime]:
    """(person, address, when) of a link that is ours and not too old; else `Denied`."""
    try:
        person, email, asked_at = signing.loads(token, salt=ASKED, max_age=LINK_DAYS * DAY)
    except signing.BadSignature as error:
        raise Denied("confirm", "person") from error
    return UUID(person), email, datetime.fromisoformat(asked_at)


def newsletter(coalition: UUID, address: str) -> str:
    """That somebody asked for the newsletter: the address travels inside, encrypted; nothing of it is stored."""
    return signing.dumps([str(coalition), keys.encrypt(address)], salt=SUBSCRIBE)


def newsletter_asked(token: str) -> tuple[UUID, str]:
    """Coalition and address of a link that is ours and not too old; else `Denied`."""
    try:
        coalition, sealed = signing.loads(token, salt=SUBSCRIBE, max_age=CONFIRM_DAYS * DAY)
    except signing.BadSignature as error:
        raise Denied("subscribe", "newsletter") from error
    return UUID(coalition), keys.decrypt(sealed)


def newsletter_leave(subscriber: UUID) -> str:
    """The signed name of a subscription, for in its mails. It works as long as the subscription does."""
    return signing.dumps(str(subscriber), salt=UNSUBSCRIBE)


def newsletter_left(token: str) -> UUID:
    """The subscription that a link ends; `Denied` for what is not ours."""
    return _key(token, UNSUBSCRIBE, "subscribe", "newsletter")


def no_reminders(person: UUID) -> str:
    """The signed name of somebody who is listed, for in that person's reminders. It works as long as they come."""
    return signing.dumps(str(person), salt=REMINDERS)


def no_reminders_for(token: str) -> UUID:
    """The person whose reminders a link ends; `Denied` for what is not ours."""
    return _key(token, REMINDERS, "stop", "reminder")


def _key(token: str, salt: str, verb: str, kind: str) -> UUID:
    try:
        return UUID(signing.loads(token, salt=salt))
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as error:
        raise Denied(verb, kind) from error
