"""Rate limits that hold for all workers together: one row per key and window, counted by the database.

Keys are kept as a keyed hash: the table tells nobody who came from where. A window that is over is thrown away.
"""

import time
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.db import connection
from django.utils.crypto import salted_hmac

KEPT = timedelta(days=1)  # longer than the longest window
ONE_IN = 64  # how seldom a new window throws away the old ones

_TAKE = """
insert into trust_ratebucket as bucket (key, window_started_at, hits) values (%(key)s, %(now)s, 1)
on conflict (key) do update set
  hits = case when bucket.window_started_at < %(since)s then 1 else bucket.hits + 1 end,
  window_started_at = case when bucket.window_started_at < %(since)s then %(now)s else bucket.window_started_at end
returning hits, window_started_at
"""


def stored(key: str) -> str:
    """The key as it stands in the table: hashed, so that it can be compared and not read."""
    return salted_hmac("kansrijk.trust.limits", key, algorithm="sha256").hexdigest()


def neighbourhood(address: str) -> str:
    """A network address as limits count it: of IPv6 the first 64 bits, because one subscriber has all the rest."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else str(IPv6Address(int(parsed) >> 64 << 64))


def take(key: str, *, hits: int, seconds: int) -> int:
    """Counts one use of the key. 0 when it fits; otherwise the seconds to wait before the next."""
    now = datetime.fromtimestamp(time.time(), UTC)
    kept = stored(key)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": kept, "now": now, "since": now - timedelta(seconds=seconds)})
        used, started_at = cursor.fetchone()
        if used == 1 and int(kept[:8], 16) % ONE_IN == 0:
            forget_old(now)
    if used <= hits:
        return 0
    return max(1, round((started_at + timedelta(seconds=seconds) - now).total_seconds()))


def forget_old(now: datetime) -> None:
    """Throws away the windows that are over."""
    with connection.cursor() as cursor:
        cursor.execute("delete from trust_ratebucket where window_started_at < %s", [now - KEPT])


def forget(key: str) -> None:
    """Starts a key again at nothing: somebody proved who they are."""
    with connection.cursor() as cursor:
        cursor.execute("delete from trust_ratebucket where key = %s", [stored(key)])
