"""Where a request comes from, and a trace that ties what it wrote together.

Anybody can send `X-Forwarded-For`. Only what our own proxies added counts: with `n` of them, the n-th from the right.
"""

import re
import secrets
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def network_address(request: HttpRequest) -> str:
    """The address of whoever asks, as far as we can vouch for it; '' when unknown."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return direct
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if len(told) < settings.PROXIES:
        return direct
    try:
        return str(ip_address(told[-settings.PROXIES]))
    except ValueError:
        return direct


def trace_of(request: HttpRequest) -> str:
    """The W3C trace that the request belongs to, else a fresh one: 32 hexadecimal characters."""
    found = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
    return found[1] if found else secrets.token_hex(16)
