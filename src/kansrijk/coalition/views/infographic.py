"""The infographic: on a page with the same in words, and as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kansrijk.coalition import queries
from kansrijk.coalition.pages.infographic import infographic_page, sheets, whole
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.trust.rules import Denied
from kansrijk.web.picture import pdf


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
    """A sheet of A4; `blad` is its number, from 1."""
    facts = queries.public_infographic(actor_of(request), slug)
    drawn = sheets(facts, timezone.localdate())
    wanted = request.GET.get("blad", "1")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 0
    if not 1 <= number <= len(drawn):
        raise Denied("read", "coalition")
    name = f"{slug}-infographic{f'-{number}' if len(drawn) > 1 else ''}.pdf"
    return _file(pdf(drawn[number - 1]), "application/pdf", name)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
