"""Screens of families: one's own files, one file, keeping it and taking it away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.core.paging import part_of
from kansrijk.families import (
    commands,
    consent_lines,
    queries,
    queries_colleagues,
    queries_consent,
    queries_event,
    queries_link,
    queries_plan,
    queries_response,
    queries_signal,
    queries_weighing,
    words,
    words_own,
    words_plan,
)
from kansrijk.families.forms import AgreementForm, RefusalForm
from kansrijk.trust.queries import CoalitionCard
from kansrijk.trust.rules import Denied, may

FILES_ON_A_PAGE, FEW, LONGEST_NAME = 50, 8, 100
"""Fewer files than FEW are found by looking."""


def coalition_of(request: HttpRequest, slug: str) -> CoalitionCard:
    """The coalition of this address where the actor has a task in families; any other is denied alike."""
    return queries.place(request.actor, slug, "file")  # type: ignore[attr-defined]


def families(request: HttpRequest) -> HttpResponse:
    """To the files of the one coalition that the actor works for, or the choice of which."""
    cards = queries.places(request.actor)  # type: ignore[attr-defined]
    if not cards:
        raise Denied("list", "file")
    if len(cards) == 1:
        return redirect("family_files", slug=cards[0].slug)
    return render(request, "families/places.html", {"coalitions": cards})


def files(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own files, by name, some at a time. Who is looked for is sent, so that no address holds a name."""
    coalition = coalition_of(request, slug)
    if may(request.actor, "list", "break_glass", coalition=coalition.id) == "allow":  # type: ignore[attr-defined]
        return redirect("emergencies", slug=slug)  # who judges has no files
    wanted = request.POST.get("naam", "").strip()[:LONGEST_NAME]
    found = queries.own_files(request.actor, coalition.id, wanted)  # type: ignore[attr-defined]
    shown, page = part_of(found, "" if wanted else request.GET.get("bladzijde", ""), FILES_ON_A_PAGE)
    context = {
        "coalition": coalition,
        "wanted": wanted,
        "lines": [{"file": one, "part": words.PARTS[one.part]} for one in shown],
        "page": page,
        "is_cut": bool(wanted) and page.pages > 1,
        "can_be_searched": bool(wanted) or len(found) > FEW,
    }
    return render(request, "families/files.html", context)


def file(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """One file, with what may be done with it."""
    coalition = coalition_of(request, slug)
    found = queries.file(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    told = queries_signal.signals_of(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    weighed = queries_weighing.weighings_of(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    answered = queries_response.responses_of(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    agreed = queries_consent.consents_of(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    happened = queries_event.recorded(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    is_kept = found.ends_at is None  # a proposal is its author's alone: there is nobody to look for
    seen_by = queries_colleagues.parts(request.actor, coalition.id, file) if is_kept else []  # type: ignore[attr-defined]
    plan = queries_plan.plan_of(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    hers = queries_link.own_page_seen(request.actor, coalition.id, file) if is_kept else None  # type: ignore[attr-defined]
    context = {
        "coalition": coalition,
        "events": [(one, one.kind.name(words.language())) for one in happened],
        "rests_since": next((one.recorded_at for one in happened if one.stops_now), None),
        "plan": plan,
        "lines": [(title, plan.of(kind)) for kind, title in words_plan.TITLES.items() if plan.of(kind)],
        "own_page": hers,
        "link_state": words_own.STATES[hers.link.state] if hers and hers.link else "",
        "asked": [(one, words_own.ASKED[one.kind]) for one in hers.requests] if hers else [],
        "seen_by": seen_by,
        "is_in_it": any(one.is_own for one in seen_by),
        "consents": consent_lines.lines(agreed),
        "has_ended": any(not one.is_in_force for one in agreed),
        "file": found,
        "weighings": [(one, words.level(one.level)) for one in weighed],
        "part": words.PARTS[found.part],
        "responses": answered,
        "form": AgreementForm(),
        "refusal": RefusalForm(),
        "signals": told,
    }
    return render(request, "families/file.html", context)


def keep(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """The parent agreed that this organisation keeps the file."""
    coalition = coalition_of(request, slug)
    form = AgreementForm(request.POST)
    if form.is_valid():
        try:
            commands.keep_file(
                by=request.actor,  # type: ignore[attr-defined]
                coalition=coalition.id,
                file=file,
                agreed_on=form.cleaned_data["agreed_on"],
            )
        except BadInput:
            messages.error(request, _("The day of the agreement lies before the file was begun, or in the future."))
        else:
            messages.success(request, _("Kept. Your organisation keeps this file now."))
    else:
        messages.error(request, _("Say on which day the parent agreed, and tick that she did. Nothing was changed."))
    return redirect("family_file", slug=slug, file=file)


def forget(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """Takes a file away with all that hangs on it."""
    coalition = coalition_of(request, slug)
    form = RefusalForm(request.POST)
    commands.forget_file(
        by=request.actor,  # type: ignore[attr-defined]
        coalition=coalition.id,
        file=file,
        is_refused=form.is_valid() and form.cleaned_data["refused"],
    )
    messages.success(request, _("Taken away. What stood in this file is gone."))
    return redirect("family_files", slug=slug)
