"""What writes over the interface carries the CSRF token of its session, as a form does (WEB-07)."""

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.utils import check_csrf

READS = ("GET", "HEAD", "OPTIONS")


def carries_token(request: HttpRequest) -> bool:
    """Asked before every address. Raises 403."""
    if request.method not in READS and check_csrf(request) is not None:
        raise HttpError(403, "The request carries no valid CSRF token.")
    return True
