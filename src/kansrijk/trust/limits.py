"""Rate limits that hold for all workers together: one row per key and window, counted by the database."""

import time
from datetime import UTC, datetime, timedelta

from django.db import connection

_TAKE = """
insert into trust_ratebucket as bucket (key, window_started_at, hits) values (%(key)s, %(now)s, 1)
on conflict (key) do update set
  hits = case when bucket.window_started_at < %(since)s then 1 else bucket.hits + 1 end,
  window_started_at = case when bucket.window_started_at < %(since)s then %(now)s else bucket.window_started_at end
returning hits, window_started_at
"""


def take(key: str, *, hits: int, seconds: int) -> int:
    """Counts one use of the key. 0 when it fits; otherwise the seconds to wait before the next."""
    now = datetime.fromtimestamp(time.time(), UTC)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": key, "now": now, "since": now - timedelta(seconds=seconds)})
        used, started_at = cursor.fetchone()
    if used <= hits:
        return 0
    return max(1, round((started_at + timedelta(seconds=seconds) - now).total_seconds()))
