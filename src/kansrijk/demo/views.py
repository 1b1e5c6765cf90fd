"""The list of people of the fictional region, and signing in as one of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from kansrijk.demo import sign_in
from kansrijk.demo.people import PEOPLE
from kansrijk.trust.roles import ROLES


def people(request: HttpRequest) -> HttpResponse:
    """Everybody one can be here."""
    english = get_language() == "en"
    roles = {role.code: (role.en, role.task_en) if english else (role.nl, role.task_nl) for role in ROLES}
    cards = [
        {
            "code": p.role,
            "name": p.name,
            "organisation": p.organisation,
            "role": roles[p.role][0],
            "task": roles[p.role][1],
        }
        for p in PEOPLE
    ]
    return render(request, "demo/people.html", {"people": cards})


def enter(request: HttpRequest, role: str) -> HttpResponse:
    """Signs in as the person in this role and goes to the start page."""
    sign_in.sign_in_as(request, role)
    return redirect("/vandaag")
