"""Pages that belong to no room: errors, the language switch and the component gallery."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/fhir/"))


def _problem(status: int, title: str, detail: str) -> HttpResponse:
    import json

    body = json.dumps({"status": status, "title": title, "detail": detail})
    response = HttpResponse(body, status=status, content_type="application/problem+json")
    response["API-Version"] = "1.0.0"
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same answer for what does not exist and for what one may not see."""
    if _is_api(request):
        return _problem(404, "Not found", "There is nothing here that you may see.")
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    if _is_api(request):
        return _problem(400, "Bad request", "The request could not be read.")
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: says nothing about the inside."""
    if _is_api(request):
        return _problem(500, "Server error", "Something went wrong on our side.")
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or did not come from this site."""
    if _is_api(request):
        return _problem(403, "Forbidden", "The request carries no valid CSRF token.")
    return render(request, "403.html", status=403)
