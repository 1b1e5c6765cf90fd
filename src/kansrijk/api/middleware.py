"""What every answer under /api/ carries: the version, problem details for errors of the framework, an ETag."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import conditional_page

from kansrijk.api.problems import VERSION, problem

TITLES = {
    400: ("Bad request", "The request could not be read."),
    401: ("Unauthorised", "Sign in first."),
    403: ("Forbidden", "The request carries no valid CSRF token."),
    404: ("Not found", "There is nothing here that you may see."),
    405: ("Method not allowed", "This address does not know that method; see Allow."),
    413: ("Too large", "The request is larger than this interface accepts."),
    429: ("Too many requests", "You asked too often; see Retry-After."),
    500: ("Server error", "Something went wrong on our side."),
    503: ("Unavailable", "This cannot be served at the moment."),
}
DESCRIPTION = "/api/v1/openapi.json"  # the one answer that every site may read


def interface(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Works on /api/ only."""
    with_etag = conditional_page(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return get_response(request)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response: HttpResponse = with_etag(request)
        if response.status_code >= 400 and response.get("Content-Type", "") != "application/problem+json":
            title, detail = TITLES.get(response.status_code, ("Refused", "The request was refused."))
            replaced = problem(response.status_code, title, detail)
            for header in ("Allow", "Retry-After", "Cache-Control"):
                if header in response:
                    replaced[header] = response[header]
            replaced.cookies = response.cookies
            response = replaced
        response["API-Version"] = VERSION
        if request.path == DESCRIPTION:
            response["Access-Control-Allow-Origin"] = "*"
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
        patch_vary_headers(response, ["Cookie"])
        if is_head and not response.streaming:
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    return middleware
