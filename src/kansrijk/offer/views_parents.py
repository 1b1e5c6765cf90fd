"""The page for parents: few words, no sign-in, a quick way out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kansrijk.offer import parents
from kansrijk.offer.views import actor_of


def for_parents(request: HttpRequest) -> HttpResponse:
    """Phase and postcode stand in the address; what is the matter is never asked."""
    given = request.GET
    page = parents.parents_page(
        actor_of(request),
        language=given.get("taal", "nl"),
        phase=given.get("fase", ""),
        postcode=given.get("postcode", "").replace("\x00", ""),
    )
    others = [one for one in parents.languages().values() if one.texts and one.code != page.language.code]
    absent = [one for one in parents.languages().values() if not one.texts]
    values = {"page": page, "t": page.language.texts, "others": others, "absent": absent}
    response = render(request, "offer/parents.html", values)
    response["Referrer-Policy"] = "no-referrer"
    return response
