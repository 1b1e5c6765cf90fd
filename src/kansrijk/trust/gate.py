"""The gate in front of every address: who asks, may they, not too often, and the audit of what is confidential.

It stands before the view, so that no view can forget it. What may not be seen is *not found*.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from kansrijk.trust import audit, limits
from kansrijk.trust.actors import Actor
from kansrijk.trust.addresses import LIMITS, Address, find
from kansrijk.trust.queries import actor_of
from kansrijk.trust.rules import Denied, may

_NOBODY = UUID(int=0)  # stands for "somebody who is signed in, with no role"
CONFIDENTIAL = {"D2", "D3", "D4", "D5"}


class AuditUnavailable(Exception):
    """The audit could not be written, so nothing is served."""


class Gate:
    """Middleware; see the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(partial(actor_of, request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if "Cache-Control" not in response:
            is_somebody = request.session.accessed and not request.session.is_empty()
            response["Cache-Control"] = "private, no-store" if is_somebody else "no-cache"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        address = find(match.view_name if match else "", request.method or "GET")
        if address is None:
            raise Http404
        wait = _wait(request, address)
        if wait:
            return too_many(request, wait)
        actor = request.actor  # type: ignore[attr-defined]
        if address.scope == "any" and may(actor, address.verb, address.object) != "allow":
            return _refuse(request, actor, address)
        if address.data_class in CONFIDENTIAL:
            try:
                return _serve_recorded(request, view, args, kwargs, address)
            except (Denied, AuditUnavailable) as refusal:  # what the view raises in here passes no other middleware
                return self.process_exception(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A command or query refused: the transaction is rolled back, the denial is kept."""
        if isinstance(exception, Denied):
            deny(request, exception.verb, exception.kind)
            return render(request, "404.html", status=404)
        if isinstance(exception, AuditUnavailable):
            return render(request, "503.html", status=503)
        return None


def deny(request: HttpRequest, verb: str, kind: str) -> None:
    """Writes the denial down, in a transaction of its own."""
    audit.record(
        by=request.actor,  # type: ignore[attr-defined]
        event="denied",
        action="E" if verb not in {"read", "create", "update"} else verb[0].upper(),
        kind=kind,
        reference=request.path,
        data_class="D1",
        outcome=audit.REFUSED,
    )


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """429, with the seconds to wait."""
    response = render(request, "429.html", {"seconds": wait}, status=429)
    response["Retry-After"] = str(wait)
    return response


def _wait(request: HttpRequest, address: Address) -> int:
    limit = LIMITS[address.limit]
    if limit is None:
        return 0
    actor: Actor = request.actor  # type: ignore[attr-defined]
    who = str(actor.account) if actor.account else f"visitor {actor.address}"
    hits, seconds = limit
    return limits.take(f"{address.limit} {who}", hits=hits * settings.RATE_FACTOR, seconds=seconds)


def _refuse(request: HttpRequest, actor: Actor, address: Address) -> HttpResponse:
    member = Actor(account=actor.account or _NOBODY)
    if actor.is_visitor and request.method == "GET" and may(member, address.verb, address.object) == "allow":
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    deny(request, address.verb, address.object)
    raise Http404


def _serve_recorded(
    request: HttpRequest,
    view: Callable[..., HttpResponse],
    args: list[Any],
    kwargs: dict[str, Any],
    address: Address,
) -> HttpResponse:
    """Record and answer in one transaction: no record, no answer."""
    with transaction.atomic():
        try:
            audit.record(
                by=request.actor,  # type: ignore[attr-defined]
                event=address.name,
                action="R" if request.method in {"GET", "HEAD"} else "E",
                kind=address.object,
                reference=request.path,
                data_class=address.data_class,
                coalition=next(iter(request.actor.coalitions), None),  # type: ignore[attr-defined]
            )
        except DatabaseError as error:
            raise AuditUnavailable from error
        response = view(request, *args, **kwargs)
        return response.render() if hasattr(response, "render") else response
