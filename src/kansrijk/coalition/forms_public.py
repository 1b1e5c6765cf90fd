"""Forms of what a coalition shows: page, news, reports, newsletter."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kansrijk.coalition.forms import DateInput, Plain
from kansrijk.coalition.rules_public import BLOCKS

BLOCK_WORDS = {
    "about": _("what we are"),
    "goals": _("goals and pillars"),
    "parties": _("who takes part"),
    "infographic": _("infographic"),
    "people": _("people who said yes to being named"),
    "figures": _("figures of the area"),
    "agenda": _("agenda"),
    "news": _("news"),
    "voices": _("what changed because of experts by experience"),
    "newsletter": _("sign up for the newsletter"),
    "reports": _("reports and downloads"),
    "contact": _("contact person"),
}


class PublicPageForm(Plain):
    """What stands on the page."""

    blocks = forms.MultipleChoiceField(
        label=_("What do you show?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(one, BLOCK_WORDS[one]) for one in BLOCKS],
    )
    about = forms.CharField(
        label=_("What is this coalition, in your own words?"),
        required=False,
        max_length=3000,
        widget=forms.Textarea({"rows": 5}),
    )
    contact = forms.ChoiceField(
        label=_("Contact person"),
        required=False,
        help_text=_("You can choose from people who said yes themselves, under “Who is who”."),
    )
    indicators = forms.MultipleChoiceField(
        label=_("Which figures"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("At most eight.")
    )
    meetings = forms.MultipleChoiceField(
        label=_("Which meetings are public"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only day, time, place and title are shown; never the agenda or the minutes."),
    )

    def __init__(self, *args: Any, lists: Mapping[str, Sequence[tuple[object, str]]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["contact"].choices = [("", _("nobody")), *((str(key), name) for key, name in lists["contact"])]
        for name in ("indicators", "meetings"):
            self.fields[name].choices = [(str(key), word) for key, word in lists[name]]
            if not lists[name]:
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        """Keys as keys."""
        found = super().values()
        found["contact"] = UUID(found["contact"]) if found["contact"] else None
        found["meetings"] = [UUID(one) for one in found.get("meetings", ())]
        return found


class NewsForm(Plain):
    """A message."""

    title = forms.CharField(label=_("Title"), max_length=150)
    text = forms.CharField(label=_("Text"), max_length=5000, widget=forms.Textarea({"rows": 8}))
    posted_on = forms.DateField(
        label=_("On the page from"),
        required=False,
        widget=DateInput,
        initial=timezone.localdate,
        help_text=_("Leave this empty to keep it as a draft."),
    )


class ReportForm(Plain):
    """A link or a file."""

    title = forms.CharField(label=_("Title"), max_length=150)
    dated_on = forms.DateField(label=_("Date of the report"), widget=DateInput, initial=timezone.localdate)
    link = forms.CharField(label=_("Link"), required=False, max_length=500, help_text=_("Begins with https://"))
    file = forms.FileField(
        label=_("Or a file"), required=False, help_text=_("PDF, PNG or DOCX, at most 5 MB. It is offered as download.")
    )


class LetterForm(Plain):
    """A newsletter in plain text."""

    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 14}),
        help_text=_("Plain text. Under it we put your page and how to stop."),
    )


class SubscribeForm(Plain):
    """Who wants the newsletter."""

    email = forms.CharField(
        label=_("Your email address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )
