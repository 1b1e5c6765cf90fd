"""Forms of the coalition: what may be typed; what it means is decided by the commands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from kansrijk.coalition import words
from kansrijk.core.faults import BadInput


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Plain(forms.Form):
    """A form that shows what a command did not accept at the field it is about."""

    def refuse(self, fault: BadInput) -> None:
        """The command's sentence, at its field."""
        self.add_error(fault.field if fault.field in self.fields else None, fault.message)

    def values(self) -> dict[str, Any]:
        """What was filled in."""
        return dict(self.cleaned_data)


def _some(first: object, pairs: Sequence[tuple[object, str]]) -> list[tuple[str, object]]:
    return [("", lazystr(first)), *((str(key), name) for key, name in pairs)]


class ProfileForm(Plain):
    """What the coalition is about and where."""

    ambition = forms.CharField(
        label=_("What do you want to reach together?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )
    areas = forms.CharField(
        label=_("Where do you work?"),
        required=False,
        max_length=4000,
        help_text=_("One municipality, wijk or buurt a line: its name or its code."),
        widget=forms.Textarea({"rows": 3}),
    )
    end_age = forms.TypedChoiceField(label=_("For children"), coerce=int, choices=list(words.END_AGES.items()))
    began_on = forms.DateField(label=_("Began on"), required=False, widget=DateInput)


class PartyForm(Plain):
    """An organisation that joins."""

    name = forms.CharField(label=_("Name of the party"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of party"))
    joined_on = forms.DateField(label=_("Takes part from"), widget=DateInput, initial=timezone.localdate)
    gemeenten = forms.MultipleChoiceField(
        label=_("Works in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing when it works everywhere in your area."),
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _some(_("choose"), words.options("party_kinds"))
        if len(places) > 1:
            self.fields["gemeenten"].choices = places
        else:
            del self.fields["gemeenten"]


class LeaveForm(Plain):
    """The last day."""

    left_on = forms.DateField(
        label=_("Last day"), widget=DateInput, initial=timezone.localdate, help_text=_("This day still counts.")
    )


class PersonForm(Plain):
    """Who is who."""

    party = forms.ChoiceField(label=_("Of which party"))
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    role = forms.CharField(label=_("What this person does"), required=False, max_length=120)
    expertise = forms.CharField(
        label=_("Knows about"), required=False, max_length=300, help_text=_("Such as: debts, sleeping, addiction.")
    )
    email = forms.CharField(label=_("Work email address"), required=False, max_length=254)
    phone = forms.CharField(label=_("Telephone at work"), required=False, max_length=30)
    is_driver = forms.BooleanField(label=_("Drives the coalition"), required=False)

    def __init__(self, *args: Any, parties: Sequence[tuple[UUID, str]] | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if parties is None:
            del self.fields["party"]
        else:
            self.fields["party"].choices = _some(_("choose"), parties)


class GoalForm(Plain):
    """A goal of one's own."""

    text = forms.CharField(label=_("Goal"), max_length=300, widget=forms.Textarea({"rows": 2}))
    phase = forms.ChoiceField(label=_("Phase"))
    national = forms.ChoiceField(label=_("Serves the national goal"), required=False)
    pillar = forms.ChoiceField(label=_("Pillar"), required=False)

    def __init__(self, *args: Any, pillars: Sequence[tuple[UUID, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["phase"].choices = words.options("phases")
        self.fields["national"].choices = _some(_("none of these"), words.options("national_goals"))
        self.fields["pillar"].choices = _some(_("no pillar"), pillars)

    def values(self) -> dict[str, Any]:
        """The pillar as a key."""
        found = super().values()
        return {**found, "pillar": UUID(found["pillar"]) if found["pillar"] else None}


class PillarForm(Plain):
    """A line of work."""

    name = forms.CharField(label=_("Pillar"), max_length=120)


class ConfirmForm(Plain):
    """What the reader of a signed link says."""

    wants_account = forms.BooleanField(
        label=_("I also want to write along, so I would like an account"), required=False
    )
