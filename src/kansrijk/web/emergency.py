"""What is said on each page: that who asks has something open in an emergency, or works in a colleague's place."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest


def told(request: HttpRequest, what: str = "emergency") -> Any:
    """Until when, and where (`actor.emergency`, or `actor.acting`); None where nothing is open any more.

    A page that says that the database is away asks it nothing: who asks is looked up late.
    """
    try:
        return getattr(getattr(request, "actor", None), what, None)
    except DatabaseError:
        return None
