"""Being away for a while: from when until when, and ending it. Colleagues see meanwhile what waits."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.referrals import words
from kansrijk.referrals.forms import AwayForm
from kansrijk.referrals.views import coalition_of
from kansrijk.trust.commands_absence import be_away, be_back
from kansrijk.trust.queries_absence import own_absence


def away(request: HttpRequest, slug: str) -> HttpResponse:
    """The period that was named, and naming another; with `terug` one is back."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST" and "terug" in request.POST:
        be_back(by=actor, coalition=coalition.id)
        messages.success(request, _("You are here again. Colleagues no longer see what waits for you."))
        return redirect("referrals", slug=slug)
    period = own_absence(actor, coalition.id)
    form = AwayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            be_away(by=actor, coalition=coalition.id, **form.cleaned_data)
        except BadInput as fault:
            form.add_error(fault.field, words.AWAY_FAULTS[fault.field])
        else:
            messages.success(request, _("Your colleagues see what waits for you in that period."))
            return redirect("referrals", slug=slug)
    context = {"coalition": coalition, "form": form, "period": period}
    return render(request, "referrals/away.html", context, status=400 if form.errors else 200)
