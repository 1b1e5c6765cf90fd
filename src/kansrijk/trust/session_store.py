"""Sessions in our own table, with whose they are, so that one can list and end them (Django's documented way)."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from kansrijk.trust.models import Session


class SessionStore(DatabaseStore):
    """What `SESSION_ENGINE` names."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of this session; what the list of one's sessions shows stands in columns."""
        row: Session = super().create_model_instance(data)
        row.account = data.get("_auth_user_id")
        row.device = str(data.get("device", ""))[:60]
        row.began_at = _instant(data.get("began_at"))
        row.seen_at = _instant(data.get("seen_at"))
        return row


def _instant(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
