"""Forms around a parent's own page. Nothing is answered beforehand; whether it is enough is for the command."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.families import grounds, links, words_own
from kansrijk.families import words_consent as told
from kansrijk.families.queries_link import Making
from kansrijk.families.words import language

OFF = {"autocomplete": "off"}


class LinkForm(forms.Form):
    """A professional makes a link. `said_age` is asked only where the day of birth is not known."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    said_age = forms.ChoiceField(label=_("How old is this person?"), widget=forms.RadioSelect, required=False)
    agreed = forms.MultipleChoiceField(
        label=_("Who says yes to this page?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    is_seen = forms.BooleanField(label=_("I know who this is, and give the link in person"), required=False)

    def __init__(self, *args: Any, making: Making, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = making.who or tuple(told.WHO)[:2]
        self.fields["agreed"].choices = [(code, told.WHO[code]) for code in asked]  # type: ignore[attr-defined]
        self.fields["said_age"].choices = [  # type: ignore[attr-defined]
            (age.code, age.name(language())) for age in grounds.ages() if links.OF_ONE_PERSON in age.who
        ]
        self.asks_age = not making.age


class CodeForm(forms.Form):
    """A parent types the code. Digits and spaces; nothing is kept by the browser."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        widget=forms.TextInput({**OFF, "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}),
    )


class AskForm(forms.Form):
    """A parent says what is wrong, or what she does not want."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What do you want to say?"), choices=words_own.KINDS.items(), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Tell it in your own words"), max_length=links.LONGEST, widget=forms.Textarea({**OFF, "rows": 5})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("kind", "text"):
            self.fields[field].error_messages["required"] = words_own.FAULTS[field]


class AnswerForm(forms.Form):
    """A professional answers."""

    outcome = forms.ChoiceField(
        label=_("What did you do?"), choices=words_own.OUTCOMES.items(), widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("Your answer, as the parent reads it"),
        max_length=links.LONGEST,
        widget=forms.Textarea({**OFF, "rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("outcome", "answer"):
            self.fields[field].error_messages["required"] = words_own.FAULTS[field]
