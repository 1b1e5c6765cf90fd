"""Screens of advice without a name: what was asked, asking, and one question with its answer."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.families import queries as family_queries
from kansrijk.referrals import commands_consult, queries_consult, words_consult
from kansrijk.referrals.forms_consult import AdviceForm, ConsultForm
from kansrijk.referrals.queries_consult import KIND, ConsultRead
from kansrijk.trust.queries import CoalitionCard


def coalition_of(request: HttpRequest, slug: str) -> CoalitionCard:
    return family_queries.place(request.actor, slug, KIND)  # type: ignore[attr-defined]


def consults(request: HttpRequest, slug: str) -> HttpResponse:
    """What the actor asked, and what is asked of the organisation."""
    coalition = coalition_of(request, slug)
    found = queries_consult.consults(request.actor, coalition.id).consults  # type: ignore[attr-defined]
    lines = [{"consult": one, "phase": words_consult.PHASES[one.phase]} for one in found]
    context = {
        "coalition": coalition,
        "asked": [line for line in lines if not line["consult"].is_mine],
        "mine": [line for line in lines if line["consult"].is_mine],
    }
    return render(request, "referrals/consult/list.html", context)


def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; what points at somebody is refused, and what was typed stays."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    parties = queries_consult.consults(actor, coalition.id).can_be_asked
    form = ConsultForm(request.POST or None, parties=parties, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "organisation": UUID(form.cleaned_data["organisation"])}
        try:
            made = commands_consult.ask_consult(by=actor, coalition=coalition.id, **said)
        except BadInput as fault:
            field = "question" if fault.field == "points" else fault.field
            form.add_error(
                field if field in form.fields and field != "key" else None, words_consult.FAULTS[fault.field or "key"]
            )
            form.data = form.data.copy()
            form.data["key"] = str(uuid4())
        else:
            messages.success(request, _("Asked. The answer comes here."))
            return redirect("consult", slug=slug, consult=made)
    context = {"coalition": coalition, "form": form, "has_somebody": bool(parties)}
    return render(request, "referrals/consult/ask.html", context, status=400 if form.errors else 200)


def consult(request: HttpRequest, slug: str, consult: UUID) -> HttpResponse:
    """One question; who was asked answers here."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    form = AdviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands_consult.answer_consult(by=actor, coalition=coalition.id, consult=consult, **form.cleaned_data)
        except BadInput as fault:
            form.add_error(
                "answer" if fault.field in {"answer", "points"} else None, words_consult.FAULTS[fault.field or "key"]
            )
        else:
            messages.success(request, _("Answered. Thank you."))
            return redirect("consult", slug=slug, consult=consult)
    found = queries_consult.consult(actor, coalition.id, consult)
    return render(
        request, "referrals/consult/consult.html", _page(coalition, found, form), status=400 if form.errors else 200
    )


def drop(request: HttpRequest, slug: str, consult: UUID) -> HttpResponse:
    """One's own question goes away."""
    coalition = coalition_of(request, slug)
    commands_consult.drop_consult(by=request.actor, coalition=coalition.id, consult=consult)  # type: ignore[attr-defined]
    messages.success(request, _("Taken away."))
    return redirect("consults", slug=slug)


def _page(coalition: CoalitionCard, found: ConsultRead, form: AdviceForm) -> dict[str, object]:
    return {"coalition": coalition, "consult": found, "phase": words_consult.PHASES[found.phase], "form": form}
