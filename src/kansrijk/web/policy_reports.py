"""What browsers say that the content policy stopped, reduced to what helps whoever runs this and tells of nobody.

Anybody may send such a report, so nothing in it is believed or repeated: of each only the directive, the kind of what
was stopped and the name of our page are kept, all three from lists of ours. Addresses, samples, hosts and moments are
dropped unread. The same line is written at most once a minute, with how often it came: a flood makes no long log.
"""

import json
import logging
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

LARGEST = 16 * 1024  # bytes; a browser sends a few hundred for each report
MOST = 20  # reports of one sending that are looked at
KINDS = {"application/csp-report", "application/reports+json"}
DIRECTIVES = {
    f"{what}-src{part}"
    for what in ("script", "style")
    for part in ("", "-elem", "-attr")
} | {
    *(f"{what}-src" for what in ("default", "font", "connect", "worker", "manifest", "img", "media", "object")),
    *("frame-src", "child-src", "frame-ancestors", "base-uri", "form-action"),
}  # fmt: skip
WORDS = {"inline", "eval", "wasm-eval", "trusted-types-policy", "trusted-types-sink"}
SCHEMES = {"data", "blob", "about", "filesystem", "chrome-extension", "moz-extension", "safari-web-extension"}
PAUSE = 60  # seconds between two lines that say the same
log = logging.getLogger("kansrijk.content_policy")


@dataclass(frozen=True)
class Stopped:
    """One thing that was stopped: under which directive, of what kind, on which page of ours ('' when unknown)."""

    directive: str
    kind: str
    page: str


class Unreadable(ValueError):
    """The body is no list of reports."""


def read(body: bytes, host: str) -> list[Stopped]:
    """The reports in a body of either kind that speak of `host`; what is none, or of another site, counts as nothing.

    Raises Unreadable where the body is not JSON of the right shape.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(told, dict | list):
        raise Unreadable
    return [one for part in _parts(told) if (one := _stopped(part, host)) is not None]


def _parts(told: dict[str, Any] | list[Any]) -> Iterator[tuple[object, object, object]]:
    """(directive, what was stopped, page) of each report: the older form is one object, the newer a list."""
    if isinstance(told, dict):
        old = told.get("csp-report")
        if isinstance(old, dict):
            directive = old.get("effective-directive") or old.get("violated-directive")
            yield directive, old.get("blocked-uri"), old.get("document-uri")
        return
    for new in told[:MOST]:
        body = new.get("body") if isinstance(new, dict) and new.get("type") == "csp-violation" else None
        if isinstance(body, dict):
            yield body.get("effectiveDirective"), body.get("blockedURL"), body.get("documentURL")


def _stopped(part: tuple[object, object, object], host: str) -> Stopped | None:
    directive, what, page = (one if isinstance(one, str) else "" for one in part)
    directive = (directive.split() or [""])[0]  # `violated-directive` of old browsers holds the sources too
    where = _split(page)
    if directive not in DIRECTIVES or where is None or where.netloc != host:
        return None
    return Stopped(directive, _kind(what, host), _name(where.path))


def _split(url: str) -> Any:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _kind(what: str, host: str) -> str:
    """What was stopped, in a word of ours: a host that somebody typed is never repeated."""
    if what in WORDS:
        return what
    parts = _split(what)
    scheme = parts.scheme if parts and parts.scheme else what
    if scheme in SCHEMES:
        return scheme
    if not parts or not parts.netloc:
        return "unknown"
    return "this site" if parts.netloc == host else "another site"


def _name(path: str) -> str:
    """The name of the address, which holds no slug and no number."""
    try:
        return resolve(path).view_name or ""
    except Resolver404:
        return ""


_counted: Counter[Stopped] = Counter()
_told_at: dict[Stopped, float] = {}


def tell(stopped: list[Stopped]) -> None:
    """Writes a line for each kind of report, at most one a minute of each in this process."""
    _counted.update(stopped)
    now = time.monotonic()
    for one in dict.fromkeys(stopped):
        if now - _told_at.get(one, -PAUSE) >= PAUSE:
            _told_at[one] = now
            times = _counted.pop(one)
            log.warning(
                "content policy: %s stopped %s on %s, %d times", one.directive, one.kind, one.page or "?", times
            )
