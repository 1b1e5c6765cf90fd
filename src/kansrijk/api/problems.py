"""Errors of the interface, as problem details (RFC 9457); bad input is 400, never 422."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from kansrijk.core.faults import BadInput
from kansrijk.trust.gate import deny
from kansrijk.trust.rules import Denied

VERSION = "1.0.0"
CONFLICTS = ("version", "key")
"""Fields of a fault that says: somebody else was first, or this was sent before."""


def problem(status: int, title: str, detail: str, **extra: Any) -> HttpResponse:
    """One problem; `detail` is a sentence that may be shown."""
    body = json.dumps({"status": status, "title": title, "detail": detail, **extra}, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type="application/problem+json")


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        {"in": str(fault["loc"][0]), "name": ".".join(map(str, fault["loc"][1:])), "message": fault["msg"]}
        for fault in error.errors
    ]
    return problem(400, "Bad request", "The request has a parameter that cannot be used.", errors=faults)


def _bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
    if error.field in CONFLICTS:
        return problem(409, "Conflict", str(error))
    return problem(400, "Bad request", str(error))


def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "Not found", "There is nothing here that you may see.")


def _denied(request: HttpRequest, error: Denied) -> HttpResponse:
    deny(request, error.verb, error.kind)
    return problem(404, "Not found", "There is nothing here that you may see.")


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "Request refused", str(error))


def add_to(api: NinjaAPI) -> None:
    """Puts the handlers on the interface."""
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(BadInput, _bad_input)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(Denied, _denied)
    api.add_exception_handler(HttpError, _http)
