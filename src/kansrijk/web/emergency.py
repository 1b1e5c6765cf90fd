"""That something was opened in an emergency: kept in the session of a browser, so that each page can say so."""

from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone

KEY = "emergency"


def remember(request: HttpRequest, until: datetime, address: str) -> None:
    """Every page says so until then. `address`: where it is open; it names nobody."""
    told = {"until": until.timestamp(), "address": address}
    if request.session.get(KEY) != told:
        request.session[KEY] = told


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def told(request: HttpRequest) -> dict[str, Any] | None:
    """Until when, and where; None where nothing is open any more."""
    found = _kept(request)
    if not found or found["until"] <= timezone.now().timestamp():
        return None
    until = datetime.fromtimestamp(found["until"], timezone.get_current_timezone())
    return {"until": until, "address": found["address"]}


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    """A page that says that the database is away asks it nothing: who asks is looked up late."""
    try:
        actor = getattr(request, "actor", None)
        if actor is None or actor.is_visitor:
            return None
        found: dict[str, Any] | None = request.session.get(KEY)
    except DatabaseError:
        return None
    return found
