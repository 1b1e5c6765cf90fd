"""Forms of the plan: choices from the menu, evidence, the budget, shared templates."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kansrijk.coalition import words
from kansrijk.coalition.commands import Offer, Proof, Reasons, Spending
from kansrijk.coalition.forms import DateInput, Plain
from kansrijk.coalition.pages.choices import VERDICTS
from kansrijk.coalition.pages.gaps import parse_reference
from kansrijk.coalition.pages.region import KINDS, LISTS
from kansrijk.core.ledger import cents, plain

KEY = 2_000_000_000


class ChoiceForm(Plain):
    """What was decided about a line of the menu, and why."""

    verdict = forms.ChoiceField(label=_("What do you decide?"), choices=list(VERDICTS.items()))
    because = forms.CharField(
        label=_("Why?"), max_length=2000, widget=forms.Textarea({"rows": 4}), help_text=_("In your own words.")
    )
    decided_on = forms.DateField(label=_("Decided on"), widget=DateInput, initial=timezone.localdate)
    figures = forms.MultipleChoiceField(
        label=_("Which figures does this rest on?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At most eight. Each is kept as it is today, with its release."),
    )
    sees_again = forms.BooleanField(label=_("Take the figures as they are today"), required=False)
    gap = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    based_on = forms.IntegerField(min_value=0, max_value=KEY, widget=forms.HiddenInput)

    def __init__(self, *args: Any, figures: Sequence[tuple[str, str]], has_kept: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["figures"].choices = figures
        if not has_kept:
            del self.fields["sees_again"]

    def reasons(self) -> Reasons:
        """What the commands take."""
        found = self.cleaned_data
        return Reasons(
            found["verdict"],
            found["because"],
            found["decided_on"],
            parse_reference(found["gap"]) if found["gap"] else None,
            tuple(found["figures"]),
            found.get("sees_again", False),
        )


class EvidenceForm(Plain):
    """What shows that a point holds: a thing of the coalition, a link, or words."""

    thing = forms.ChoiceField(label=_("Something of this coalition"), required=False)
    link = forms.CharField(
        label=_("Or a link"), required=False, max_length=300, widget=forms.URLInput({"autocomplete": "off"})
    )
    text = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Alone, or to say more of what you chose above. Nothing about families."),
    )

    def __init__(self, *args: Any, things: Sequence[tuple[str, Sequence[tuple[str, str]]]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["thing"].choices = things

    def proof(self) -> Proof:
        """What the commands take: a thing before a link before words."""
        found = self.cleaned_data
        kind, _colon, key = found["thing"].partition(":")
        if key:
            return Proof(kind, UUID(key), text=found["text"])
        return Proof("link" if found["link"] else "text", link=found["link"], text=found["text"])


class StageItemForm(Plain):
    """A point of one's own."""

    stage = forms.ChoiceField(label=_("Stage"))
    text = forms.CharField(label=_("What should hold in this stage?"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(code, f"{code} {name}") for code, name in words.options("stages")]


class EuroField(forms.CharField):
    """An amount as the Dutch write it; cleaned to whole euro cents."""

    def __init__(self, **kwargs: Any):
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=30, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> int:
        """Empty is nought."""
        text = super().clean(value)
        found = cents(text) if text else 0
        if found is None or found < 0:
            raise forms.ValidationError(_("Write an amount such as 1.234,56."))
        return found

    def prepare_value(self, value: Any) -> Any:
        """Cents as an amount to change; what was typed as it was typed."""
        return plain(value) if isinstance(value, int) else value


class GrantForm(Plain):
    """What a funding line gave for a year."""

    granted_cents = EuroField(label=_("Granted, in euros"))
    carried_out_cents = EuroField(label=_("Goes on to the next year, in euros"))
    source = forms.CharField(
        label=_("Which decision says so?"), required=False, max_length=300, help_text=_("Its name, number and date.")
    )
    version = forms.IntegerField(min_value=0, max_value=KEY, widget=forms.HiddenInput)


class BudgetLineForm(Plain):
    """An activity and its amounts."""

    funding = forms.ChoiceField(label=_("Funding line"))
    year = forms.IntegerField(label=_("Year"), min_value=2018, max_value=2060)
    activity = forms.CharField(label=_("Activity"), max_length=200)
    planned_cents = EuroField(label=_("Planned, in euros"))
    committed_cents = EuroField(label=_("Committed, in euros"))
    spent_cents = EuroField(label=_("Spent, in euros"))
    is_done = forms.BooleanField(label=_("This activity was done"), required=False)
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=300,
        help_text=_("A decision or an invoice, and where it is kept."),
    )
    link = forms.CharField(
        label=_("Link to the evidence"), required=False, max_length=300, widget=forms.URLInput({"autocomplete": "off"})
    )
    version = forms.IntegerField(min_value=0, max_value=KEY, widget=forms.HiddenInput)

    def __init__(self, *args: Any, funding: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["funding"].choices = [("", _("choose")), *funding]

    def spending(self) -> Spending:
        """What the commands take."""
        return Spending(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class JoinForm(Plain):
    """The code of a host."""

    code = forms.CharField(label=_("Code of the host"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))


class TemplateForm(Plain):
    """What a host offers. Which places there are hangs on the kind."""

    kind = forms.ChoiceField(label=_("What is it?"))
    title = forms.CharField(label=_("Title"), max_length=200)
    place = forms.ChoiceField(label=_("Level, phase or stage"), required=False)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("For an agreement and an action. A goal and a point have a title only."),
    )
    based_on = forms.IntegerField(min_value=0, max_value=KEY, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        lists = [(str(name), LISTS[code]) for code, name in KINDS.items() if not kind or code == kind]
        grouped = {listed: words.options(listed) for _name, listed in lists}
        titles = {"levels": _("Level of an agreement"), "phases": _("Phase"), "stages": _("Stage")}
        self.fields["place"].choices = [("", _("not said")), *((titles[one], pairs) for one, pairs in grouped.items())]
        if kind:
            del self.fields["kind"]
        else:
            self.fields["kind"].choices = list(KINDS.items())

    def offer(self) -> Offer:
        """What the commands take."""
        found = self.cleaned_data
        return Offer(found["title"], found["text"], found["place"])


class DecideForm(Plain):
    """The version that the reader saw."""

    number = forms.IntegerField(min_value=1, max_value=KEY, widget=forms.HiddenInput)
