"""Forms of training and the embedding scan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kansrijk.coalition import words
from kansrijk.coalition.forms import DateInput, Plain
from kansrijk.coalition.pages.learning import LINES, STAND_WORDS


class TrainingForm(Plain):
    """Something to learn."""

    title = forms.CharField(label=_("Title"), max_length=150)
    given_by = forms.CharField(label=_("Given by"), required=False, max_length=150)
    about = forms.CharField(
        label=_("What it is about"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )


class TrainingDayForm(Plain):
    """A day on which it is given."""

    held_on = forms.DateField(label=_("On"), widget=DateInput, initial=timezone.localdate)
    place = forms.CharField(label=_("Where"), required=False, max_length=200)


class AttendeesForm(Plain):
    """Who was there, of one profession."""

    profession = forms.ChoiceField(label=_("Profession or kind of party"))
    names = forms.CharField(
        label=_("Names"),
        required=False,
        max_length=13_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("One name a line. Only the coordinator sees names; members see how many."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["profession"].choices = words.options("party_kinds")

    def values(self) -> dict[str, Any]:
        """Names as a list."""
        found = super().values()
        return {**found, "names": found["names"].splitlines()}


class EmbeddingForm(Plain):
    """How a line stands in a year."""

    line = forms.ChoiceField(label=_("Line"), choices=list(LINES.items()))
    stands = forms.ChoiceField(label=_("How it stands"), choices=list(STAND_WORDS.items()))
    told = forms.CharField(
        label=_("In your own words"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        required=False,
        max_length=300,
        help_text=_("The address of an agreement, the budget or another page here, from the first / on."),
    )

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year"] = forms.TypedChoiceField(
            label=_("Year"), coerce=int, choices=[(year, str(year)) for year in years]
        )
        self.order_fields(["year", "line", "stands", "told", "evidence"])
