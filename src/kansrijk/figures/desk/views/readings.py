"""Screens of readings (duiding): reading them, writing one, and moderating. Parse, call one command or query, draw."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijk.areas import queries as places
from kansrijk.areas.queries.named import addressed
from kansrijk.core.faults import BadInput
from kansrijk.figures import catalogue, commands
from kansrijk.figures.desk import readings as pages
from kansrijk.figures.desk.forms import ReadingForm, ReasonForm, SuggestionForm, TextForm
from kansrijk.figures.sentences import sentence
from kansrijk.trust.actors import Actor


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _area(request: HttpRequest, reference: str) -> places.AreaRef:
    found = addressed(_actor(request), reference)
    if found is None:
        raise Http404
    return found


def readings(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was said about an area, by indicator."""
    place = _area(request, reference)
    return render(request, "figures/readings/area.html", {"page": pages.area_page(_actor(request), place)})


def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Writes a reading: under one's account, or with name and role for who has none."""
    actor, place = _actor(request), _area(request, reference)
    language = "en" if get_language() == "en" else "nl"
    kind = SuggestionForm if actor.is_visitor else ReadingForm
    wanted = request.GET.get("indicator", "")
    initial = {"indicator": wanted} if catalogue.indicator(wanted) else {}
    form = kind(request.POST or None, language=language, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(actor, place, form.cleaned_data)
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, sentence(error.message))
        else:
            messages.success(request, _("Thank you. Somebody of the coalition reads it first; then it stands here."))
            return redirect("readings", reference=place.slug)
    page = pages.area_page(actor, place)
    values = {"form": form, "page": page, "is_visitor": actor.is_visitor}
    return render(request, "figures/readings/write.html", values, status=422 if form.errors else 200)


def _keep(actor: Actor, place: places.AreaRef, given: dict[str, str]) -> None:
    """One of two commands; what a machine filled in the field that people do not see is not kept."""
    about = {"area": place.code, "edition": place.edition, "indicator": given["indicator"], "text": given["text"]}
    if not actor.is_visitor:
        commands.write_reading(by=actor, period=given["period"].strip(), **about)  # type: ignore[arg-type]
    elif not given["website"]:
        about |= {"name": given["name"], "role": given["role"], "email": given["email"]}
        commands.suggest_reading(by=actor, **about)  # type: ignore[arg-type]


def desk(request: HttpRequest) -> HttpResponse:
    """One's own readings, and for moderators what waits."""
    return render(request, "figures/readings/desk.html", {"page": pages.moderation_page(_actor(request))})


def moderate(request: HttpRequest, number: UUID) -> HttpResponse:
    """Approves or refuses one version."""
    approve = request.POST.get("decision") == "approve"
    form = ReasonForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    try:
        commands.moderate_reading(by=_actor(request), text=number, approve=approve, because=because)
        messages.success(
            request, _("Approved. Everybody can read it now.") if approve else _("Refused, with a reason.")
        )
    except BadInput as error:
        messages.error(request, sentence(error.message))
    return redirect("reading_desk")


def rewrite(request: HttpRequest, number: UUID) -> HttpResponse:
    """A next version of one's own reading."""
    form = TextForm(request.POST)
    try:
        text = form.cleaned_data["text"] if form.is_valid() else ""
        commands.rewrite_reading(by=_actor(request), reading=number, text=text)
        messages.success(request, _("Saved. The earlier text stays until the new one is approved."))
    except BadInput as error:
        messages.error(request, sentence(error.message))
    return redirect("reading_desk")


def withdraw(request: HttpRequest, number: UUID) -> HttpResponse:
    """Takes one's own reading back."""
    try:
        commands.withdraw_reading(by=_actor(request), reading=number)
        messages.success(request, _("Withdrawn. Nobody sees it any more."))
    except BadInput as error:
        messages.error(request, sentence(error.message))
    return redirect("reading_desk")
