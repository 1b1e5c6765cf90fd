"""A parent's own page: opened with link and code, without an account. Nothing of it is kept by a browser or a proxy."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import commands_own, consent_lines, looking, queries_own, words_own
from kansrijk.families.forms_own import AskForm, CodeForm
from kansrijk.families.views_looking import KINDS, told
from kansrijk.families.views_plan import lines_of
from kansrijk.trust import own_page
from kansrijk.trust.own_page import private
from kansrijk.trust.rules import Denied

A_YEAR = timedelta(days=365)


def door(request: HttpRequest, key: str) -> HttpResponse:
    """Asks for the code, whatever the link. One answer for all that does not open."""
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        code = form.cleaned_data["code"] if form.is_valid() else ""
        opened = commands_own.open_page(by=own_page.stranger(request), token=key, code=code)
        if opened:
            response = private(redirect("own_page"))
            own_page.remember(response, opened)
            return response
    is_wrong = request.method == "POST"
    context = {"form": CodeForm(), "is_wrong": is_wrong}
    return private(render(request, "families/own/door.html", context, status=404 if is_wrong else 200))


def own(request: HttpRequest) -> HttpResponse:
    """Who helps me, what do I share, what did I ask."""
    page = queries_own.own_page(request.actor)  # type: ignore[attr-defined]
    context = {
        "page": page,
        "plan": page.plan,
        "lines": lines_of(page.plan),
        "shared": [line for line in consent_lines.lines(page.consents) if line["consent"].is_in_force],
        "ended": [line for line in consent_lines.lines(page.consents) if not line["consent"].is_in_force],
        "asked": [(one, words_own.KINDS[one.kind], words_own.OUTCOMES.get(one.outcome, "")) for one in page.requests],
        "has_stopped": "gestopt" in request.GET,
    }
    return private(render(request, "families/own/home.html", context))


def looked(request: HttpRequest) -> HttpResponse:
    """Who looked in the last year, per day, by role and organisation."""
    today = timezone.localdate()
    read = queries_own.own_looked(request.actor, today - A_YEAR, today)  # type: ignore[attr-defined]
    lines = [(line, KINDS[line.kind], ", ".join(line.roles), told(line)) for line in looking.by_day(read.records)]
    return private(render(request, "families/own/looked.html", {"lines": lines, "is_cut": read.is_cut}))


def stop(request: HttpRequest, consent: UUID) -> HttpResponse:
    """One tap: a consent, or one kind of data of it, ends at once."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        commands_own.stop_sharing(by=actor, consent=consent, category=request.POST.get("wat", "")[:40])
    except BadInput:
        return private(redirect("own_page"))
    response = private(redirect("own_page"))
    response["Location"] += "?gestopt=1"
    return response


def ask(request: HttpRequest) -> HttpResponse:
    """Something is not right, or is not wanted."""
    form = AskForm(request.POST or None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            made = commands_own.ask(by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except BadInput as fault:
            form.add_error(
                fault.field if fault.field in {"kind", "text"} else None, words_own.FAULTS[fault.field or "key"]
            )
            form.data = form.data.copy()
            form.data["key"] = str(uuid4())
        else:
            return private(redirect("own_page_request", asked=made))
    return private(render(request, "families/own/ask.html", {"form": form}, status=400 if form.errors else 200))


def asked(request: HttpRequest, asked: UUID) -> HttpResponse:
    """The receipt of what she said, and the answer once it is there."""
    found = queries_own.own_request(request.actor, asked)  # type: ignore[attr-defined]
    context = {
        "asked": found,
        "kind": words_own.KINDS[found.kind],
        "outcome": words_own.OUTCOMES.get(found.outcome, ""),
    }
    return private(render(request, "families/own/asked.html", context))


def leave(request: HttpRequest) -> HttpResponse:
    """The page closes, here and at once; also where it had ended by itself."""
    try:
        commands_own.close_page(by=request.actor)  # type: ignore[attr-defined]
    except Denied:
        pass
    response = private(render(request, "families/own/left.html"))
    own_page.forget(response)
    return response
