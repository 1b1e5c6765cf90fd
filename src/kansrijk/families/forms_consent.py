"""The form of a consent. Nothing has an answer beforehand; whether the answers are enough is for the command."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.families import consents, grounds
from kansrijk.families import words_consent as told
from kansrijk.families.consents import Given
from kansrijk.families.queries_consent import Asking, Receiver
from kansrijk.families.words import language

OFF = {"autocomplete": "off"}


class ConsentForm(forms.Form):
    """With one receiver. `age` is asked only where the day of birth is not known."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    mark = forms.CharField(widget=forms.HiddenInput, max_length=64)
    purpose = forms.ChoiceField(label=_("What for?"), widget=forms.RadioSelect)
    categories = forms.MultipleChoiceField(label=_("What may be shared?"), widget=forms.CheckboxSelectMultiple)
    said_age = forms.ChoiceField(label=_("How old is this person?"), widget=forms.RadioSelect, required=False)
    is_informed = forms.BooleanField(
        label=_("I told what is shared, with whom, what for and how long, and that no is fine"), required=False
    )
    agreed = forms.MultipleChoiceField(
        label=_("Who says yes?"), choices=told.WHO.items(), widget=forms.CheckboxSelectMultiple, required=False
    )
    by_whom = forms.CharField(
        label=_("Who said yes, beside or instead of this person?"),
        max_length=consents.LONGEST["by_whom"],
        required=False,
        widget=forms.TextInput(OFF),
    )
    exception = forms.ChoiceField(label=_("Exception"), required=False)
    reason = forms.CharField(
        label=_("Why?"),
        max_length=consents.LONGEST["reason"],
        required=False,
        widget=forms.Textarea({**OFF, "rows": 2}),
    )
    use_agreed = forms.BooleanField(label=_("The receiver may use this too"), required=False)
    indications = forms.MultipleChoiceField(
        label=_("Why is this consent free?"),
        choices=told.INDICATIONS.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    own_question = forms.CharField(
        label=_("What did this person ask?"),
        max_length=consents.LONGEST["own_question"],
        required=False,
        widget=forms.Textarea({**OFF, "rows": 2}),
    )
    channel = forms.ChoiceField(
        label=_("How was yes said?"), choices=told.CHANNELS.items(), widget=forms.RadioSelect, required=False
    )
    help_wanted = forms.ChoiceField(
        label=_("Is the help itself wanted?"), choices=told.HELP.items(), widget=forms.RadioSelect, required=False
    )
    with_interpreter = forms.BooleanField(label=_("With an interpreter"), required=False)

    def __init__(self, *args: Any, asking: Asking, receiver: Receiver, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes = [code for rule in receiver.rules for code in rule.purposes]
        wanted = {code for rule in receiver.rules for code in rule.categories}
        ages = [(age.code, age.name(language())) for age in grounds.ages()]
        exceptions = [
            (one.code, one.name(language()))
            for one in grounds.exceptions().values()
            if not asking.age or asking.age in one.ages
        ]
        choices: dict[str, list[tuple[str, Any]]] = {
            "purpose": [(code, told.purpose(code)) for code in purposes],
            "categories": [(code, told.category(code)) for code in grounds.categories() if code in wanted],
            "said_age": ages,
            "exception": [("", _("no exception")), *exceptions],
        }
        for field, options in choices.items():
            self.fields[field].choices = options  # type: ignore[attr-defined]
        for field in ("purpose", "categories"):
            self.fields[field].error_messages["required"] = told.FAULTS[field]
        self.asks_age = not asking.age
        self.has_one_purpose = len(purposes) == 1
        self.why = [(told.purpose(code), rule.why(language())) for rule in receiver.rules for code in rule.purposes]
        self.asks_use = any(consents.GROUND_OF_CONSENT in rule.avg_basis for rule in receiver.rules)
        self.asks_indications = self.asks_use and asking.sender in consents.MUNICIPAL
        self._first = self._who_first(asking)

    def _who_first(self, asking: Asking) -> tuple[str, ...]:
        return next((age.who for age in grounds.ages() if age.code == asking.age), ("self", "holders"))

    def who(self) -> list[Any]:
        """Those whom the age of this person asks."""
        return [one for one in self["agreed"] if one.data["value"] in self._first]

    def others(self) -> list[Any]:
        """Those who are asked in an exception only."""
        return [one for one in self["agreed"] if one.data["value"] not in self._first]

    @property
    def asks_by_whom(self) -> bool:
        return self._first != ("self",)

    def given(self) -> Given:
        """What was said, as the command takes it."""
        said = {one.name: self.cleaned_data[one.name] for one in fields(Given)}
        lists = {name: tuple(said[name]) for name in ("categories", "agreed", "indications")}
        return Given(**{**said, **lists})
