"""What every template may count on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The actor and whether this is the demo."""
    return {"actor": getattr(request, "actor", None), "is_demo": settings.DEMO}
