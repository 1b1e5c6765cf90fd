"""Forms of referrals: what is sent, asked together with consent; and one step."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kansrijk.families.forms_consent import ConsentForm
from kansrijk.families.words_consent import category
from kansrijk.referrals import contents, rules, words

TEXT = "text_"


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"autocomplete": "off"}, format="%Y-%m-%d")


CHARACTERS_IN_LINE = 30  # of a phone


def text_field(code: str, proposed: str) -> forms.CharField:
    """The text that is sent for one kind of data, all of it in sight. Too long is for the command to say."""
    rows = max(2, sum(1 + len(line) // CHARACTERS_IN_LINE for line in proposed.splitlines()))
    return forms.CharField(
        label=category(code),
        required=False,
        initial=proposed,
        max_length=4 * contents.LONGEST,
        widget=forms.Textarea({"autocomplete": "off", "rows": rows}),
    )


class SendForm(ConsentForm):
    """Consent for one door, and beside each kind of data exactly what is sent of it."""

    def __init__(self, *args: Any, proposed: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, _name in self.fields["categories"].choices:  # type: ignore[attr-defined]
            if code not in contents.WITHOUT_TEXT:
                self.fields[f"{TEXT}{code}"] = text_field(code, proposed.get(code, ""))

    def lines(self) -> list[tuple[Any, Any]]:
        """(tick, text or None) of each kind of data, in the order of the page."""
        return [(tick, self._text(tick.data["value"])) for tick in self["categories"]]

    def texts(self) -> dict[str, str]:
        """Kind of data → what is sent where it was agreed."""
        return texts_of(self.cleaned_data)

    def _text(self, code: str) -> Any:
        name = f"{TEXT}{code}"
        return self[name] if name in self.fields else None


class AgreedForm(forms.Form):
    """What is sent where the parent agreed to this door before: nothing is asked again."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agreed: tuple[str, ...], proposed: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in agreed:
            if code not in contents.WITHOUT_TEXT:
                self.fields[f"{TEXT}{code}"] = text_field(code, proposed.get(code, ""))

    def lines(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(TEXT)]

    def texts(self) -> dict[str, str]:
        return texts_of(self.cleaned_data)


class AwayForm(forms.Form):
    """First and last day of being away."""

    starts_on = forms.DateField(label=_("First day"), widget=DateInput, initial=timezone.localdate)
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput)


class StepForm(forms.Form):
    """One step: which, made from which version, with why and what where that belongs to it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)
    event = forms.CharField(widget=forms.HiddenInput, max_length=20)
    reason = forms.ChoiceField(label=_("Why?"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        required=False,
        max_length=4 * rules.LONGEST_WORDS,
        widget=forms.Textarea({"autocomplete": "off", "rows": 3}),
    )

    def __init__(self, *args: Any, event: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{event}_%s", **kwargs)
        self.initial["event"] = event
        reasons = rules.REASONS.get(event, ())
        if reasons:
            self.fields["reason"].choices = [(code, words.REASONS[code]) for code in reasons]  # type: ignore[attr-defined]
        else:
            del self.fields["reason"]
        self.fields["words"].label = words.ASKED.get(event, words.NOTE)
        self.needs_words = event in rules.WITH_WORDS
        self.button = words.BUTTONS[event]


class KeyForm(forms.Form):
    """A button whose form is sent once."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class TellForm(forms.Form):
    """What the receiver told past the screen: which step, and why where that belongs to it. How is the button."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)
    event = forms.ChoiceField(label=_("What did you hear?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why not, or why is it over?"), required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=words.NOTE,
        required=False,
        max_length=4 * rules.LONGEST_WORDS,
        widget=forms.Textarea({"autocomplete": "off", "rows": 3}),
    )

    def __init__(self, *args: Any, events: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="told_%s", **kwargs)
        self.fields["event"].choices = [(code, words.TOLD[code]) for code in events]  # type: ignore[attr-defined]
        self.fields["event"].error_messages["required"] = _("Choose what you heard.")
        self.initial["event"] = events[0] if len(events) == 1 else None
        reasons = dict.fromkeys(code for event in events for code in rules.REASONS.get(event, ()))
        if reasons:
            self.fields["reason"].choices = [(code, words.REASONS[code]) for code in reasons]  # type: ignore[attr-defined]
        else:
            del self.fields["reason"]


class SealedCodeForm(forms.Form):
    """The code that goes with a sealed link. Nothing is kept by the browser."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


def texts_of(cleaned: Mapping[str, Any]) -> dict[str, str]:
    return {name.removeprefix(TEXT): value for name, value in cleaned.items() if name.startswith(TEXT)}
