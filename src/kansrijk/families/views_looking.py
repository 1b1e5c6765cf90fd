"""The page of who looked at a file, and the same to keep."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kansrijk.core.tables import csv_of
from kansrijk.families import looking, queries_looking, words
from kansrijk.families.forms import DateInput
from kansrijk.families.looking import Line, kind_of
from kansrijk.families.queries_looking import Looked
from kansrijk.families.views import coalition_of

A_YEAR = timedelta(days=365)
FIRST = date(2020, 1, 1)  # no log is older; no calendar ends between it and today
KINDS = {
    looking.ALL: _("everything"),
    "looked": _("looked"),
    "changed": _("wrote or changed"),
    "refused": _("asked and was refused"),
}


class PeriodForm(forms.Form):
    """Which days and what; empty means the last year and everything."""

    van = forms.DateField(label=_("From"), required=False, widget=DateInput)
    tot = forms.DateField(label=_("Until"), required=False, widget=DateInput)
    wat = forms.ChoiceField(label=_("What"), required=False, choices=list(KINDS.items()))

    def clean(self) -> dict[str, Any]:
        """An empty day is filled in; one outside the log becomes its first day, or today."""
        given = super().clean() or {}
        today = timezone.localdate()
        until = max(FIRST, min(given.get("tot") or today, today))
        since = max(FIRST, given.get("van") or until - A_YEAR)
        if since > until:
            self.add_error("tot", _("This day lies before the first one. Choose a later day."))
        return {**given, "tot": until, "van": since, "wat": given.get("wat") or looking.ALL}


def who_looked(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """Who opened this file, who wrote in it and who was refused, per day."""
    coalition = coalition_of(request, slug)
    form, since, until, wanted = _asked(request)
    read = queries_looking.who_looked(request.actor, coalition.id, file, since, until)  # type: ignore[attr-defined]
    context = {
        "coalition": coalition,
        "read": read,
        "part": words.PARTS[read.part],
        "form": form,
        "since": since,
        "until": until,
        "query": request.GET.urlencode() if form.is_valid() else "",
        "lines": [
            (line, KINDS[line.kind], ", ".join(line.roles), told(line)) for line in looking.by_day(read.records, wanted)
        ],
    }
    return render(request, "families/looked.html", context)


def who_looked_csv(request: HttpRequest, slug: str, file: UUID) -> HttpResponse:
    """Each record on a line. The name of the file is the same for everybody."""
    coalition = coalition_of(request, slug)
    _form, since, until, wanted = _asked(request)
    read = queries_looking.who_looked(
        request.actor,  # type: ignore[attr-defined]
        coalition.id,
        file,
        since,
        until,
        is_taken_along=True,
    )
    response = HttpResponse(csv_of(_table(read, wanted)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="wie-heeft-gekeken.csv"'
    return response


def told(line: Line) -> str:
    """What somebody did that day, each thing once, with how often."""
    return "; ".join(
        what if times == 1 else _now("%(what)s (%(times)s times)") % {"what": what, "times": times}
        for what, times in line.what
    )


def _asked(request: HttpRequest) -> tuple[PeriodForm, date, date, str]:
    """The form, and what it asks for; where it cannot be, the last year."""
    form = PeriodForm(request.GET)
    today = timezone.localdate()
    if not form.is_valid():
        return form, today - A_YEAR, today, looking.ALL
    return form, form.cleaned_data["van"], form.cleaned_data["tot"], form.cleaned_data["wat"]


def _table(read: Looked, wanted: str) -> list[list[str]]:
    heads = [_now("Day"), _now("Time"), _now("Who"), _now("Role"), _now("Organisation"), _now("What"), _now("Outcome")]
    chosen = [one for one in read.records if wanted in (looking.ALL, kind_of(one))]
    return [heads] + [
        [
            f"{at:%d-%m-%Y}",
            f"{at:%H:%M}",
            one.name,
            ", ".join(one.roles),
            one.organisation,
            one.what,
            _now("refused") if one.is_refused else _now("allowed"),
        ]
        for one in chosen
        for at in [one.at.astimezone(looking.AMSTERDAM)]
    ]
