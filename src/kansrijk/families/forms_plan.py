"""Forms of the one plan of a person. Nothing is filled in beforehand; whether it is enough is for the command."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.families import plan, words_plan
from kansrijk.families.forms import DateInput
from kansrijk.families.plan import Named, Said

OFF = {"autocomplete": "off"}


class LineForm(forms.Form):
    """A goal, a task, or the next contact."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What is this?"), choices=words_plan.KINDS.items(), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What is it, in the words of the parent where you can"),
        max_length=plan.LONGEST["text"],
        widget=forms.Textarea({**OFF, "rows": 2}),
    )
    who = forms.CharField(
        label=_("Who does it (a goal needs nobody)"),
        max_length=plan.LONGEST["who"],
        required=False,
        widget=forms.TextInput(OFF),
    )
    on_day = forms.DateField(label=_("By when, or on which day"), required=False, widget=DateInput)

    def said(self) -> Said:
        found = self.cleaned_data
        return Said(found["kind"], found["text"], found["who"], found["on_day"])


class CoordinatorForm(forms.Form):
    """Who coordinates, and that the parent agreed; nothing is ticked beforehand."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Who coordinates the care?"), max_length=plan.LONGEST["name"], widget=forms.TextInput(OFF)
    )
    reach = forms.CharField(
        label=_("How is that one reached?"), max_length=plan.LONGEST["reach"], widget=forms.TextInput(OFF)
    )
    agreed = forms.BooleanField(label=_("The parent agrees that this person coordinates"))
    agreed_on = forms.DateField(label=_("Agreed on"), widget=DateInput)

    def named(self) -> Named:
        found = self.cleaned_data
        return Named(found["name"], found["reach"], found["agreed_on"])
