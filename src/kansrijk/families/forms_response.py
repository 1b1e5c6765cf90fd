"""Forms of a questionnaire: one field for each question that is asked, nothing filled in beforehand.

They check form only; what may be kept is for the commands. Fields are named by their place, never by their link.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.families.forms import DateInput, _off
from kansrijk.families.questionnaire import ASKING, LONGEST, Answer, Item, Questionnaire
from kansrijk.families.responses import Line

YES_NO = (("yes", _("yes")), ("no", _("no")))


class LoadForm(forms.Form):
    """A questionnaire of one's own."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A FHIR R4 Questionnaire as JSON, 200 kB at most."),
        widget=forms.ClearableFileInput({"accept": ".json,application/json"}),
    )
    may_use = forms.BooleanField(label=_("Our coalition may use this text: it is free, or we have a licence"))


class GuardedForm(forms.Form):
    """Which questions of a loaded one are guarded. Nothing is ticked by us; what was said stays ticked."""

    guarded = forms.MultipleChoiceField(
        label=_("Which questions are kept only with the parent's agreement?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, questions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guarded"].choices = list(questions)  # type: ignore[attr-defined]


class BeginForm(forms.Form):
    """Which one. `key`: of the one that begins."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    questionnaire = forms.ChoiceField(label=_("Which questionnaire?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"].choices = list(choices)  # type: ignore[attr-defined]


class AnswersForm(forms.Form):
    """The questions of `lines`. `shown`: places of the questions that were on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**8)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=1000, required=False)
    agreed = forms.BooleanField(label=_("The parent agrees that this is written down"), required=False)
    total = forms.CharField(
        label=_("Total, if the instrument gives one"),
        help_text=_("Copy the number from the instrument. Nothing is calculated here, and nothing follows from it."),
        max_length=10,
        required=False,
        widget=_off(),
    )

    def __init__(self, *args: Any, questionnaire: Questionnaire, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_overtaken = False  # somebody else wrote in the meantime: the page shows both
        self.names = {one.link: f"q{n}" for n, one in enumerate(questionnaire.every()) if one.kind in ASKING}
        self.asked = [line for line in lines if line.item.kind in ASKING]
        for line in self.asked:
            self.fields[self.names[line.item.link]] = _field(line.item)
            self.initial[self.names[line.item.link]] = _initial(line)
        self.initial["shown"] = " ".join(self.names[line.item.link] for line in self.asked)

    def answers(self) -> dict[str, Answer]:
        """What was filled in, by link."""
        found = {line.item: self.cleaned_data.get(self.names[line.item.link]) for line in self.asked}
        return {item.link: _value(item, value) for item, value in found.items() if value not in (None, "", [])}

    def shown_links(self) -> set[str]:
        """Of the questions that were on the page that was sent."""
        names = set(self.cleaned_data.get("shown", "").split())
        return {link for link, name in self.names.items() if name in names}

    def refuse(self, link: str, message: str) -> None:
        """Says it at the question, or above the page where the question is not there."""
        name = self.names.get(link, link)
        self.add_error(name if name in self.fields else None, message)


def _field(item: Item) -> forms.Field:
    told: dict[str, Any] = {"label": item.text, "required": False}
    if item.kind == "boolean":
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **told)
    if item.kind == "choice" and item.repeats:
        return forms.MultipleChoiceField(choices=item.options, widget=forms.CheckboxSelectMultiple, **told)
    if item.kind == "choice":
        return forms.ChoiceField(choices=item.options, widget=forms.RadioSelect, **told)
    if item.kind == "integer":
        return forms.IntegerField(min_value=-(10**9), max_value=10**9, widget=_number("numeric"), **told)
    if item.kind == "decimal":
        return forms.DecimalField(max_digits=15, localize=True, widget=_number("decimal"), **told)
    if item.kind == "date":
        return forms.DateField(widget=DateInput, **told)
    return forms.CharField(max_length=LONGEST, widget=_off(rows=3 if item.kind == "text" else 0), **told)


def _number(mode: str) -> forms.Widget:
    return forms.TextInput({"autocomplete": "off", "inputmode": mode})


def _initial(line: Line) -> Any:
    if isinstance(line.answer, bool):
        return "yes" if line.answer else "no"
    if line.item.repeats and isinstance(line.answer, str):
        return [line.answer]
    return list(line.answer) if isinstance(line.answer, tuple) else line.answer


def _value(item: Item, value: Any) -> Answer:
    """A yes or no as what it means, several choices as what the rules take."""
    if item.kind == "boolean":
        return bool(value == "yes")
    return tuple(value) if isinstance(value, list) else value
