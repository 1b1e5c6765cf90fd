"""The tiles of the zoom map. Parse, ask, serve."""

import re

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from kansrijk.areas import queries
from kansrijk.areas.serving import serve

_NAME = re.compile(r"(NL|XX)-(\d{4})-([0-9a-f]{12})")


def tiles(request: HttpRequest, name: str) -> HttpResponseBase:
    """The archive `NL-2024-<key>`, or the part of it that is asked for; not found when the boundaries changed since."""
    asked = _NAME.fullmatch(name)
    found = queries.tiles(request.actor, int(asked[2]), asked[1]) if asked else None  # type: ignore[attr-defined]
    if found is None or asked is None or found.key != asked[3]:
        raise Http404
    return serve(
        found.path,
        tag=found.digest,
        content_type="application/vnd.pmtiles",
        range_header=request.headers.get("Range", ""),
        if_range=request.headers.get("If-Range", ""),
        if_none_match=request.headers.get("If-None-Match", ""),
        only_headers=request.method == "HEAD",
    )
