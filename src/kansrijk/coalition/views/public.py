"""What everybody sees of a coalition: its page, a message, a report, the drawing as a file."""

from copy import copy
from uuid import UUID

from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kansrijk.coalition import queries
from kansrijk.coalition.forms_public import SubscribeForm
from kansrijk.coalition.pages.public import public_view
from kansrijk.coalition.queries.public import Public
from kansrijk.coalition.views.entry import actor_of, coalition_of
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.rules import require_may


def shown(request: HttpRequest, found: Public, form: SubscribeForm | None = None, **values: object) -> HttpResponse:
    """The page, drawn. `form`: the sign-up with what was refused."""
    view = public_view(found, timezone.localdate())
    context = {"view": view, "page": found, "form": form or SubscribeForm(), **values}
    return render(request, "coalition/public.html", context, status=422 if form and form.errors else 200)


def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The stranger's page: asked by the coordinator, rendered for a visitor, header and footer too."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "update", "public_page", coalition=coalition.id)
    found = queries.preview(actor, coalition.id)
    return shown(as_stranger(request), found, is_preview=True)


def as_stranger(request: HttpRequest) -> HttpRequest:
    """The same request as somebody sends it who is not signed in."""
    theirs = copy(request)
    theirs.actor = VISITOR  # type: ignore[attr-defined]
    theirs.session = type(request.session)()
    theirs.user = get_user(theirs)
    return theirs


def news_item(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """One message."""
    name, found = queries.public_news(actor_of(request), slug, number)
    return render(request, "coalition/news_item.html", {"slug": slug, "name": name, "item": found})


def report(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """The file of a report, as download only: nothing of it is shown within this site."""
    found = queries.report_file(actor_of(request), slug, number)
    response = HttpResponse(found.content, content_type=found.media)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
