"""The block itself, and the page that gives the HTML to copy."""

from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kansrijk.figures import catalogue
from kansrijk.figures.commands import order_judgement
from kansrijk.figures.pages import asked, wording
from kansrijk.figures.pages.block import SHAPES, embedded_block
from kansrijk.trust.actors import VISITOR

HELD_FOR = 600
HELD_WHILE_WAITING = 5
"""Seconds that a browser or a proxy may keep a block: a figure that is withdrawn is gone everywhere after that."""


@csp_replace({"frame-ancestors": ["*"], "script-src": ["'none'"], "form-action": ["'none'"]})
def block(request: HttpRequest, reference: str, identifier: str) -> HttpResponse:
    """One indicator of one area, for anybody's site; the same answer whoever asks."""
    one, known = asked.area(VISITOR, reference), catalogue.indicator(identifier)
    if one is None or known is None:
        raise Http404
    found = embedded_block(one, known, request.GET.get("vorm", SHAPES[0]))
    if found is None:
        raise Http404
    response = render(request, "figures/block.html", {"found": found, "area": one.area, "name": wording.name(known)})
    if found.is_waiting:  # nobody may be there to open the page of the area, so the block asks for itself
        order_judgement(by=VISITOR, area=one.area.id)
    response["Cache-Control"] = f"public, max-age={HELD_WHILE_WAITING if found.is_waiting else HELD_FOR}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def how(request: HttpRequest) -> HttpResponse:
    """The HTML to copy, for an area and an indicator of choice."""
    text, identifier = request.GET.get("gebied", ""), request.GET.get("indicator", "")
    one = asked.area(VISITOR, text) if text else None
    known = catalogue.indicator(identifier) if identifier else None
    shape = request.GET.get("vorm", SHAPES[0])
    if (text and one is None) or (identifier and known is None) or shape not in SHAPES:
        raise Http404
    address = ""
    if one is not None and known is not None:
        query = f"?{urlencode({'vorm': shape})}" if shape != SHAPES[0] else ""
        address = request.build_absolute_uri(reverse("block", args=[one.reference, known.id]) + query)
    values = {
        "one": one,
        "known": known,
        "name": wording.name(known) if known else "",
        "shape": shape,
        "address": address,
        "height": 260 if shape == SHAPES[0] else 560,
        "choices": asked.choices(VISITOR),
    }
    return render(request, "figures/embed.html", values)
