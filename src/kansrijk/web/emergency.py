"""That who asks has something open in an emergency: said on each page, in each browser of that account."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest


def told(request: HttpRequest) -> Any:
    """Until when, and where (`actor.emergency`); None where nothing is open any more.

    A page that says that the database is away asks it nothing: who asks is looked up late.
    """
    try:
        return getattr(getattr(request, "actor", None), "emergency", None)
    except DatabaseError:
        return None
