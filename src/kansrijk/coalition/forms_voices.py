"""Forms of reading along: lay a text before readers, say something of it, answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from kansrijk.coalition.commands import PLAN, ToRead
from kansrijk.coalition.forms import DateInput, Plain


class OfferTextForm(Plain):
    """A text of one's own, the plan as it stands, or the current version of an agreement."""

    title = forms.CharField(label=_("Title"), max_length=200)
    agreement = forms.ChoiceField(
        label=_("The plan or an agreement"),
        required=False,
        help_text=_("Readers see the version of today, also when you write further."),
    )
    text = forms.CharField(
        label=_("Or another text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Such as a letter, a leaflet or a piece of your plan. Nothing about a family."),
    )
    question = forms.CharField(label=_("What do you want to know?"), required=False, max_length=500)
    until = forms.DateField(label=_("Readers can answer until"), required=False, widget=DateInput)

    def __init__(self, *args: Any, agreements: Sequence[tuple[UUID, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        first = [("", lazystr(_("another text"))), (PLAN, lazystr(_("our plan as it is today")))]
        self.fields["agreement"].choices = [*first, *((str(key), title) for key, title in agreements)]

    def to_read(self) -> ToRead:
        """What the command takes."""
        found = dict(self.cleaned_data)
        of = found.pop("agreement")
        if of == PLAN:
            found["about"] = PLAN
        elif of:
            found["agreement"] = UUID(of)
        return ToRead(**found)


class CommentForm(Plain):
    """What a reader says."""

    comment = forms.CharField(
        label=_("What do you think of it?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Say what is not clear, what is missing and what is good. Leave out names of families."),
    )


class AnswerForm(Plain):
    """What the writer answers, and what changed."""

    answer = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    changed = forms.CharField(
        label=_("What changed because of this?"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Leave it empty when nothing changed, and say why in your answer."),
    )
    is_public = forms.BooleanField(label=_("What changed may stand on the public page, without a name"), required=False)
