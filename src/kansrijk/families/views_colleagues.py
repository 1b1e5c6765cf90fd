"""Taking a colleague into a kept file, and ending that."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, queries_colleagues, words
from kansrijk.families.queries_colleagues import Choice
from kansrijk.families.views import coalition_of


class ColleagueForm(forms.Form):
    """Nobody is chosen beforehand."""

    account = forms.TypedChoiceField(label=_("Which colleague?"), coerce=UUID)

    def __init__(self, choice: Choice, data: dict[str, str] | None = None) -> None:
        super().__init__(data)
        self.fields["account"].choices = [("", _now("choose")), *choice.colleagues]  # type: ignore[attr-defined]


def take_in(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """A colleague of the own organisation, from a list of those who may."""
    coalition = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    choice = queries_colleagues.choice(actor, coalition.id, file)
    form = ColleagueForm(choice, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            commands.take_in(by=actor, coalition=coalition.id, file=file, account=form.cleaned_data["account"])
        except BadInput:
            form.add_error("account", _("This colleague cannot be taken in now. Look at the list again."))
        else:
            messages.success(request, _now("Taken in. Your colleague sees this file now."))
            return redirect("family_file", slug=slug, file=file)
    context = {"coalition": coalition, "choice": choice, "part": words.PARTS[choice.part], "form": form}
    return render(request, "families/colleague.html", context, status=422 if form.errors else 200)


def let_go(request: HttpRequest, slug: str, involvement: UUID) -> HttpResponse:
    """Ends a part; whoever ended the own part does not see the file any more."""
    coalition = coalition_of(request, slug)
    ended = commands.let_go(by=request.actor, coalition=coalition.id, involvement=involvement)  # type: ignore[attr-defined]
    messages.success(request, _now("Ended. This file is not seen by that colleague any more."))
    if ended.is_own:
        return redirect("family_files", slug=slug)
    return redirect("family_file", slug=slug, file=ended.file)
