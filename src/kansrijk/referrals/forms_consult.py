"""Forms of advice without a name. There is no field for a name, a day of birth or an address."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.referrals import rules_consult, words_consult


def _text(label: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=4 * rules_consult.LONGEST,
        widget=forms.Textarea({"autocomplete": "off", "rows": rows}),
        error_messages={"required": words_consult.FAULTS["question"]},
    )


class ConsultForm(forms.Form):
    """A question to the people of one other organisation."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.ChoiceField(label=_("Whom do you ask?"))
    phase = forms.ChoiceField(
        label=_("When is it?"), choices=list(words_consult.PHASES.items()), widget=forms.RadioSelect
    )
    question = _text(_("What do you want to know?"), 6)
    is_nameless = forms.BooleanField(
        label=_("I read it again: no name, day of birth, address, telephone or street stands in it"), required=False
    )

    def __init__(self, *args: Any, parties: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", "–"), *((str(key), name) for key, name in parties)]  # type: ignore[attr-defined]
        for field in ("organisation", "phase"):
            self.fields[field].error_messages["required"] = words_consult.FAULTS[field]
            self.fields[field].error_messages["invalid_choice"] = words_consult.FAULTS[field]


class AdviceForm(forms.Form):
    """The answer."""

    answer = _text(_("Your advice"), 5)
