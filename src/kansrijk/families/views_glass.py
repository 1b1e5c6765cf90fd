"""Opening a file of one's own organisation in an emergency: asking, reading, closing; and judging it afterwards."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.families import commands_glass, queries_glass, words, words_glass
from kansrijk.families.forms_glass import DecisionForm, GlassForm
from kansrijk.families.signals import Said
from kansrijk.families.views import coalition_of
from kansrijk.offer import vocabulary
from kansrijk.trust.own_page import private
from kansrijk.trust.rules import require_may


def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Who, why and for how long; the file opens when exactly that person is found."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    require_may(actor, "create", "break_glass", coalition=coalition.id, case=commands_glass.WHERE)
    form = GlassForm(request.POST if request.method == "POST" else None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            made = commands_glass.break_glass(by=actor, coalition=coalition.id, **form.cleaned_data)
        except BadInput as fault:
            field = fault.field if fault.field in form.fields and fault.field != "key" else None
            form.add_error(field, words_glass.FAULTS.get(fault.field or "key", words_glass.FAULTS["key"]))
        else:
            if made:
                return redirect("emergency_file", slug=slug, opening=made)
            form.add_error(None, words_glass.FAULTS["nobody"])
    context = {"coalition": coalition, "form": form}
    return render(request, "families/emergency_ask.html", context, status=422 if form.errors else 200)


def look(request: HttpRequest, slug: str, opening: UUID) -> HttpResponse:
    """What helps now, until the time is over. Meanwhile every page says that it is open."""
    coalition = coalition_of(request, slug)
    found = queries_glass.emergency(request.actor, coalition.id, opening)  # type: ignore[attr-defined]
    today = timezone.localdate()
    spoken = words.spoken(Said(language=found.language, interpreter=found.interpreter or "unknown"))
    context = {
        "coalition": coalition,
        "found": found,
        "part": words.PARTS[found.part],
        "moment": words.moment(found.moment, today) if found.moment else "",
        "spoken": spoken,
        "factors": _factors(found),
    }
    return private(render(request, "families/emergency.html", context))


def _factors(found: queries_glass.Emergency) -> list[tuple[Any, list[str]]]:
    """Both sides, with names; what is no longer so is left out."""
    known = vocabulary.factors()
    return [
        (
            words.SIDES[side],
            [
                known[one.code].name(words.language())
                for one in found.factors
                if one.side == side and one.state != "gone" and one.code in known
            ],
        )
        for side in ("protective", "risk")
    ]


def close(request: HttpRequest, slug: str, opening: UUID) -> HttpResponse:
    """Before its time, by hand."""
    coalition = coalition_of(request, slug)
    commands_glass.close_glass(by=request.actor, coalition=coalition.id, opening=opening)  # type: ignore[attr-defined]
    messages.success(request, _("Closed. You do not see this file any more."))
    return redirect("family_files", slug=slug)


def openings(request: HttpRequest, slug: str) -> HttpResponse:
    """What is to be judged, and what was."""
    coalition = coalition_of(request, slug)
    found = queries_glass.openings(request.actor, coalition.id)  # type: ignore[attr-defined]
    lines = [(one, words_glass.OUTCOMES.get(one.outcome, "")) for one in found]
    in_vain = queries_glass.tries_in_vain(request.actor, coalition.id)  # type: ignore[attr-defined]
    context = {"coalition": coalition, "lines": lines, "in_vain": in_vain}
    return render(request, "families/emergency_openings.html", context)


def decide(request: HttpRequest, slug: str, opening: UUID) -> HttpResponse:
    """One opening, with its reason, and the judgement."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    found = queries_glass.opening(actor, coalition.id, opening)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands_glass.decide_glass(by=actor, coalition=coalition.id, opening=opening, **form.cleaned_data)
        except BadInput as fault:
            form.add_error(
                fault.field if fault.field in form.fields else None, words_glass.FAULTS[fault.field or "key"]
            )
        else:
            messages.success(request, _("Written down. Who opened the file is not told here; talk about it."))
            return redirect("emergencies", slug=slug)
    context = {
        "coalition": coalition,
        "one": found,
        "because": words_glass.reason(found.because),
        "outcome": words_glass.OUTCOMES.get(found.outcome, ""),
        "form": form,
    }
    return render(request, "families/emergency_decide.html", context, status=422 if form.errors else 200)
