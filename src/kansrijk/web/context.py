"""What every template may count on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The actor, whether this is the demo, and after how many seconds without a request a session ends."""
    return {
        "actor": getattr(request, "actor", None),
        "is_demo": settings.DEMO,
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
    }
