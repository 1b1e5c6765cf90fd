"""Forms of what happened in a family. Nothing is ticked beforehand; what may be is for the command."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kansrijk.families import life_events, rules, words, words_consent, words_event
from kansrijk.families.queries_event import Before, Choice

OFF = {"autocomplete": "off"}


class KindForm(forms.Form):
    """What happened, of what can be recorded for this person."""

    kind = forms.ChoiceField(label=_("What happened?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(one.code, one.name(words.language())) for one in choice.kinds]
        self.fields["kind"].choices = names  # type: ignore[attr-defined]
        self.fields["kind"].error_messages |= dict.fromkeys(("required", "invalid_choice"), words_event.FAULTS["kind"])


class EventForm(forms.Form):
    """What is decided with it: help that goes on, other files that rest along, files of children and what they get."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.CharField(widget=forms.HiddenInput, max_length=40)
    continues = forms.MultipleChoiceField(
        label=_("Is there help that this person wants to keep? That goes on."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    also = forms.MultipleChoiceField(
        label=_("Does everything rest in another file of this family too?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    copies = forms.MultipleChoiceField(
        label=_("What is copied from the file of the mother into each of these?"),
        choices=words_event.COPIES.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, found: Before, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may_go_on = found.shared if found.kind.continues else ()
        rests_along = found.others if found.kind.stops == life_events.STOP else ()
        self.fields["continues"].choices = [  # type: ignore[attr-defined]
            (str(one.id), f"{one.receiver_name}: {words_consent.purpose(one.purpose)}") for one in may_go_on
        ]
        self.fields["also"].choices = [  # type: ignore[attr-defined]
            (str(one.id), f"{one.name} ({words.PARTS[one.part]})") for one in rests_along
        ]
        for number in range(1, life_events.MOST_CHILDREN + 1) if found.begins else ():
            self.fields[f"child_{number}"] = forms.CharField(
                label=_now("Child %(number)s: name or your own reference") % {"number": number},
                max_length=rules.LONGEST["name"],
                required=False,
                widget=forms.TextInput(OFF),
            )
        for field in ("continues", "also", "copies"):
            self.fields[field].error_messages["invalid_choice"] = words_event.FAULTS[field]

    @property
    def children(self) -> list[Any]:
        """The fields for names of children; none where no file is begun."""
        return [self[name] for name in self.fields if name.startswith("child_")]

    def names(self) -> list[str]:
        """What was filled in of them."""
        return [self.cleaned_data[field.name] for field in self.children if self.cleaned_data[field.name]]

    @property
    def unseen(self) -> list[Any]:
        """What is wrong with an answer whose question is not on this page: a form of another moment."""
        shown = {field for field in ("continues", "also") if self.fields[field].choices}  # type: ignore[attr-defined]
        shown |= {field.name for field in self.children} | ({"copies"} if self.children else set())
        return [error for field, errors in self.errors.items() if field not in shown for error in errors]
