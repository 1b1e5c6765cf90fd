"""The gate in front of every address: who asks, may they, not too often, and the audit of what is confidential.

It stands before the view, so that no view can forget it. What may not be seen is *not found*.
"""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject

from kansrijk.trust import (
    again,
    audit,
    compartment,
    factor,
    factor_asked,
    limits,
    own_page,
    scanning,
    sealed_link,
    sign_in,
)
from kansrijk.trust.actors import Actor
from kansrijk.trust.addresses import LIMITS, TRIES_PER_ACCOUNT, Address, find, methods, shows_more
from kansrijk.trust.audit import AuditUnavailable
from kansrijk.trust.queries import actor_of
from kansrijk.trust.rules import Denied, FactorNeeded, coalitions_where, may
from kansrijk.web.problems import problem

CONFIDENTIAL = {"D2", "D3", "D4", "D5"}
OF_A_FAMILY = {"D3", "D4", "D5"}  # compartment B: behind the second factor of this session
READS = {"GET", "HEAD"}
WITHOUT_ACCOUNT = {"parent": own_page, "link": sealed_link}
"""Scope → whom the gate looks for by what the browser holds; whoever else is signed in there does not matter."""


class Gate:
    """Middleware; see the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(partial(actor_of, request))  # type: ignore[attr-defined]
        response = too_large(request) if _is_too_large(request) else self.get_response(request)
        if "Cache-Control" not in response:
            is_somebody = request.session.accessed and not request.session.is_empty()
            response["Cache-Control"] = "private, no-store" if is_somebody else "no-cache"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        allowed = methods(name)
        if request.method == "OPTIONS" and allowed:
            return HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
        address = find(name, request.method or "GET")
        if address is None and allowed and request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        if address is None:
            raise Http404
        if _holds_nul(request):
            raise Http404
        page = WITHOUT_ACCOUNT.get(address.scope)
        if page is not None:
            request.actor = page.actor_of(request)  # type: ignore[attr-defined]
        wait = _wait(request, address, kwargs)
        if wait:
            return too_many(request, wait)
        if page is not None:
            return _open_page(request, address, page)
        actor = request.actor  # type: ignore[attr-defined]
        judged_here = address.scope == "any" or actor.is_visitor
        try:
            if judged_here and may(actor, address.verb, address.object) != "allow":
                return _refuse(request, actor, address)
            held = _held_back(request, address)
            if held is not None:
                return held
            if address.data_class in OF_A_FAMILY:  # its commands and queries write their records themselves, inside B
                return _open_compartment(request, actor, address, kwargs)
            if address.data_class in CONFIDENTIAL or shows_more(actor, address):
                return _serve_recorded(request, view, args, kwargs, address)
        except (Denied, FactorNeeded, AuditUnavailable) as refusal:  # what is raised in here passes no other middleware
            return self.process_exception(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A command or query refused: the transaction is rolled back, the denial is kept."""
        try:
            if again.is_conflict(exception):
                return _once_more(request)
        except OperationalError:
            return None  # told to come back later, by who tells so of every failure that passes
        except (Denied, FactorNeeded, AuditUnavailable) as refusal:
            exception = refusal
        if isinstance(exception, FactorNeeded):
            return ask_factor(request)
        try:
            if isinstance(exception, Denied):
                deny(request, exception.verb, exception.kind)
                page = next((one for one in WITHOUT_ACCOUNT.values() if one.is_open(request.actor)), None)  # type: ignore[attr-defined]
                return page.closed(request) if page else render(request, "404.html", status=404)
        except AuditUnavailable as unavailable:
            exception = unavailable
        if isinstance(exception, AuditUnavailable):
            return render(request, "503.html", status=503)
        return None


def deny(request: HttpRequest, verb: str, kind: str) -> None:
    """Writes the denial down, in a transaction of its own."""
    match = request.resolver_match
    address = find(match.view_name if match else "", request.method or "GET")
    audit.record(
        by=request.actor,  # type: ignore[attr-defined]
        event="denied",
        action="E" if verb not in {"read", "create", "update"} else verb[0].upper(),
        kind=kind,
        reference=request.path,
        data_class=address.data_class if address else "D1",
        outcome=audit.REFUSED,
        detail={"verb": verb},
    )


def ask_factor(request: HttpRequest) -> HttpResponse:
    """Asks for the code or passkey. A page that was read comes back afterwards; what was sent waits in the form."""
    if request.path.startswith("/api/"):
        return problem(403, "Second factor needed", "Show a code or passkey in this session first: /account/code.")
    if request.method in READS:
        return HttpResponseRedirect(f"{reverse('show_factor')}?{urlencode({'next': request.get_full_path()})}")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return factor_asked.ask(request, actor, action=request.get_full_path(), status=403)


