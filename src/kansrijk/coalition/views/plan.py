"""The doors to the plan of a coalition."""

from django.http import HttpRequest, HttpResponse

from kansrijk.coalition.commands import PLAN
from kansrijk.coalition.pages.plan import doors
from kansrijk.coalition.queries.voices import texts_about
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.trust.rules import may


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Where help is missing, what was chosen, and what follows from it."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    may_offer = may(actor, "offer", "voice", coalition=coalition.id) == "allow"
    texts = texts_about(actor, coalition.id, PLAN)
    return page(request, "plan.html", coalition, doors=doors(coalition.slug), texts=texts, may_offer=may_offer)
