"""Asking consent: first with whom, then what may be shared; and stopping it, in one tap on the page of the file."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.families import (
    commands_consent,
    commands_link,
    consent_lines,
    consents,
    grounds,
    queries_consent,
    queries_link,
    words,
    words_consent,
)
from kansrijk.families.forms_consent import ConsentForm
from kansrijk.families.queries_consent import Asking, Receiver
from kansrijk.families.views import coalition_of
from kansrijk.families.views_link import shown
from kansrijk.trust.own_page import private
from kansrijk.trust.queries import CoalitionCard


def ask(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """Without `bij` the choice with whom; with it the form, which is sent to itself."""
    coalition = coalition_of(request, slug)
    asking = queries_consent.asking(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    wanted = request.GET.get("bij", "")
    door = next((one for one in asking.receivers if str(one.id) == wanted), None)
    if door is None:
        return _choose(request, coalition, asking, is_wrong=request.method == "POST" or bool(wanted))
    first = {"key": uuid4(), "mark": _mark(door, asking)}
    first |= {"purpose": door.rules[0].purposes[0]} if sum(len(rule.purposes) for rule in door.rules) == 1 else {}
    form = ConsentForm(request.POST or None, asking=asking, receiver=door, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            given = commands_consent.give_consent(
                by=request.actor,  # type: ignore[attr-defined]
                coalition=coalition.id,
                file=file,
                key=form.cleaned_data["key"],
                receiver=door.id,
                mark=form.cleaned_data["mark"],
                given=form.given(),
                language=words.language(),
            )
        except BadInput as fault:
            _refuse(form, fault, door, asking)
        else:
            messages.success(request, _("Written down. Say that stopping is always possible."))
            return redirect("consent_receipt", slug=slug, consent=given)
    context = _context(coalition, asking) | {"door": door, "form": form}
    return render(request, "families/consent.html", context, status=400 if form.errors else 200)


def _choose(request: HttpRequest, coalition: CoalitionCard, asking: Asking, *, is_wrong: bool) -> HttpResponse:
    return render(
        request,
        "families/consent_with.html",
        _context(coalition, asking) | {"is_wrong": is_wrong},
        status=400 if is_wrong else 200,
    )


def _context(coalition: CoalitionCard, asking: Asking) -> dict[str, Any]:
    return {
        "coalition": coalition,
        "asking": asking,
        "part": words.PARTS[asking.part],
        "by_telephone": [rule.why(words.language()) for rule in grounds.by_telephone(timezone.localdate())],
    }


def _mark(door: Receiver, asking: Asking) -> str:
    return consents.mark_of(door.name, asking.organisation)


def _refuse(form: ConsentForm, fault: BadInput, door: Receiver, asking: Asking) -> None:
    """The sentence at its field. A form that was sent before, or made from older texts, carries new ones."""
    field = fault.field if fault.field in form.fields and fault.field != "key" else None
    form.add_error(field, words_consent.FAULTS[fault.field])
    form.data = form.data.copy()
    form.data["mark"] = _mark(door, asking)
    if fault.field == "key":
        form.data["key"] = str(uuid4())


def receipt(request: HttpRequest, slug: str, consent: UUID) -> HttpResponse:
    """What the parent takes home, to read together and to print; a POST puts the link of her own page on it."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    taken = queries_consent.receipt(actor, coalition.id, consent)
    line = consent_lines.lines([taken.consent])[0]
    context = {"coalition": coalition, "receipt": taken, "line": line, "stopped": consent_lines.stopped(taken.consent)}
    hers = queries_link.own_page_seen(actor, coalition.id, taken.consent.file)
    context["has_link"] = hers.may_make and hers.link is not None and hers.link.state == "works"
    if request.method == "POST":
        try:
            paper = commands_link.add_paper(by=actor, coalition=coalition.id, file=taken.consent.file)
        except BadInput:
            messages.error(request, _("There is no link that works. Make one first; then print the receipt."))
            return redirect("family_own_page", slug=slug, file=taken.consent.file)
        context |= shown(request, paper)
    return private(render(request, "families/receipt.html", context))


def stop(request: HttpRequest, slug: str, consent: UUID) -> HttpResponse:
    """Stops a consent, or one kind of data of it, and goes back to the file."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    read = queries_consent.consent(actor, coalition.id, consent)
    try:
        commands_consent.withdraw_consent(
            by=actor, coalition=coalition.id, consent=consent, category=request.POST.get("wat", "")
        )
    except BadInput:
        messages.error(request, _("This consent does not speak of that. Nothing was changed."))
    else:
        messages.success(request, _("Stopped. From now on nothing more of this is shared."))
    return redirect("family_file", slug=slug, file=read.file)
