"""Puts what was made today on the days on which it would have been done, so that the demo shows two years.

The one thing in the demo that no command does: no command writes into the past, and none should. It is done by the
owner of the demo's own, embedded database, which no installation has; the audit keeps the day on which it was made.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import psycopg
from django.utils import timezone

from kansrijk.referrals import clock

FILE = (
    "update families.person set made_at = made_at - %(back)s, agreed_on = agreed_on - %(days)s where id = %(key)s",
    "update families.life_event set recorded_at = recorded_at - %(back)s / 2 where person_id = %(key)s",
    "update families.signal set made_at = made_at - %(back)s, changed_at = changed_at - %(back)s where id = %(signal)s",
)
# The text that was told names its last day, and the hash is of the text.
CONSENT = """
update families.consent c set given_at = given_at - %(back)s, informed_at = informed_at - %(back)s,
  expires_on = (expires_on - %(back)s)::date, told = n.told, told_hash = sha256(convert_to(n.told, 'UTF8'))
from (
  select id, replace(told, to_char(expires_on, 'DD-MM-YYYY'), to_char(expires_on - %(back)s, 'DD-MM-YYYY')) as told
  from families.consent where id = %(consent)s
) n where c.id = n.id
"""
REFERRAL = (
    CONSENT,
    """
update referrals.event set at = at - %(back)s + make_interval(days => (%(spread)s * (number - 1))::int)
where referral_id = %(key)s
""",
    """
update families.consent_stop set stopped_at = stopped_at - %(last)s where consent_id = %(consent)s
""",
    """
update referrals.referral set sent_at = sent_at - %(back)s, changed_at = changed_at - %(last)s where id = %(key)s
""",
)
LONGEST_STEP = 21
"""Days between two steps at the most."""


@dataclass(frozen=True)
class Sent:
    """A referral, its consent, and how many days ago it was sent."""

    key: UUID
    consent: UUID
    days: int


@dataclass(frozen=True)
class Days:
    """A file with its signal, how many days ago it was begun, and what was sent."""

    file: UUID
    signal: UUID
    days: int
    sent: tuple[Sent, ...]


def put_back(owner: psycopg.Connection, told: Days) -> None:
    """In one transaction, with the triggers aside that keep anything from being changed."""
    with owner.transaction():
        owner.execute("set local session_replication_role = replica")
        values = {"key": told.file, "signal": told.signal, "days": told.days, "back": timedelta(days=told.days)}
        for statement in FILE:
            owner.execute(statement, values)
        for one in told.sent:
            _referral(owner, one)


def _referral(owner: psycopg.Connection, one: Sent) -> None:
    """Its steps one after another between the day that it was sent and today; it is due from the last of them on."""
    row = owner.execute("select version, state from referrals.referral where id = %s", [one.key]).fetchone()
    assert row is not None
    steps = max(1, row[0] - 1)
    spread = min(one.days / (steps + 1), LONGEST_STEP)
    last = one.days - int(spread * (row[0] - 1))
    values = {
        "key": one.key,
        "consent": one.consent,
        "back": timedelta(days=one.days),
        "spread": spread,
        "last": timedelta(days=last),
    }
    for statement in REFERRAL:
        owner.execute(statement, values)
    due = clock.due_on(row[1], timezone.localdate() - timedelta(days=last))
    owner.execute("update referrals.referral set due_on = %s where id = %s", [due, one.key])
