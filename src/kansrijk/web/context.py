"""What every template may count on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kansrijk.web import emergency


def page(request: HttpRequest) -> dict[str, Any]:
    """The actor, whether this is the demo, and after how many seconds without a request a session ends.

    `rest_seconds`: of a page about a family, after how many seconds the code or passkey is asked again. `emergency`:
    until when something is open that was opened in an emergency. `acting`: in whose place who asks works.
    """
    return {
        "actor": getattr(request, "actor", None),
        "is_demo": settings.DEMO,
        "emergency": emergency.told(request),
        "acting": emergency.told(request, "acting"),
        "idle_seconds": getattr(request, "rest_seconds", settings.SESSION_IDLE_SECONDS),
        "is_case": hasattr(request, "rest_seconds"),
    }
