"""Screens of the gaps: where help is missing, and what could come there."""

from django.http import HttpRequest, HttpResponse

from kansrijk.coalition.pages import gaps as pages
from kansrijk.coalition.queries.gaps import gaps
from kansrijk.coalition.tables import csv_response
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.trust.rules import Denied, may


def table(request: HttpRequest, slug: str) -> HttpResponse:
    """`deuren` and `weken` ask for other limits."""
    coalition = coalition_of(request, slug)
    asked = pages.Limits.of(request.GET)
    found = gaps(actor_of(request), coalition.id, enough=asked.enough, longest_wait=asked.longest_wait)
    return page(request, "gaps.html", coalition, page=pages.gaps_page(slug, found, asked), asked=asked)


def piece(request: HttpRequest, slug: str, phase: str, domain: str, level: str) -> HttpResponse:
    """One phase, domain and level: what is there and what the menu could put there."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    asked = pages.Limits.of(request.GET)
    key = pages.parse_reference(f"{phase}.{domain}.{level}")
    found = gaps(actor, coalition.id, enough=asked.enough, longest_wait=asked.longest_wait)
    if key is None or key not in found.cells:
        raise Denied("read", "coalition")
    shown = pages.gap_page(coalition.slug, found.cells[key], found)
    may_choose = may(actor, "write", "choice", coalition=coalition.id) == "allow"
    return page(request, "gap.html", coalition, page=shown, asked=asked, may_choose=may_choose)


def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The table as CSV, with the state of each place."""
    coalition = coalition_of(request, slug)
    asked = pages.Limits.of(request.GET)
    found = gaps(actor_of(request), coalition.id, enough=asked.enough, longest_wait=asked.longest_wait)
    return csv_response(f"{slug}-witte-vlekken", pages.lines(found))
