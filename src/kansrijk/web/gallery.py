"""What the component gallery shows: made-up values, one of each."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Example(forms.Form):
    """A form that is always shown with one mistake in it."""

    place = forms.CharField(label=gettext_lazy("Place or postcode"), help_text=gettext_lazy("For example: 1234"))
    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=[("2023", "2023"), ("2022", "2022")])
    agreed = forms.BooleanField(label=gettext_lazy("I have read this"), required=False)


def values() -> dict[str, Any]:
    """Everything web/components.html draws with."""
    shapes = [("1", 0), ("2", 1), ("3", 2), ("4", 3), ("5", 4)]
    return {
        "form": Example({"place": "", "period": "2023"}),
        "phases": ("before", "during", "after"),
        "statuses": ("hidden", "no_data", "empty_at_source", "too_uncertain"),
        "classes": [(name, 20 + 60 * position) for name, position in shapes],
        "facts": [(_("Definition"), _("Share of all births before 37 weeks")), (_("Period"), "2021–2023")],
        "pair": (5.24, 7.06),
        "years": (2021, 2023),
    }
