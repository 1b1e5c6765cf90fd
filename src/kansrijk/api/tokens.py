"""What writes over the interface carries the CSRF token of its session, as a form does (WEB-07).

Asked before the gate: without a token the answer is the same at every address, also where there is nothing.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja.utils import check_csrf

from kansrijk.api.problems import problem

READS = ("GET", "HEAD", "OPTIONS")


class Tokens:
    """Works on /api/ only, before the gate looks at the address and after it looked at the size of the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """403 for what would write without a token."""
        if request.path.startswith("/api/") and request.method not in READS and check_csrf(request) is not None:
            return problem(403, "Forbidden", "The request carries no valid CSRF token.")
        return None
