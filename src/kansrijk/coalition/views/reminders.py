"""Screens of the weekly reminder: on which day, one's own choice, and the link of a mail that ends it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kansrijk.coalition import commands, queries
from kansrijk.coalition.forms_reminders import WEEKDAYS, ReminderDayForm
from kansrijk.coalition.views.entry import actor_of, coalition_of, page


def reminders(request: HttpRequest, slug: str) -> HttpResponse:
    """What goes and when; a POST says whether reminders come to oneself."""
    coalition = coalition_of(request, slug)
    actor = actor_of(request)
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        if commands.choose_reminders(by=actor, coalition=coalition.id, wanted=wanted):
            messages.success(request, _("Stored."))
        return redirect("coalition_reminders", slug=slug)
    now = queries.reminders(actor, coalition.id)
    form = ReminderDayForm(initial={"weekday": now.weekday or ""}) if now.may_set else None
    return page(request, "reminders.html", coalition, now=now, day=WEEKDAYS.get(now.weekday), day_form=form)


def set_day(request: HttpRequest, slug: str) -> HttpResponse:
    """The day of the week, or none."""
    coalition = coalition_of(request, slug)
    form = ReminderDayForm(request.POST)
    if form.is_valid():
        commands.set_reminders(by=actor_of(request), coalition=coalition.id, weekday=form.cleaned_data["weekday"])
        messages.success(request, _("Stored."))
    else:
        messages.error(request, _("Choose one of the list."))
    return redirect("coalition_reminders", slug=slug)


@csrf_exempt  # a mail programme presses the button for its reader (RFC 8058); the signed link is the proof
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; one press ends the reminders, another lets them come again."""
    actor = actor_of(request)
    if request.method == "POST":
        commands.stop_reminders(by=actor, token=token, wanted=request.POST.get("wanted") == "yes")
    name, is_wanted = queries.reminded_by(actor, token)
    values = {"name": name, "is_wanted": is_wanted, "is_pressed": request.method == "POST"}
    return render(request, "coalition/reminders_stop.html", values)
