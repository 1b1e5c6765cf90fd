"""Forms around opening a file in an emergency. Nothing is filled in beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.families import glass, rules, words_glass

OFF = {"autocomplete": "off"}


class GlassForm(forms.Form):
    """Exactly who, why now, and for how long."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name, exactly as it stands in the file"), max_length=rules.LONGEST["name"], widget=forms.TextInput(OFF)
    )
    born_on = forms.DateField(
        label=_("Day of birth, where the file has it"),
        required=False,
        widget=forms.DateInput({"type": "date", **OFF}, format="%Y-%m-%d"),
    )
    because = forms.ChoiceField(label=_("Why can this not wait?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Say more about it"),
        required=False,
        max_length=glass.LONGEST_TEXT,
        widget=forms.Textarea({**OFF, "rows": 3}),
    )
    hours = forms.TypedChoiceField(
        label=_("For how long?"), choices=words_glass.HOURS.items(), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].choices = words_glass.reasons()  # type: ignore[attr-defined]
        for field in ("because", "hours"):
            self.fields[field].error_messages["required"] = words_glass.FAULTS[field]


class DecisionForm(forms.Form):
    """What is judged of an opening."""

    outcome = forms.ChoiceField(
        label=_("Was this right?"), choices=words_glass.OUTCOMES.items(), widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Why?"), max_length=glass.LONGEST_TEXT, widget=forms.Textarea({**OFF, "rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("outcome", "note"):
            self.fields[field].error_messages["required"] = words_glass.FAULTS[field]
