"""Forms of the coalition: what may be typed; what it means is decided by the commands."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from kansrijk.coalition import words
from kansrijk.coalition.commands import Task, Terms
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
    is_public = forms.BooleanField(
        label=_("Name, role and how to reach me may stand on the public page"), required=False
    )


class AgreementForm(Plain):
    """What is agreed, and how long it holds."""

    indicator = forms.ChoiceField(label=_("Which figure"))
    level = forms.ChoiceField(label=_("Level"))
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea({"rows": 8}))
    measure = forms.CharField(
        label=_("How do we see that it works?"), required=False, max_length=300, help_text=_("One measure is enough.")
    )
    valid_from = forms.DateField(label=_("Holds from"), required=False, widget=DateInput)
    valid_until = forms.DateField(label=_("Holds until"), required=False, widget=DateInput)
    review_on = forms.DateField(label=_("Look at it again on"), required=False, widget=DateInput)
    goal = forms.ChoiceField(label=_("For which goal"), required=False)
    covers = forms.MultipleChoiceField(
        label=_("What this arranges of the programme"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        goals: Sequence[tuple[UUID, str]],
        is_new: bool,
        figures: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = words.options("levels")
        self.fields["goal"].choices = _some(_("no goal"), goals)
        self.fields["covers"].choices = [*words.options("programme_actions"), *words.options("agreement_points")]
        if figures:
            self.fields["indicator"].choices = [("", _("choose")), *figures]
        else:
            del self.fields["indicator"]
        if not is_new:
            del self.fields["level"], self.fields["text"]

    def about(self, area: str = "") -> Terms:
        """What the commands take; `area` is where the figure is of that was chosen."""
        found = self.cleaned_data
        goal = UUID(found["goal"]) if found["goal"] else None
        names = ("title", "measure", "valid_from", "valid_until", "review_on", "covers")
        figure = found.get("indicator", "")
        return Terms(goal=goal, area=area, indicator=figure, **{name: found[name] for name in names})


class TextForm(Plain):
    """The next version of a text, and the version that it was written from."""

    text = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea({"rows": 14}))
    based_on = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)


class SignForm(Plain):
    """Who signed, and when."""

    party = forms.ChoiceField(label=_("Party"))
    signed_on = forms.DateField(label=_("Signed on"), widget=DateInput, initial=timezone.localdate)

    def __init__(self, *args: Any, parties: Sequence[tuple[UUID, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = _some(_("choose"), parties)


class ActionForm(Plain):
    """Who does what before when."""

    KEYS = ("owner", "party", "goal", "pillar", "agreement", "budget_line")

    title = forms.CharField(label=_("What will be done"), max_length=200)
    owner = forms.ChoiceField(label=_("Who does it"), required=False)
    due_on = forms.DateField(label=_("Done before the end of"), required=False, widget=DateInput)
    party = forms.ChoiceField(label=_("Party"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    goal = forms.ChoiceField(label=_("For which goal"), required=False)
    pillar = forms.ChoiceField(label=_("Pillar"), required=False)
    agreement = forms.ChoiceField(label=_("Part of the agreement"), required=False)
    budget_line = forms.ChoiceField(label=_("Paid from the budget line"), required=False)
    indicator = forms.ChoiceField(label=_("Which figure should it move?"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))
    covers = forms.MultipleChoiceField(
        label=_("What this arranges of the programme"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        lists: Mapping[str, Sequence[tuple[object, str]]],
        figures: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        for name in (*self.KEYS, "indicator"):
            self.fields[name].choices = _some(_("not said"), lists[name])
        self.fields["phase"].choices = [("", _("not said")), *words.options("phases")]
        self.fields["covers"].choices = words.options("programme_actions")

        if figures:
            self.fields["indicator"].choices = [("", _("choose")), *figures]
            self.fields["indicator"].required = True

    def task(self, area: str = "") -> Task:
        """What the commands take; `area` is where the figure is of that was chosen."""
        found = {**self.cleaned_data, "area": area}
        for name in self.KEYS:
            found[name] = UUID(found[name]) if found[name] else None
        return Task(**found)


class MeetingForm(Plain):
    """When and where, and what to speak about besides what is due."""

    title = forms.CharField(label=_("Title"), max_length=200)
    held_on = forms.DateField(label=_("On"), widget=DateInput)
    begins_at = forms.TimeField(label=_("Begins at"), required=False, widget=forms.TimeInput({"type": "time"}))
    place = forms.CharField(label=_("Where"), required=False, max_length=200)
    points = forms.CharField(
        label=_("Points to speak about"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line. What is due or expires is put on the agenda by itself."),
    )


class MinutesForm(Plain):
    """What was said and who was there."""

    minutes = forms.CharField(
        label=_("Minutes"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 12})
    )
    present = forms.MultipleChoiceField(label=_("Who was there"), required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, parties: Sequence[tuple[UUID, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(str(key), name) for key, name in parties]


class DecisionForm(Plain):
    """What was decided, and who does something about it."""

    text = forms.CharField(label=_("What was decided"), max_length=500, widget=forms.Textarea({"rows": 2}))
    owner = forms.ChoiceField(label=_("Who does it"), required=False)
    due_on = forms.DateField(label=_("Done before the end of"), required=False, widget=DateInput)

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = _some(_("nobody: only write it down"), people)

    def values(self) -> dict[str, Any]:
        """The owner as a key."""
        found = super().values()
        return {**found, "owner": UUID(found["owner"]) if found["owner"] else None}


class WorkbookForm(Plain):
    """A filled workbook."""

    file = forms.FileField(label=_("Workbook"), help_text=_("XLSX, at most 5 MB"))


class FigureGoalForm(GoalForm):
    """A goal that begins at a figure."""

    indicator = forms.ChoiceField(label=_("Which figure"))
    field_order = ("indicator", "text", "phase", "national", "pillar")

    def __init__(self, *args: Any, figures: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", _("choose")), *figures]
