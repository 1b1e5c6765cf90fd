"""Headers that Django has no setting for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation


def _always() -> dict[str, str]:
    """What every answer carries, also one that another middleware or a failure gave."""
    return {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Reporting-Endpoints": f'inhoudsbeleid="{settings.CONTENT_POLICY_REPORTS}"',
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def may_be_framed(response: HttpResponse) -> bool:
    """The embeddable block alone: its view is exempt, or gives `frame-ancestors` of its own."""
    own = [getattr(response, name, None) or {} for name in ("_csp_update", "_csp_replace")]
    mapped = [part.get("default", part) if isinstance(part, dict) else {} for part in own]
    return bool(getattr(response, "xframe_options_exempt", False)) or any("frame-ancestors" in part for part in mapped)


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The headers of WEB-09 on every answer: pages, files, the interface, and what went wrong."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in _always().items():
            response.headers.setdefault(name, value)
        if not may_be_framed(response):
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
            )
        return response

    return middleware


NOBODY = ("/insluiten/", "/inhoudsbeleid/")  # a block in another site; what a browser reports by itself


def embedded(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Below these addresses nobody is known: cookies are neither read nor set, and all get the same answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(NOBODY):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.META.pop("HTTP_AUTHORIZATION", None)
        request.COOKIES.clear()
        response = get_response(request)
        response.cookies.clear()
        kept = [name for name in response.get("Vary", "").split(", ") if name.lower() not in {"", "cookie"}]
        if kept:
            response["Vary"] = ", ".join(kept)
        elif "Vary" in response:
            del response["Vary"]
        return response

    return middleware


def language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Dutch, unless the reader chose otherwise: what a browser was installed in says nothing about its user."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response

    return middleware


def not_allowed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """405 in words: Django's own is empty, and a browser then shows a failure of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        told = render(request, "405.html", status=405)
        told["Allow"] = response["Allow"]
        return told

    return middleware
