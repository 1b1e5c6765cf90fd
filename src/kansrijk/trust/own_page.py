"""The browser side of a parent's own page: what it holds, who asks by it, and the page for when it is closed.

It has nothing to do with a session of somebody who signs in: another cookie, another table, another kind of actor.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kansrijk.trust import compartment
from kansrijk.trust.actors import Actor
from kansrijk.trust.network import network_address, trace_of

COOKIE = compartment.OWN_PAGE_COOKIE


def actor_of(request: HttpRequest) -> Actor:
    """The parent whose page this browser opened and did not leave too long ago; else a visitor. No account is asked."""
    subject = compartment.subject_of(request.COOKIES.get(COOKIE, ""))
    return Actor(address=network_address(request), trace=trace_of(request), subject=subject)


def is_open(actor: Actor) -> bool:
    return actor.subject is not None


def stranger(request: HttpRequest) -> Actor:
    """Whoever stands before the door with a link: nobody yet, also in a browser in which somebody is signed in."""
    return Actor(address=network_address(request), trace=trace_of(request))


def remember(response: HttpResponse, key: str, cookie: str = COOKIE) -> None:
    """For as long as the browser is open at most; the database says how long it counts."""
    response.set_cookie(cookie, key, secure=not settings.PLAIN_HTTP, httponly=True, samesite="Strict", path="/")


def forget(response: HttpResponse, cookie: str = COOKIE) -> None:
    """The browser holds nothing any more, what it kept of the pages neither."""
    response.set_cookie(
        cookie, "", max_age=0, secure=not settings.PLAIN_HTTP, httponly=True, samesite="Strict", path="/"
    )
    response["Clear-Site-Data"] = '"cache", "storage"'


def private(response: HttpResponse) -> HttpResponse:
    """Kept by no browser and no proxy, and no address of ours is told to anybody."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "strict-origin"  # no-referrer would take the origin away that forms are checked by
    return response


def closed(request: HttpRequest) -> HttpResponse:
    """One page for all: never opened, ended, withdrawn, over, or switched off."""
    return private(render(request, "trust/own_page_closed.html", status=404))
