"""Sending a referral: first to which door; then on one screen what is sent, what the parent agrees to, and sending."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.families import consents, grounds, words_consent
from kansrijk.families import words as family_words
from kansrijk.offer import vocabulary
from kansrijk.referrals import commands, contents, queries_doors, visits, words
from kansrijk.referrals.forms import TEXT, AgreedForm, SendForm
from kansrijk.referrals.queries_doors import Door, Sending
from kansrijk.referrals.views import coalition_of
from kansrijk.trust.queries import CoalitionCard

MOST_AT_ONCE = 8  # doors that fit; the others are one tap away


def send(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """Without `deur` the choice of a door; with it the form, which is sent to itself."""
    coalition = coalition_of(request, slug)
    sending = queries_doors.sending(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    wanted = request.GET.get("deur", "")
    door = next((one for one in sending.doors if str(one.receiver.id) == wanted), None)
    if door is None:
        return _choose(request, coalition, sending, is_wrong=request.method == "POST" or bool(wanted))
    form = _form(request, sending, door)
    if request.method == "POST" and form.is_valid():
        try:
            made = _send(request, coalition, sending, door, form)
        except BadInput as fault:
            _refuse(form, fault, door, sending)
        else:
            messages.success(request, _("Sent. You carry it until it is taken on."))
            response = redirect("referral", slug=slug, referral=made)
            response["Location"] += "" if door.is_on_screen else "#overdragen"
            return response
    context = _context(coalition, sending) | {"door": door, "form": form, "is_agreed": isinstance(form, AgreedForm)}
    if any(visits.is_visit(purpose) for rule in door.receiver.rules for purpose in rule.purposes):
        context["visit"] = visits.text(family_words.language())
    return render(request, "referrals/send.html", context, status=400 if form.errors else 200)


def _form(request: HttpRequest, sending: Sending, door: Door) -> SendForm | AgreedForm:
    proposed = contents.proposed(sending.known, family_words.language())
    agreed = sending.in_force_with(door.receiver.id)
    first: dict[str, Any] = {"key": uuid4()}
    if agreed is not None and request.GET.get("opnieuw") != "ja":
        return AgreedForm(request.POST or None, agreed=agreed.categories, proposed=proposed, initial=first)
    receiver = door.receiver
    first["mark"] = consents.mark_of(receiver.name, sending.asking.organisation)
    if sum(len(rule.purposes) for rule in receiver.rules) == 1:
        first["purpose"] = receiver.rules[0].purposes[0]
    return SendForm(request.POST or None, asking=sending.asking, receiver=receiver, proposed=proposed, initial=first)


def _send(
    request: HttpRequest, coalition: CoalitionCard, sending: Sending, door: Door, form: SendForm | AgreedForm
) -> UUID:
    asks = isinstance(form, SendForm)
    return commands.send(
        by=request.actor,  # type: ignore[attr-defined]
        coalition=coalition.id,
        file=sending.asking.file,
        key=form.cleaned_data["key"],
        receiver=door.receiver.id,
        texts=form.texts(),
        mark=form.cleaned_data["mark"] if asks else "",
        given=form.given() if isinstance(form, SendForm) else None,
        language=family_words.language(),
        is_handed_over=not door.is_on_screen,
    )


def _refuse(form: SendForm | AgreedForm, fault: BadInput, door: Door, sending: Sending) -> None:
    """The sentence at its field. A form that was sent before, or made from older texts, carries new ones."""
    text = f"{TEXT}{fault.field}"
    if text in form.fields:
        form.add_error(text, words.FAULTS.get(fault.field, words.TOO_LONG))
        return
    field = fault.field if fault.field in form.fields and fault.field != "key" else None
    form.add_error(field, words.FAULTS.get(fault.field) or words_consent.FAULTS[fault.field])
    form.data = form.data.copy()
    form.data["mark"] = consents.mark_of(door.receiver.name, sending.asking.organisation)
    if fault.field == "key":
        form.data["key"] = str(uuid4())


def _choose(request: HttpRequest, coalition: CoalitionCard, sending: Sending, *, is_wrong: bool) -> HttpResponse:
    known = vocabulary.factors()
    lines: list[dict[str, Any]] = [
        {
            "door": door,
            "for": [known[code].name(family_words.language()) for code in door.factors],
        }
        for door in sending.doors
    ]
    fitting = [line for line in lines if line["door"].fits]
    on_screen = [line for line in fitting if line["door"].is_on_screen]
    context = _context(coalition, sending) | {
        "is_wrong": is_wrong,
        "fitting": on_screen[:MOST_AT_ONCE],
        "more": on_screen[MOST_AT_ONCE:],
        "to_call": [line for line in fitting if not line["door"].is_on_screen],
        "others": [line for line in lines if not line["door"].fits],
    }
    return render(request, "referrals/doors.html", context, status=400 if is_wrong else 200)


def _context(coalition: CoalitionCard, sending: Sending) -> dict[str, Any]:
    return {
        "coalition": coalition,
        "asking": sending.asking,
        "part": family_words.PARTS[sending.asking.part],
        "by_telephone": [rule.why(family_words.language()) for rule in grounds.by_telephone(timezone.localdate())],
    }