def _open_compartment(
    request: HttpRequest, actor: Actor, address: Address, kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Before a page of B is made or a form of it is taken: may this be at all, and is it you, in this session?

    A form that was answered with a code (factor_asked) goes on with what it held.
    """
    if factor_asked.is_answered(request) and not actor.has_shown_factor:
        wait = factor_asked.seconds_to_wait(actor, settings.RATE_FACTOR, TRIES_PER_ACCOUNT)
        if wait:
            return too_many(request, wait)
        if not factor_asked.take(request, actor):
            return ask_factor(request)
        actor = request.actor = actor_of(request)  # type: ignore[attr-defined]
    compartment.require_open(actor, _coalition_asked(actor, address, kwargs), verb=address.verb, kind=address.object)
    factor.note_use(request)
    request.rest_seconds = factor.REST_SECONDS  # type: ignore[attr-defined]  # the page warns before they are over
    return None


def _open_page(request: HttpRequest, address: Address, page: ModuleType) -> HttpResponse | None:
    """Before such a page is made: did this browser open it, and is it open still? Else one and the same page."""
    if page.is_open(request.actor):  # type: ignore[attr-defined]
        return None
    if page.COOKIE in request.COOKIES:  # without it nobody asked for anybody
        deny(request, address.verb, address.object)
    closed: HttpResponse = page.closed(request)
    return closed


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """429, with the seconds to wait."""
    response = render(request, "429.html", {"seconds": wait, "minutes": -(-wait // 60) if wait > 90 else 0}, status=429)
    response["Retry-After"] = str(wait)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """413, before a byte of the body is read."""
    return render(request, "413.html", status=413)


def _held_back(request: HttpRequest, address: Address) -> HttpResponse | None:
    """Why the files of a form go no further: something was found in one, or nobody can say (WEB-35). None: they go on.

    A refused file is kept nowhere; the audit names what was found in it.
    """
    if not settings.CLAMD or request.method != "POST":
        return None
    sent = [file for _name, files in request.FILES.lists() for file in files]
    try:
        found = next(filter(None, (scanning.found_in(file.chunks(), settings.CLAMD) for file in sent)), "")
    except scanning.ScannerAway:
        response = render(request, "trust/not_scanned.html", status=503)
        response["Retry-After"] = "60"
        return response
    _from_the_start(request)
    if not found:
        return None
    audit.record(
        by=request.actor,  # type: ignore[attr-defined]
        event="file held back",
        action="E",
        kind=address.object,
        reference=request.path,
        outcome=audit.REFUSED,
        detail={"found": found[:120]},
    )
    return render(request, "trust/infected.html", {"found": found}, status=422)


def _holds_nul(request: HttpRequest) -> bool:
    """A character that no text has and no database takes. Of parameters the interface says so in its own words."""
    if "\0" in request.path_info:
        return True
    if request.path.startswith("/api/"):
        return False
    return any("\0" in text for values in request.GET.lists() for text in values[1])


def _is_too_large(request: HttpRequest) -> bool:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return True
    if length <= settings.LARGEST_BODY:
        return length < 0
    try:
        address = find(resolve(request.path_info).view_name, request.method or "GET")
    except Resolver404:
        return True
    if address is None or address.limit != "import" or length > settings.LARGEST_IMPORT:
        return True
    return bool(request.actor.is_visitor)  # type: ignore[attr-defined]  # before a stranger's file is written anywhere


def _wait(request: HttpRequest, address: Address, kwargs: dict[str, Any]) -> int:
    """Seconds to wait: by who asks within which coalition, and at sign-in also by the account that is tried."""
    limit = LIMITS[address.limit]
    if limit is None:
        return 0
    actor: Actor = request.actor  # type: ignore[attr-defined]
    who = str(actor.account) if actor.account else f"visitor {limits.neighbourhood(actor.address)}"
    hits, seconds = limit
    key = f"{address.limit} {kwargs.get('slug', '')} {who}"
    wait = limits.take(key, hits=hits * settings.RATE_FACTOR, seconds=seconds)
    tried = sign_in.tried(request) if address.limit == "sign_in" and request.method == "POST" else None
    if tried and not wait:
        hits, seconds = TRIES_PER_ACCOUNT
        wait = limits.take(tried, hits=hits * settings.RATE_FACTOR, seconds=seconds)
    return wait


def _refuse(request: HttpRequest, actor: Actor, address: Address) -> HttpResponse:
    """A visitor is asked to sign in, whatever the address; somebody else does not find it."""
    if actor.is_visitor and request.path.startswith("/api/"):
        return HttpResponse(status=401)
    if actor.is_visitor and request.method in READS:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    deny(request, address.verb, address.object)
    raise Http404


def _coalition_asked(actor: Actor, address: Address, kwargs: dict[str, Any]) -> UUID | None:
    """The coalition that the address names, or whose unpublished figures it may show; None when not one."""
    if "slug" in kwargs:
        own = coalitions_where(actor, "read", "coalition")
        return next((one.coalition for one in actor.ties if one.slug == kwargs["slug"] and one.coalition in own), None)
    held = coalitions_where(actor, "read", "delivery") if shows_more(actor, address) else actor.coalitions
    return next(iter(held)) if len(held) == 1 else None


def _serve_recorded(
    request: HttpRequest,
    view: Callable[..., HttpResponse],
    args: list[Any],
    kwargs: dict[str, Any],
    address: Address,
) -> HttpResponse:
    """Record and answer in one transaction: no record, no answer."""
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def answer() -> HttpResponse:
        _from_the_start(request)
        try:
            audit.record(
                by=actor,
                event=address.name,
                action="R" if request.method in READS else "E",
                kind=address.object,
                reference=request.get_full_path(),
                data_class=max(address.data_class, "D2"),
                coalition=_coalition_asked(actor, address, kwargs),
            )
        except DatabaseError as error:
            raise AuditUnavailable from error
        response = view(request, *args, **kwargs)
        return response.render() if hasattr(response, "render") else response

    return again.in_one(answer)


def _once_more(request: HttpRequest) -> HttpResponse:
    """The same view again, in a transaction of its own: what was given up left nothing behind."""
    match = request.resolver_match
    assert match is not None

    def answer() -> HttpResponse:
        _from_the_start(request)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response

    return again.in_one(answer, tried=1)


def _from_the_start(request: HttpRequest) -> None:
    """Files that were read halfway begin at their first byte."""
    for _name, files in request.FILES.lists() if request.method == "POST" else ():
        for file in files:
            file.seek(0)
