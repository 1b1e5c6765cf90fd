"""An error of the interface, told from below the interface: problem details (RFC 9457)."""

import json

from django.http import HttpResponse


def problem(status: int, title: str, detail: str) -> HttpResponse:
    """`detail` is a sentence that may be shown."""
    body = json.dumps({"status": status, "title": title, "detail": detail})
    response = HttpResponse(body, status=status, content_type="application/problem+json")
    response["API-Version"] = "1.0.0"
    return response
