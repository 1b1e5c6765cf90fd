"""Forms of case meetings. Nothing of a yes is answered beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.families import words_consent
from kansrijk.referrals import rules_meeting, words_meeting
from kansrijk.referrals.forms import DateInput
from kansrijk.referrals.queries_meeting import MeetingRead, Planning


def _text(label: Any, rows: int, fault: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=4 * rules_meeting.LONGEST,
        widget=forms.Textarea({"autocomplete": "off", "rows": rows}),
        error_messages={"required": words_meeting.FAULTS[fault]},
    )


def _day(label: Any, fault: str) -> forms.DateField:
    told = words_meeting.FAULTS[fault]
    return forms.DateField(label=label, widget=DateInput, error_messages={"required": told, "invalid": told})


class PlanForm(forms.Form):
    """Which meeting, when, about what."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    consent = forms.ChoiceField(label=_("Which meeting?"), widget=forms.RadioSelect)
    held_on = _day(_("On which day?"), "held_on")
    agenda = _text(_("What will you talk about?"), 5, "agenda")

    def __init__(self, *args: Any, planning: Planning, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].choices = [(str(key), name) for key, name, _day in planning.consents]  # type: ignore[attr-defined]
        for code in ("required", "invalid_choice"):
            self.fields["consent"].error_messages[code] = words_meeting.FAULTS["consent"]


class ParticipantForm(forms.Form):
    """Who takes part, and who said yes to that, on which day."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    service = forms.ChoiceField(label=_("Who takes part?"))
    agreed = forms.MultipleChoiceField(
        label=_("Who says yes to that?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed_on = _day(_("On which day was yes said?"), "agreed_on")

    def __init__(self, *args: Any, meeting: MeetingRead, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="deel_%s", **kwargs)
        self.fields["service"].choices = [("", "–"), *((str(key), name) for key, name in meeting.doors)]  # type: ignore[attr-defined]
        self.fields["agreed"].choices = [(code, words_consent.WHO[code]) for code in meeting.needed]  # type: ignore[attr-defined]
        for code in ("required", "invalid_choice"):
            self.fields["service"].error_messages[code] = words_meeting.FAULTS["service"]


class ParentsForm(forms.Form):
    """Whether the parents are there, and why not."""

    parents = forms.ChoiceField(
        label=_("Are the parents there?"), choices=list(words_meeting.PARENTS.items()), widget=forms.RadioSelect
    )
    absence = forms.ChoiceField(
        label=_("Why not?"), choices=list(words_meeting.ABSENCE.items()), widget=forms.RadioSelect, required=False
    )


class TaskForm(forms.Form):
    """What was agreed: what, by whom, by when."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = _text(_("What was agreed?"), 3, "text")
    who = forms.ChoiceField(label=_("Who does it?"))
    due_on = _day(_("By which day?"), "due_on")

    def __init__(self, *args: Any, meeting: MeetingRead, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="taak_%s", **kwargs)
        there = [(str(part.id), part.name) for part in meeting.parts if not part.has_ended]
        self.fields["who"].choices = [("", "–"), *words_meeting.WHO.items(), *there]  # type: ignore[attr-defined]
        for code in ("required", "invalid_choice"):
            self.fields["who"].error_messages[code] = words_meeting.FAULTS["who"]


class FeedbackForm(forms.Form):
    """It is done: what came of it."""

    feedback = _text(_("What came of it?"), 2, "feedback")
