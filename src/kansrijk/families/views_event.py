"""Something happened in a family: what, what recording it does, and then the button; and taking it back.

What happened goes in the body of a form and never in an address.
"""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.families import commands_event, queries_event, words, words_consent, words_event
from kansrijk.families.forms_event import EventForm, KindForm
from kansrijk.families.queries_event import Before
from kansrijk.families.views import coalition_of
from kansrijk.trust.queries import CoalitionCard


def happened(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """The choice; what that does; and, with `sure`, doing it."""
    coalition = coalition_of(request, slug)
    if request.method != "POST":
        return _choose(request, coalition, file)
    try:
        found = queries_event.before(request.actor, coalition.id, file, request.POST.get("kind", ""))  # type: ignore[attr-defined]
    except BadInput:
        return _choose(request, coalition, file)
    if "sure" not in request.POST:
        first = {"key": uuid4(), "kind": found.kind.code}
        return render(
            request, "families/event_sure.html", _context(coalition, found, EventForm(found=found, initial=first))
        )
    return _record(request, coalition, found)


def _choose(request: HttpRequest, coalition: CoalitionCard, file: UUID) -> HttpResponse:
    choice = queries_event.choice(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    form = KindForm(request.POST if request.method == "POST" else None, choice=choice)
    context = {"coalition": coalition, "choice": choice, "part": words.PARTS[choice.part], "form": form}
    return render(request, "families/event.html", context, status=422 if form.errors else 200)


def _context(coalition: CoalitionCard, found: Before, form: EventForm) -> dict[str, Any]:
    called = [one for one in found.shared if one.ends or found.kind.stops != "none"]
    return {
        "coalition": coalition,
        "found": found,
        "part": words.PARTS[found.part],
        "name": found.kind.name(words.language()),
        "note": found.kind.note(words.language()),
        "effects": words_event.effects(found),
        "warning": words_event.FINAL if words_event.is_final(found.kind) else words_event.OPEN,
        "called": [(one.receiver_name, words_consent.purpose(one.purpose)) for one in called],
        "form": form,
    }


def _record(request: HttpRequest, coalition: CoalitionCard, found: Before) -> HttpResponse:
    form = EventForm(request.POST, found=found)
    if form.is_valid():
        said = form.cleaned_data
        try:
            begun = commands_event.record_event(
                by=request.actor,  # type: ignore[attr-defined]
                coalition=coalition.id,
                file=found.file,
                key=said["key"],
                kind=found.kind.code,
                continues=[UUID(one) for one in said["continues"]],
                also=[UUID(one) for one in said["also"]],
                children=form.names(),
                copies=said["copies"],
            )
        except BadInput as fault:
            form.add_error(None, words_event.FAULTS.get(fault.field or "key", words_event.FAULTS["key"]))
        else:
            messages.success(request, words_event.done(found.kind))
            if begun:
                messages.info(
                    request, _("Each file of a child is a proposal: it is gone after a week, unless it is kept.")
                )
            return redirect("family_file", slug=coalition.slug, file=found.file)
    return render(request, "families/event_sure.html", _context(coalition, found, form), status=422)


def take_back(request: HttpRequest, slug: str, event: UUID) -> HttpResponse:
    """The record was wrong."""
    coalition = coalition_of(request, slug)
    file = commands_event.take_back_event(by=request.actor, coalition=coalition.id, event=event)  # type: ignore[attr-defined]
    messages.success(
        request, _("Taken back. What had stopped does not come back by itself: ask it anew where it is wanted.")
    )
    return redirect("family_file", slug=slug, file=file)
