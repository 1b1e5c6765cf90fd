"""Sessions of one person: how many, and end them all."""

from collections.abc import Iterator

from django.contrib.sessions.models import Session
from django.utils import timezone

from kansrijk.trust import audit
from kansrijk.trust.actors import Actor


def _own(actor: Actor) -> Iterator[Session]:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(actor.account):
            yield session


def count_sessions(actor: Actor) -> int:
    """How many places this person is signed in at."""
    return sum(1 for _ in _own(actor)) if actor.account else 0


def end_sessions(*, by: Actor) -> int:
    """Ends all sessions of the actor; returns how many."""
    keys = [session.session_key for session in _own(by)] if by.account else []
    Session.objects.filter(session_key__in=keys).delete()
    audit.record(by=by, event="sessions ended", action="D", kind="account", reference=by.account or "")
    return len(keys)
