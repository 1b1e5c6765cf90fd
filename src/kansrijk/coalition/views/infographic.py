"""The infographic: on a page with the same in words, and as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kansrijk.coalition import queries
from kansrijk.coalition.pages.infographic import document, infographic_page, whole
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.web.typesetting import typeset


def infographic(request: HttpRequest, slug: str) -> HttpResponse:
    """Drawn for a wide screen and a phone, and told in words."""
    coalition = coalition_of(request, slug)
    facts = queries.infographic(actor_of(request), coalition.id)
    return page(request, "infographic.html", coalition, page=infographic_page(facts, timezone.localdate()))


def as_svg(request: HttpRequest, slug: str) -> HttpResponse:
    """One drawing, as high as it needs."""
    facts = queries.public_infographic(actor_of(request), slug)
    return _file(whole(facts, timezone.localdate()).encode(), "image/svg+xml", f"{slug}-infographic.svg")


def as_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """All sheets of A4, tagged, and the same in words behind them."""
    facts = queries.public_infographic(actor_of(request), slug)
    content = typeset("coalition/typst/infographic.typ", document(facts, timezone.localdate()))
    return _file(content, "application/pdf", f"{slug}-infographic.pdf")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
