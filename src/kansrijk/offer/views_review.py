"""The page behind the link of a mail: looking changes nothing, one click confirms."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.offer import commands, pages, queries
from kansrijk.offer.views import actor_of
from kansrijk.offer.views_desk import coalition_of


def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Sends the mails."""
    coalition = coalition_of(request, slug)
    site = f"{request.scheme}://{request.get_host()}"
    asked = commands.ask_reviews(by=actor_of(request), coalition=coalition.id, site=site)
    if asked.failed:
        messages.error(request, _("%(count)s messages could not be sent. Try again later.") % {"count": asked.failed})
    if asked.owners:
        counts = {"owners": asked.owners, "services": asked.services}
        messages.success(request, _("%(owners)s people were asked about %(services)s entries.") % counts)
    elif not asked.failed:
        messages.success(request, _("Nobody needs to be asked now: all is checked, or was asked within two weeks."))
    return redirect("offer_desk", slug=slug)


def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Ends the links that are still open."""
    coalition = coalition_of(request, slug)
    ended = commands.withdraw_reviews(by=actor_of(request), coalition=coalition.id)
    messages.success(request, _("%(count)s open links were withdrawn.") % {"count": ended})
    return redirect("offer_desk", slug=slug)


def review(request: HttpRequest, key: str) -> HttpResponse:
    """Shows the entries; POST confirms all of them or one."""
    actor = actor_of(request)
    try:
        if request.method == "POST":
            commands.confirm_by_link(by=actor, key=key, service=request.POST.get("service", "")[:120])
            return redirect("offer_review", key=key)
        cards = queries.review(actor, key)
    except BadInput as error:
        return _closed(request, error.field or "")
    lines = [(pages.line(card), pages.facts(actor, card)) for card in cards]
    is_done = all(card.freshness == "fresh" for card in cards)
    response = render(request, "offer/review.html", {"lines": lines, "is_done": is_done})
    response["Referrer-Policy"] = "no-referrer"
    return response


def _closed(request: HttpRequest, why: str) -> HttpResponse:
    words = {
        "withdrawn": _("The coordinator withdrew this link. You need to do nothing."),
        "expired": _("This link worked for 30 days and is over. You will get a new one when it is time."),
    }
    said = words.get(why, _("This link is not complete. Copy the whole link from the message."))
    return render(request, "offer/review_closed.html", {"said": said}, status=404 if why not in words else 410)
