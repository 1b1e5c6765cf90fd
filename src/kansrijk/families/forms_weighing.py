"""Forms of a weighing. They check form only; what may be said is for the commands. Nothing is chosen beforehand."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kansrijk.families import weighing
from kansrijk.families import words as told
from kansrijk.families.forms import DateInput, _off


class EnoughForm(forms.Form):
    """Step 1. `key` for one that begins, `version` for one that is there."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**8, required=False)
    sufficiency = forms.ChoiceField(
        label=_("Is what carries enough?"), choices=told.SUFFICIENCIES.items(), widget=forms.RadioSelect
    )


class LevelForm(forms.Form):
    """Step 2. The page lays the choices out itself: first what the definition leaves open."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**8)
    level = forms.CharField(max_length=30)
    reason = forms.CharField(
        label=_("Why another level? Say it in your own words."),
        max_length=weighing.LONGEST["reason"],
        required=False,
        widget=_off(rows=3),
    )

    def clean_level(self) -> str:
        sent: str = self.cleaned_data["level"]
        return "" if sent == told.NO_LEVEL else sent


class HeldForm(forms.Form):
    """Step 3."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**8)
    present = forms.MultipleChoiceField(
        label=_("Who weighed along?"),
        choices=told.PRESENT.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    view = forms.CharField(
        label=_("How does the parent see it? In her or his own words (may be empty)"),
        max_length=weighing.LONGEST["view"],
        required=False,
        widget=_off(rows=3),
    )
    weighed_on = forms.DateField(label=_("Weighed on"), widget=DateInput, initial=timezone.localdate)
    reweigh_on = forms.DateField(
        label=_("Weigh again on"), widget=DateInput, help_text=_("Within a year. A level is a moment, not a label.")
    )

    def clean_present(self) -> tuple[str, ...]:
        sent: Any = self.cleaned_data["present"]
        return tuple(sent)
