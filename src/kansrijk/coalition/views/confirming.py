"""What somebody sees who opens the signed link of a mail. No account is needed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms import ConfirmForm
from kansrijk.coalition.views.entry import actor_of


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what stands of the reader; a POST says that it is right. Opening it changes nothing."""
    actor = actor_of(request)
    card = queries.invited(actor, token)
    form = ConfirmForm(request.POST or None)
    is_done = card.is_confirmed
    if request.method == "POST" and form.is_valid():
        commands.confirm_person(by=actor, token=token, **form.values())
        is_done = True
    return render(request, "coalition/confirm.html", {"card": card, "form": form, "is_done": is_done})
