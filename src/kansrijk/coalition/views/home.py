"""The coalitions of a person, the first page of one, and the guided start."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries, words
from kansrijk.coalition.pages.home import home_page, step_lines
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.coalition.views.public import shown
from kansrijk.trust.queries import coalitions as own_coalitions
from kansrijk.trust.rules import may, require_may


def coalitions(request: HttpRequest) -> HttpResponse:
    """Where one takes part; straight on where that is one coalition."""
    found = own_coalitions(actor_of(request), "voice")
    if len(found) == 1:
        return redirect("coalition_home", slug=found[0].slug)
    return render(request, "coalition/coalitions.html", {"coalitions": found})


def coalition_home(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, who takes part, what is missing, what is next; for others the public page at the same address."""
    actor = actor_of(request)
    if slug not in {card.slug for card in own_coalitions(actor, "voice")}:
        return _from_outside(request, slug)
    coalition = coalition_of(request, slug, "voice")
    if may(actor, "read", "coalition", coalition=coalition.id) != "allow":
        return redirect("coalition_voices", slug=slug)  # who only reads along
    found = queries.home(actor_of(request), coalition.id)
    return page(request, "home.html", coalition, page=home_page(coalition, found, words.language()))


def _from_outside(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page; without one a visitor is asked to sign in, whatever the name, and others find nothing."""
    actor = actor_of(request)
    if actor.is_visitor and not queries.is_published(actor, slug):
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    return shown(request, queries.public_page(actor, slug))


def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """The guided start: left and resumed at will, since what is done is read from what is there."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "coalition", coalition=coalition.id)
    if request.method == "POST":
        commands.close_guide(by=actor, coalition=coalition.id)
        messages.success(request, _("The start is no longer shown on the first page."))
        return redirect("coalition_home", slug=slug)
    return page(request, "begin.html", coalition, steps=step_lines(coalition, queries.guide(actor, coalition.id)))
