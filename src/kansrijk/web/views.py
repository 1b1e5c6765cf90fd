"""Pages that belong to no room: errors, the language switch and the component gallery."""

import logging
import os
import sys
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from kansrijk.web import failures, gallery, policy_reports
from kansrijk.web.problems import problem

log = logging.getLogger("django.request")


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/fhir/"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same answer for what does not exist and for what one may not see."""
    if _is_api(request):
        return problem(404, "Not found", "There is nothing here that you may see.")
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    if _is_api(request):
        return problem(400, "Bad request", "The request could not be read.")
    return render(request, "400.html", status=400)


# What is left to say when the page of a failure cannot be drawn either: code or templates were replaced underneath.
NOTHING_WORKS = (
    '<!DOCTYPE html><html lang="nl"><meta charset="utf-8"><title>Er ging iets mis | Kansrijk</title>'
    "<h1>Er ging iets mis bij ons</h1>"
    "<p>Wat u had opgeslagen, is bewaard. Probeer het over een paar minuten opnieuw.</p>"
    '<p lang="en">Something went wrong on our side. Try again in a few minutes.</p></html>'
)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the failure passes by itself: says nothing about the inside, and is never empty."""
    try:
        return _failed(request)
    except Exception:
        log.exception("the page of a failure could not be drawn")
        return HttpResponse(NOTHING_WORKS, status=500)


def _failed(request: HttpRequest) -> HttpResponse:
    if failures.is_passing(sys.exc_info()[1]):
        return _unavailable(request)
    if _is_api(request):
        return problem(500, "Server error", "Something went wrong on our side.")
    return render(request, "500.html", status=500)


def _unavailable(request: HttpRequest) -> HttpResponse:
    """503: nothing was stored, and when to come back."""
    if _is_api(request):
        response = problem(503, "Unavailable", "This cannot be served at the moment.")
    else:
        response = render(request, "503.html", status=503)
    response["Retry-After"] = str(failures.RETRY_AFTER_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or did not come from this site."""
    if _is_api(request):
        return problem(403, "Forbidden", "The request carries no valid CSRF token.")
    return render(request, "403.html", status=403)


def about(request: HttpRequest) -> HttpResponse:
    """What this is, where figures come from, the licence, and where to report a weak spot."""
    return render(request, "web/about.html", {"contact": security_contact()})


def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested for people with an impairment, and what was not."""
    return render(request, "web/accessibility.html")


def components(request: HttpRequest) -> HttpResponse:
    """The gallery: every component once, for those who build pages and for the pictures in tests."""
    return render(request, "web/components.html", gallery.values())


def today(request: HttpRequest) -> HttpResponse:
    """The start page of a person; rooms fill it through the slot `today`."""
    return render(request, "web/today.html")


def search(request: HttpRequest) -> HttpResponse:
    """Looks for `q` in what one may see; rooms answer through the slot `search`."""
    return render(request, "web/search.html", {"q": request.GET.get("q", "").replace("\0", "").strip()[:100]})


def security_contact() -> str:
    """Where to report a weak spot, as a URI; '' when the installation names none."""
    return os.environ.get("KANSRIJK_SECURITY_CONTACT", "")


def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; expires half a year from today. Without a contact of its own it points at the page that says how."""
    own = request.build_absolute_uri(request.path)
    contact = security_contact() or request.build_absolute_uri(f"{reverse('about')}#kwetsbaarheid-melden")
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {own}",
        f"Policy: {request.build_absolute_uri(reverse('about'))}#kwetsbaarheid-melden",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@csrf_exempt  # the browser itself posts, without a page and so without a token; nothing is changed by it
def policy_report(request: HttpRequest) -> HttpResponse:
    """What the content policy stopped, as browsers post it: 204, and a line in the log that tells of nobody."""
    if request.content_type not in policy_reports.KINDS:
        return HttpResponse(status=415)
    body = request.read(policy_reports.LARGEST + 1)
    if len(body) > policy_reports.LARGEST:
        return HttpResponse(status=413)
    try:
        policy_reports.tell(policy_reports.read(body, request.get_host()))
    except policy_reports.Unreadable:
        return HttpResponse(status=400)
    return HttpResponse(status=204)
