"""The doors to the plan of a coalition."""

from django.http import HttpRequest, HttpResponse

from kansrijk.coalition.pages.plan import doors
from kansrijk.coalition.views.entry import coalition_of, page


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Where help is missing, what was chosen, and what follows from it."""
    coalition = coalition_of(request, slug)
    return page(request, "plan.html", coalition, doors=doors(coalition.slug))
