"""Signing up for the newsletter, confirming it, and ending it. No account, and nothing of who reads what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms_public import SubscribeForm
from kansrijk.coalition.views.entry import actor_of
from kansrijk.coalition.views.public import shown
from kansrijk.core.faults import BadInput


def subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    """The same answer for every address."""
    actor = actor_of(request)
    form = SubscribeForm(request.POST)
    if form.is_valid():
        try:
            site = f"{request.scheme}://{request.get_host()}"
            commands.subscribe(by=actor, slug=slug, email=form.cleaned_data["email"], site=site)
        except BadInput as fault:
            form.refuse(fault)
        else:
            return render(request, "coalition/newsletter.html", {"state": "asked", "slug": slug})
    return shown(request, queries.public_page(actor, slug), form)


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; the button does."""
    name = queries.newsletter_of(actor_of(request), token)
    if request.method == "POST":
        commands.confirm_subscription(by=actor_of(request), token=token)
        return render(request, "coalition/newsletter.html", {"state": "confirmed", "name": name})
    return render(request, "coalition/newsletter.html", {"state": "confirm", "name": name})


@csrf_exempt  # a mail programme presses the button for its reader (RFC 8058); the signed link is the proof
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One press, and the address is gone."""
    if request.method == "POST":
        commands.unsubscribe(by=actor_of(request), token=token)
        return render(request, "coalition/newsletter.html", {"state": "left"})
    return render(request, "coalition/newsletter.html", {"state": "leave"})
