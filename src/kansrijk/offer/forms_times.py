"""The form of agreed times: four numbers for each kind of help."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from kansrijk.offer.queries import TimesLine
from kansrijk.offer.rules import AGREED, LONGEST_AGREED
from kansrijk.offer.words import language

STEPS = {
    "opened": _("Read"),
    "answered": _("Taken on or not, after reading"),
    "contacted": _("First contact, after taking on"),
    "told": _("Word back, after the help began"),
}
SHORT = {"opened": _("read"), "answered": _("an answer"), "contacted": _("first contact"), "told": _("word back")}


class TimesForm(forms.Form):
    """A field for each kind and step; an empty one is no agreement."""

    def __init__(self, *args: Any, lines: list[TimesLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        wrong = _("Working days: a whole number from 1 to 260, or nothing.")
        for line in lines:
            for step in AGREED:
                self.fields[f"{line.kind.code}-{step}"] = forms.IntegerField(
                    label=STEPS[step],
                    required=False,
                    min_value=1,
                    max_value=LONGEST_AGREED,
                    initial=line.days.get(step),
                    error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
                )

    def kinds(self) -> list[tuple[str, str, bool, list[Any]]]:
        """(kind, what was agreed in a few words, whether something is wrong in it, its fields)."""
        made = []
        for line in self.lines:
            bound = [self[f"{line.kind.code}-{step}"] for step in AGREED]
            said = ", ".join(f"{SHORT[step]} {days}" for step, days in line.days.items())
            is_wrong = any(one.errors for one in bound)
            made.append((line.kind.name(language()), said or now("nothing agreed"), is_wrong, bound))
        return made

    def times(self) -> dict[str, dict[str, int | None]]:
        """As the command takes it."""
        return {
            line.kind.code: {step: self.cleaned_data[f"{line.kind.code}-{step}"] for step in AGREED}
            for line in self.lines
        }
