"""The browser side of a sealed link to one referral: what it holds, who asks by it, and the page for when it is closed.

The twin of `own_page` for an organisation without an account; it has nothing to do with a session either.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kansrijk.trust import compartment, own_page
from kansrijk.trust.actors import Actor
from kansrijk.trust.network import network_address, trace_of

COOKIE = compartment.LINK_COOKIE


def actor_of(request: HttpRequest) -> Actor:
    """The organisation whose link this browser opened and did not leave too long ago; else a visitor."""
    guest = compartment.guest_of(request.COOKIES.get(COOKIE, ""))
    return Actor(address=network_address(request), trace=trace_of(request), guest=guest)


def is_open(actor: Actor) -> bool:
    return actor.guest is not None


def remember(response: HttpResponse, key: str) -> None:
    own_page.remember(response, key, COOKIE)


def forget(response: HttpResponse) -> None:
    own_page.forget(response, COOKIE)


def closed(request: HttpRequest) -> HttpResponse:
    """One page for all: never opened, ended, withdrawn, over, or switched off."""
    return own_page.private(render(request, "trust/sealed_link_closed.html", status=404))
