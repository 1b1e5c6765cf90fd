"""Taking a colleague into several files at once: choosing, one page that says how many and which, and taking back."""

from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kansrijk.core.faults import BadInput
from kansrijk.families import commands_many, queries_many, words
from kansrijk.families.queries_many import ManyChoice
from kansrijk.families.views import coalition_of


class ManyForm(forms.Form):
    """Nothing is chosen beforehand."""

    files = forms.TypedMultipleChoiceField(label=_("Which files?"), coerce=UUID, widget=forms.CheckboxSelectMultiple)
    account = forms.TypedChoiceField(label=_("Which colleague?"), coerce=UUID)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    sure = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, choice: ManyChoice, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        lines = [(str(one.id), f"{one.name}, {words.PARTS[one.part]}") for one in choice.files]
        self.fields["files"].choices = lines  # type: ignore[attr-defined]
        self.fields["account"].choices = [("", gettext("choose")), *choice.colleagues]  # type: ignore[attr-defined]


def take_in_many(request: HttpRequest, slug: str) -> HttpResponse:
    """Chosen, then shown once more with how many and which, then done."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    choice = queries_many.many_choice(actor, coalition.id)
    form = ManyForm(choice, request.POST if request.method == "POST" else None)
    context = {"coalition": coalition, "choice": choice, "form": form}
    if not form.is_valid():
        return render(request, "families/many.html", context, status=422 if form.errors else 200)
    said = {name: form.cleaned_data[name] for name in ("files", "account", "key")}
    if not form.cleaned_data["sure"]:
        chosen = [one for one in choice.files if one.id in said["files"]]
        context |= {"chosen": chosen, "name": dict(choice.colleagues)[said["account"]], **said}
        return render(request, "families/many_sure.html", context)
    try:
        commands_many.take_in_many(by=actor, coalition=coalition.id, **said)
    except BadInput:
        form.add_error("account", _("This colleague cannot be taken in now. Look at the list again."))
        return render(request, "families/many.html", context, status=422)
    return redirect("taken_in_many", slug=slug, batch=said["key"])


def taken_in_many(request: HttpRequest, slug: str, batch: UUID) -> HttpResponse:
    """What was given at once and goes on, and one button that takes all of it back."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        ended = commands_many.take_back_many(by=actor, coalition=coalition.id, key=batch)
        messages.success(request, gettext("Taken back. Number of files: %(count)s.") % {"count": ended})
        return redirect("family_files", slug=slug)
    name, files = queries_many.taken_in_with(actor, coalition.id, batch)
    return render(request, "families/many_done.html", {"coalition": coalition, "name": name, "files": files})
