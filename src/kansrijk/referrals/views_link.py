"""For who sent a referral: the sealed link to it, and what was told by telephone, secure mail or letter."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.referrals import commands_receiver, queries, sealed, words
from kansrijk.referrals.commands_receiver import MadeLink
from kansrijk.referrals.forms import KeyForm, TellForm
from kansrijk.referrals.views import coalition_of, page_of
from kansrijk.trust import handed
from kansrijk.trust.own_page import private


def make(request: HttpRequest, slug: str, referral: UUID) -> HttpResponse:
    """What a link is, and the two secrets on the answer: they are shown now and never again."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    form = KeyForm(request.POST or None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            made = commands_receiver.make_receiver_link(
                by=actor, coalition=coalition.id, referral=referral, key=form.cleaned_data["key"]
            )
        except BadInput as fault:
            form.add_error(None, words.LINK_FAULTS[fault.field or "key"])
            form.data = {"key": str(uuid4())}
        else:
            context = {"coalition": coalition, "referral": referral} | _shown(request, made)
            return private(render(request, "referrals/link_made.html", context))
    read = queries.link_begun(actor, coalition.id, referral)
    context = {"coalition": coalition, "referral": read, "form": form, "days": sealed.DAYS}
    return render(request, "referrals/link.html", context, status=400 if form.errors else 200)


def withdraw(request: HttpRequest, slug: str, referral: UUID) -> HttpResponse:
    """The link ends, and what is open by it."""
    coalition = coalition_of(request, slug)
    commands_receiver.withdraw_receiver_link(
        by=request.actor,  # type: ignore[attr-defined]
        coalition=coalition.id,
        referral=referral,
    )
    messages.success(request, _("Withdrawn. The link opens nothing any more."))
    return redirect("referral", slug=slug, referral=referral)


def told(request: HttpRequest, slug: str, referral: UUID) -> HttpResponse:
    """Writes down what was heard, and goes back to the referral."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    read = queries.referral(actor, coalition.id, referral)
    form = TellForm(request.POST, events=read.can_tell) if read.can_tell else None
    if form is not None and form.is_valid():
        try:
            commands_receiver.tell_step(
                by=actor,
                coalition=coalition.id,
                referral=referral,
                how=request.POST.get("how", "")[:20],
                **{"reason": "", **form.cleaned_data},
            )
        except BadInput as fault:
            form.add_error(
                fault.field if fault.field in {"reason", "words", "event"} else None, words.FAULTS[fault.field]
            )
        else:
            messages.success(request, _("Written down: %(step)s.") % {"step": words.STEPS[form.cleaned_data["event"]]})
            return redirect("referral", slug=slug, referral=referral)
    read = queries.referral(actor, coalition.id, referral)
    return render(request, "referrals/referral.html", page_of(coalition, read, None, told=form), status=400)


def _shown(request: HttpRequest, made: MadeLink) -> dict[str, object]:
    address = f"{request.scheme}://{request.get_host()}{reverse('sealed_door', kwargs={'key': made.token})}"
    return {
        "address": address,
        "drawing": handed.drawn(address),
        "code": handed.spaced(made.code),
        "ends_at": made.ends_at,
    }
