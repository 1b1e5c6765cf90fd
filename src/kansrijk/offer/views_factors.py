"""The screen of the factors that a coalition adds to the shipped ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.offer import commands, queries, vocabulary, words
from kansrijk.offer.forms import SIDES, OwnFactorForm
from kansrijk.offer.views import actor_of
from kansrijk.offer.views_desk import coalition_of
from kansrijk.trust.rules import require_may


def factors(request: HttpRequest, slug: str) -> HttpResponse:
    """Which there are, and one more. Nothing of the shipped list can be changed here."""
    coalition, actor = coalition_of(request, slug), actor_of(request)
    require_may(actor, "update", "directory", coalition=coalition.id)
    form = OwnFactorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            commands.add_own_factor(by=actor, coalition=coalition.id, **form.cleaned_data)
        except BadInput as error:
            form.add_error(error.field, _refused(error))
        else:
            messages.success(request, _("This factor can be chosen in your directory now."))
            return redirect("offer_factors", slug=slug)
    own = [one for one in queries.factors(actor, coalition.id).values() if one.code not in vocabulary.factors()]
    tongue = words.language()
    lines = [
        (one.code, one.nl, "" if one.en == one.nl else one.en, SIDES[one.side], _domain(one, tongue)) for one in own
    ]
    context = {"coalition": coalition, "form": form, "lines": lines}
    return render(request, "offer/desk/factors.html", context, status=422 if form.errors else 200)


def _domain(one: vocabulary.Factor, tongue: str) -> str:
    return vocabulary.domains()[one.domains[0]].name(tongue)


def _refused(error: BadInput) -> str:
    if error.field == "nl":
        return _("Give a name of at most 120 characters, without markup.")
    return _("Choose a code from E01 to E99 that you did not use yet.")
