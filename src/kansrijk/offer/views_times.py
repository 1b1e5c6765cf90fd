"""Within how many working days a referral is answered: what the parties agreed, per kind of help."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.offer import commands, queries
from kansrijk.offer.forms_times import TimesForm
from kansrijk.offer.views import actor_of
from kansrijk.offer.views_desk import coalition_of
from kansrijk.trust.rules import Denied


def times(request: HttpRequest, slug: str) -> HttpResponse:
    """Every kind that somebody receives for, and storing it as a whole."""
    coalition, actor = coalition_of(request, slug), actor_of(request)
    if not actor.has_families_in(coalition.id):
        raise Denied("update", "directory")
    form = TimesForm(request.POST or None, lines=queries.agreed_times(actor, coalition.id))
    if request.method == "POST" and form.is_valid():
        count = commands.agree_times(by=actor, coalition=coalition.id, times=form.times())
        messages.success(request, _("Stored.") if count else _("Nothing was changed."))
        return redirect("offer_times", slug=slug)
    values = {"coalition": coalition, "form": form, "kinds": form.kinds()}
    return render(request, "offer/desk/times.html", values, status=422 if form.errors else 200)
