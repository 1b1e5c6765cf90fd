"""A referral as a letter to hand over: a page to print, and the same as PDF. Neither address nor file names anybody."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.referrals import letter as letters
from kansrijk.referrals import queries_receiver
from kansrijk.referrals.queries_receiver import Letter
from kansrijk.referrals.views import coalition_of
from kansrijk.trust.own_page import private


def letter(request: HttpRequest, slug: str, referral: UUID) -> HttpResponse:
    """To read and to print."""
    found = _found(request, slug, referral)
    if found is None:
        return _nothing(request, slug, referral)
    context = {
        "coalition": coalition_of(request, slug),
        "referral": referral,
        "letter": letters.document(found),
        "has_more": found.has_more,
    }
    return private(render(request, "referrals/letter.html", context))


def letter_pdf(request: HttpRequest, slug: str, referral: UUID) -> HttpResponse:
    """The same, tagged."""
    found = _found(request, slug, referral)
    if found is None:
        return _nothing(request, slug, referral)
    response = HttpResponse(letters.pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="brief.pdf"'
    return private(response)


def _found(request: HttpRequest, slug: str, referral: UUID) -> Letter | None:
    coalition = coalition_of(request, slug)
    try:
        return queries_receiver.letter(request.actor, coalition.id, referral)  # type: ignore[attr-defined]
    except BadInput:
        return None


def _nothing(request: HttpRequest, slug: str, referral: UUID) -> HttpResponse:
    messages.error(request, _("There is nothing more to hand over: it is over, or the parent stopped sharing."))
    return redirect("referral", slug=slug, referral=referral)
