"""Screens of training and of the embedding scan."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms_learning import AttendeesForm, EmbeddingForm, TrainingDayForm, TrainingForm
from kansrijk.coalition.pages.learning import counts_words, scan_page, training_csv
from kansrijk.coalition.rules_learning import FIRST_YEAR
from kansrijk.coalition.views.entry import actor_of, coalition_of, page
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import may, require_may


def trainings(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be learned, when it was given, how many of which profession were there."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    found = queries.trainings(actor, coalition.id)
    form = TrainingForm(request.POST or None)
    if request.method == "POST":
        require_may(actor, "write", "training", coalition=coalition.id)
        if form.is_valid():
            try:
                key = commands.add_training(by=actor, coalition=coalition.id, **form.values())
            except BadInput as fault:
                form.refuse(fault)
            else:
                messages.success(request, _("Stored."))
                return redirect("coalition_training", slug=slug, number=key)
    lines = [(one, [(day, counts_words(day.counts)) for day in one.days]) for one in found]
    may_write = may(actor, "write", "training", coalition=coalition.id) == "allow"
    return page(request, "trainings.html", coalition, lines=lines, form=form, may_write=may_write)


def training(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """One training, for who keeps the register: a day more."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    require_may(actor, "write", "training", coalition=coalition.id)
    found = queries.training(actor, coalition.id, number)
    form = TrainingDayForm(request.POST or None)
    if form.is_valid():
        try:
            commands.add_training_day(by=actor, coalition=coalition.id, training=number, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_training", slug=slug, number=number)
    days = [(day, counts_words(day.counts)) for day in found.days]
    return page(request, "training.html", coalition, training=found, days=days, form=form)


def end(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """No longer on offer."""
    coalition = coalition_of(request, slug)
    commands.end_training(by=actor_of(request), coalition=coalition.id, training=number)
    messages.success(request, _("The training is no longer on offer. What was given stays."))
    return redirect("coalition_trainings", slug=slug)


def attendance(request: HttpRequest, slug: str, number: UUID, day: UUID) -> HttpResponse:
    """Who was there, by profession; names for the coordinator alone."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    found = queries.attendees(actor, coalition.id, day)
    shown = queries.training(actor, coalition.id, number)
    asked = request.GET.get("beroep", "")
    names = "\n".join(name for code, name in found if code == asked)
    form = AttendeesForm(request.POST or None, initial={"profession": asked, "names": names})
    if form.is_valid():
        try:
            commands.write_attendees(by=actor, coalition=coalition.id, day=day, **form.values())
        except BadInput as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Stored."))
            return redirect("coalition_training", slug=slug, number=number)
    by_profession: dict[str, list[str]] = {}
    for code, name in found:
        by_profession.setdefault(code, []).append(name)
    lines = [(code, counts_words(((code, len(there)),)), there) for code, there in by_profession.items()]
    return page(request, "attendance.html", coalition, training=shown, form=form, lines=lines)


def export(request: HttpRequest, slug: str) -> HttpResponse:
    """Counts per profession as CSV; no names."""
    coalition = coalition_of(request, slug)
    text = training_csv(queries.trainings(actor_of(request), coalition.id))
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-scholing.csv"'
    return response


def embedding(request: HttpRequest, slug: str) -> HttpResponse:
    """Two years beside each other: `jaar`, and the one before it that was filled in (or `naast`)."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    this_year = timezone.localdate().year
    known = queries.embedding_years(actor, coalition.id)
    year = _year(request, "jaar") or (known[0] if known else this_year)
    before = _year(request, "naast") or next((one for one in known if one < year), None)
    form = EmbeddingForm(request.POST or None, years=range(this_year, FIRST_YEAR - 1, -1), initial={"year": year})
    if request.method == "POST":
        require_may(actor, "write", "embedding", coalition=coalition.id)
        if form.is_valid():
            try:
                commands.write_embedding(by=actor, coalition=coalition.id, **form.values())
            except BadInput as fault:
                form.refuse(fault)
            else:
                messages.success(request, _("Stored."))
                return redirect(f"{reverse('coalition_embedding', args=[slug])}?jaar={form.cleaned_data['year']}")
    then = queries.embedding(actor, coalition.id, before) if before else ()
    shown = scan_page(year, queries.embedding(actor, coalition.id, year), before, then)
    may_write = may(actor, "write", "embedding", coalition=coalition.id) == "allow"
    return page(
        request,
        "embedding.html",
        coalition,
        page=shown,
        form=form,
        years=[str(one) for one in known],
        may_write=may_write,
    )


def _year(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None
