"""How long a session lasts (WEB-03): it ends after a while without a request, and after a working day in any case."""

import re
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

NOTED_EVERY_SECONDS = 60  # a busy session is not written at each request
SIGN_OUTS = {"account_logout", "end_sessions"}
# Words for the list of one's own sessions: (what the browser calls itself, what people call it).
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("X11|Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """`Firefox, Windows`: enough to recognise one's own device, too little to follow anybody. '' when unknown."""
    words = [next((word for mark, word in known if re.search(mark, agent)), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, words))


def begin(request: HttpRequest) -> None:
    """Notes that a person signed in now, on this device."""
    now = time.time()
    device = device_of(request.headers.get("User-Agent", ""))
    request.session.update({"began_at": now, "seen_at": now, "device": device})


def is_over(session: object, now: float) -> bool:
    """True when it was too long since the last request, or since the sign-in."""
    began, seen = session.get("began_at"), session.get("seen_at")  # type: ignore[attr-defined]
    if began is None or seen is None:
        return False
    return now - seen >= settings.SESSION_IDLE_SECONDS or now - began >= settings.SESSION_COOKIE_AGE


def limited(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Ends what is over before anybody asks who it is, and notes that the others were seen."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = time.time()
            if "began_at" not in request.session:
                begin(request)
            elif is_over(request.session, now):
                logout(request)
            elif now - request.session["seen_at"] >= NOTED_EVERY_SECONDS:
                request.session["seen_at"] = now
        response = get_response(request)
        match = request.resolver_match
        if request.method == "POST" and match and match.view_name in SIGN_OUTS and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware
