"""One polite HTTP client for OData: fixed hosts, bounded answers, a few tries, no redirects elsewhere."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kansrijk.core.faults import BadInput

HOSTS = frozenset({"opendata.cbs.nl", "datasets.cbs.nl", "odata4.cbs.nl", "dataderden.cbs.nl", "statline.rivm.nl"})
MOST_BYTES = 200 * 1024 * 1024


class NotFetched(BadInput):
    """The source could not be fetched; the sentence says what happened. What was published stays."""


class NotThere(NotFetched):
    """The source answers, and does not have it."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass(frozen=True)
class Client:
    """`base` is the root of the service. Every address, also one that the service names itself, must lie under it.

    `base` itself must be https on a known host, save for loopback where `allow_loopback` says so (tests).
    """

    base: str
    timeout: float = 60.0
    tries: int = 3
    pause: float = 0.5
    allow_loopback: bool = False
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        is_loopback = self.allow_loopback and parts.hostname == "127.0.0.1" and parts.scheme == "http"
        if not is_loopback and (
            parts.scheme != "https" or parts.hostname not in HOSTS or parts.port not in (None, 443)
        ):
            raise NotFetched(f"{parts.hostname or self.base} is not an address of a source", field="base")

    def get(self, address: str) -> dict[str, Any]:
        """The JSON object at an address: below `base`, or absolute on the very same host. Raises NotFetched."""
        whole = self._whole(address)
        own, other = urlsplit(self.base), urlsplit(whole)
        if (own.scheme, own.hostname, own.port) != (other.scheme, other.hostname, other.port) or other.username:
            raise NotFetched(f"the source points to another host: {other.hostname}")
        problem = ""
        for attempt in range(self.tries):
            if attempt:
                self.sleep(self.pause * 2**attempt)
            try:
                return self._once(whole)
            except HTTPError as error:
                problem = f"the source answers {error.code}"
                if error.code == 404:
                    raise NotThere(f"{problem}; nothing was stored, try again later", file=other.path) from None
                if error.code < 500 and error.code != 429:
                    break
            except (URLError, TimeoutError, ConnectionError) as error:
                problem = f"the source does not answer ({getattr(error, 'reason', error)})"
            except _Garbage as error:
                problem = str(error)
        raise NotFetched(f"{problem}; nothing was stored, try again later", file=other.path)

    def after(self, address: str, link: str) -> str:
        """The address that the page at `address` names as the next; it may be told from that page on (OData 4.01)."""
        return urljoin(self._whole(address), link)

    def _whole(self, address: str) -> str:
        """Below `base`, or as it is. A service behind https may name itself by http; it is asked by https."""
        if "://" not in address:
            return f"{self.base.rstrip('/')}/{address.lstrip('/')}"
        own, other = urlsplit(self.base), urlsplit(address)
        if (own.scheme, other.scheme) == ("https", "http") and own.hostname == other.netloc:
            return urlunsplit(other._replace(scheme="https"))
        return address

    def _once(self, whole: str) -> dict[str, Any]:
        request = Request(whole, headers={"Accept": "application/json", "User-Agent": "kansrijk"})  # noqa: S310 - the scheme is checked
        with build_opener(_NoRedirect).open(request, timeout=self.timeout) as answer:
            length = answer.headers.get("Content-Length")
            raw = answer.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise _Garbage("the answer is far too large")
        if length is not None and length.isdigit() and len(raw) < int(length):
            raise _Garbage("the answer was broken off")
        try:
            document = json.loads(raw)
        except (ValueError, RecursionError):
            raise _Garbage("the answer is not JSON") from None
        if not isinstance(document, dict) or "odata.error" in document or "error" in document:
            raise _Garbage("the answer is not what OData promises")
        return document


class _Garbage(Exception):
    """An answer that cannot be used; tried again."""
