"""Screen on which one changes what a file says of who somebody is; what it said earlier stands below it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, queries, words
from kansrijk.families.forms import FileForm
from kansrijk.families.views import coalition_of

FIELDS = ("name", "born_on", "telephone", "address")


def change(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """The form with what stands there now; of two who write the second sees both."""
    coalition, actor = coalition_of(request, slug), request.actor  # type: ignore[attr-defined]
    read = queries.file(actor, coalition.id, file)
    first = {"version": read.version, **{name: getattr(read, name) for name in FIELDS}}
    form = FileForm(request.POST or None, initial=first)
    is_overtaken = False
    if form.is_valid():
        try:
            commands.change_file(by=actor, coalition=coalition.id, file=file, **form.cleaned_data)
        except BadInput as fault:
            is_overtaken = fault.field == "version"
            form.add_error(None if is_overtaken else fault.field, words.FAULTS[fault.field or ""])
            form.data = form.data.copy()  # type: ignore[misc]
            form.data["version"] = str(read.version)  # type: ignore[index]
        else:
            messages.success(request, _("Changed. What stood here earlier stays with the file."))
            return redirect("family_file", slug=slug, file=file)
    context = {
        "coalition": coalition,
        "file": read,
        "form": form,
        "stands": read if is_overtaken else None,
        "earlier": queries.history(actor, coalition.id, file) if read.is_mine and read.version > 1 else [],
    }
    return render(request, "families/file_change.html", context, status=400 if form.errors else 200)
