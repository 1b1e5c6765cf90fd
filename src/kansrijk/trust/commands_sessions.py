"""Ending sessions: one, all but this one, or all. A session is named by a mark, never by its key."""

from django.db import transaction

from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Session
from kansrijk.trust.queries import mark_of
from kansrijk.trust.rules import require_may


@transaction.atomic
def end_sessions(*, by: Actor, mark: str | None = None, but: str | None = None) -> int:
    """Ends the actor's session with this mark, or all of them (`but`: except the one with that mark); how many."""
    require_may(by, "update", "account", account=by.account)
    keys = [
        key
        for key in Session.objects.filter(account=by.account).values_list("session_key", flat=True)
        if mark in {None, mark_of(key)} and mark_of(key) != but
    ]
    Session.objects.filter(session_key__in=keys).delete()
    detail = {"how_many": len(keys)}
    audit.record(by=by, event="sessions ended", action="D", kind="account", reference=by.account, detail=detail)
    return len(keys)
