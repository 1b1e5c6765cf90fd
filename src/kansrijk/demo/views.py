"""The list of people of the fictional region, and signing in as one of them."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from kansrijk.demo import families, sign_in
from kansrijk.demo import workbook as filled
from kansrijk.demo.people import COALITIONS, PEOPLE, Person
from kansrijk.trust.roles import ROLES


def people(request: HttpRequest) -> HttpResponse:
    """Everybody one can be here, per coalition."""
    groups = [
        {"name": one.name, "people": [_card(person) for person in PEOPLE if person.coalition == one.slug]}
        for one in COALITIONS
    ]
    others = [_card(person) for person in PEOPLE if not person.coalition]
    code = families.code_now() if settings.FAMILIES else ""
    return render(request, "demo/people.html", {"groups": groups, "others": others, "code": code})


def _card(person: Person) -> dict[str, Any]:
    english = get_language() == "en"
    role = next(one for one in ROLES if one.code == person.role)
    return {
        "code": person.code,
        "name": person.name,
        "organisation": person.organisation,
        "role": role.en if english else role.nl,
        "task": role.task_en if english else role.task_nl,
    }


def enter(request: HttpRequest, role: str) -> HttpResponse:
    """Signs in as the person in this role and goes to the start page."""
    sign_in.sign_in_as(request, role)
    return redirect("/vandaag")


def workbook(request: HttpRequest) -> HttpResponse:
    """The workbook of a coalition, filled in with what is made up here, to begin a coalition with."""
    content = filled.workbook(timezone.localdate())
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = 'attachment; filename="werkmap-verzonnen-streek.xlsx"'
    return response
