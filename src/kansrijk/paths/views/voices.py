"""The screen on which a care path is laid before experts by experience."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.paths import queries
from kansrijk.paths.commands_voices import let_read
from kansrijk.paths.forms import ReadersForm
from kansrijk.trust.rules import require_may


def readers(request: HttpRequest, slug: str, path: str) -> HttpResponse:
    """What readers will see of the newest version, and what is asked of them."""
    actor = request.actor  # type: ignore[attr-defined]
    page = queries.path(actor, slug, path)
    require_may(actor, "offer", "voice", coalition=page.coalition)
    form = ReadersForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            key = let_read(by=actor, coalition=page.coalition, slug=path, **form.cleaned_data)
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("The text lies before the readers."))
            return redirect("coalition_voice", slug=slug, number=key)
    context = {"page": page, "slug": slug, "form": form, "told": queries.in_words(page)}
    return render(request, "paths/readers.html", context, status=422 if form.errors else 200)
