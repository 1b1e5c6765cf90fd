"""A receiver without an account: one referral, opened with link and code. No browser or proxy keeps any of it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.referrals import commands_receiver, queries_receiver, words
from kansrijk.referrals.forms import SealedCodeForm, StepForm
from kansrijk.referrals.queries import ReferralRead
from kansrijk.referrals.views import steps_page
from kansrijk.trust import own_page, sealed_link
from kansrijk.trust.own_page import private
from kansrijk.trust.rules import Denied


def door(request: HttpRequest, key: str) -> HttpResponse:
    """Asks for the code, whatever the link. One answer for all that does not open."""
    form = SealedCodeForm(request.POST or None)
    if request.method == "POST":
        code = form.cleaned_data["code"] if form.is_valid() else ""
        opened = commands_receiver.open_receiver_link(by=own_page.stranger(request), token=key, code=code)
        if opened:
            response = private(redirect("sealed_referral"))
            sealed_link.remember(response, opened)
            return response
    is_wrong = request.method == "POST"
    context = {"form": SealedCodeForm(), "is_wrong": is_wrong}
    return private(render(request, "referrals/sealed/door.html", context, status=404 if is_wrong else 200))


def referral(request: HttpRequest) -> HttpResponse:
    """What was sent, what happened, and what may be done now."""
    read = queries_receiver.referral_by_link(request.actor)  # type: ignore[attr-defined]
    return private(render(request, "referrals/sealed/referral.html", _page(read, None)))


def step(request: HttpRequest) -> HttpResponse:
    """Takes one step; where it is over with that, the page closes and says so."""
    actor = request.actor  # type: ignore[attr-defined]
    event = request.POST.get("event", "")
    form = StepForm(request.POST, event=event) if event in words.BUTTONS else None
    if form is not None and form.is_valid():
        said = {**form.cleaned_data, "event": event}
        try:
            goes_on = commands_receiver.step_by_link(by=actor, **said)
        except BadInput as fault:
            form.add_error(fault.field if fault.field in {"reason", "words"} else None, words.FAULTS[fault.field])
        else:
            if goes_on:
                messages.success(request, _("Done: %(step)s.") % {"step": words.STEPS[event]})
                return private(redirect("sealed_referral"))
            return _closed(request, str(words.STEPS[event]))
    read = queries_receiver.referral_by_link(actor)
    return private(render(request, "referrals/sealed/referral.html", _page(read, form), status=400))


def leave(request: HttpRequest) -> HttpResponse:
    """The page closes, here and at once; also where it had ended by itself."""
    try:
        commands_receiver.close_receiver_link(by=request.actor)  # type: ignore[attr-defined]
    except Denied:
        pass
    return _closed(request, "")


def _closed(request: HttpRequest, step: str) -> HttpResponse:
    response = private(render(request, "referrals/sealed/left.html", {"step": step}))
    sealed_link.forget(response)
    return response


def _page(read: ReferralRead, refused: StepForm | None) -> dict[str, Any]:
    return steps_page(read, refused) | {"action": reverse("sealed_step"), "key": uuid4()}
