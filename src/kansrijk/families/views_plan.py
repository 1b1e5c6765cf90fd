"""The one plan of a person: goals, who does what, the next contact, and who coordinates the care."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.families import commands_plan, queries, queries_plan, words, words_plan
from kansrijk.families.forms_plan import CoordinatorForm, LineForm
from kansrijk.families.queries_plan import Plan
from kansrijk.families.views import coalition_of


def plan(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """The plan as it is now, with a form for one line more."""
    form = LineForm(request.POST if request.method == "POST" else None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        coalition = coalition_of(request, slug).id
        try:
            commands_plan.write_line(
                by=request.actor,  # type: ignore[attr-defined]
                coalition=coalition,
                file=file,
                key=form.cleaned_data["key"],
                said=form.said(),
            )
        except BadInput as fault:
            _refuse(form, fault)
        else:
            messages.success(request, _("Written into the plan."))
            return redirect("family_plan", slug=slug, file=file)
    return _page(request, slug, file, form, CoordinatorForm(initial={"key": uuid4()}))


def name(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """Who coordinates from now on."""
    form = CoordinatorForm(request.POST)
    if form.is_valid():
        coalition = coalition_of(request, slug).id
        try:
            commands_plan.name_coordinator(
                by=request.actor,  # type: ignore[attr-defined]
                coalition=coalition,
                file=file,
                key=form.cleaned_data["key"],
                named=form.named(),
            )
        except BadInput as fault:
            _refuse(form, fault)
        else:
            messages.success(request, _("Named. It stands on the page of the parent too."))
            return redirect("family_plan", slug=slug, file=file)
    return _page(request, slug, file, LineForm(initial={"key": uuid4()}), form)


def end(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """Nobody coordinates any more."""
    coalition = coalition_of(request, slug).id
    commands_plan.end_coordinator(by=request.actor, coalition=coalition, file=file)  # type: ignore[attr-defined]
    messages.success(request, _("Stopped. Nobody is named now."))
    return redirect("family_plan", slug=slug, file=file)


def change(request: HttpRequest, slug: str, line: UUID) -> HttpResponse:
    """Done, no longer needed, or open again."""
    coalition = coalition_of(request, slug).id
    version = request.POST.get("version", "")
    try:
        file = commands_plan.change_line(
            by=request.actor,  # type: ignore[attr-defined]
            coalition=coalition,
            line=line,
            version=int(version) if version.isascii() and version.isdigit() else 0,
            state=request.POST.get("state", ""),
        )
    except BadInput as fault:
        messages.error(request, words_plan.FAULTS.get(fault.field or "", words_plan.FAULTS["version"]))
        return redirect("family_files", slug=slug)
    return redirect("family_plan", slug=slug, file=file)


def lines_of(found: Plan) -> list[tuple[Any, list[queries_plan.Line]]]:
    """(title, lines that go on) of each kind that has any, in the order of the page."""
    return [(title, found.of(kind)) for kind, title in words_plan.TITLES.items() if found.of(kind)]


def _page(request: HttpRequest, slug: str, file: UUID, form: LineForm, coordinator: CoordinatorForm) -> HttpResponse:
    coalition = coalition_of(request, slug)
    person = queries.file(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    found = queries_plan.plan_of(request.actor, coalition.id, file)  # type: ignore[attr-defined]
    context = {
        "coalition": coalition,
        "file": person,
        "part": words.PARTS[person.part],
        "plan": found,
        "lines": lines_of(found),
        "over": [(one, words_plan.STATES[one.state]) for one in found.over],
        "form": form,
        "coordinator": coordinator,
    }
    is_wrong = bool(form.errors or coordinator.errors)
    return render(request, "families/plan.html", context, status=422 if is_wrong else 200)


def _refuse(form: forms.Form, fault: BadInput) -> None:
    """The sentence at its field; a form that was sent before gets a new key."""
    field = fault.field if fault.field in form.fields and fault.field != "key" else None
    form.add_error(field, words_plan.FAULTS.get(fault.field or "key", words_plan.FAULTS["key"]))
    form.data = form.data.copy()
    form.data["key"] = str(uuid4())
