"""Forms of trust: inviting somebody, and ending a membership."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kansrijk.trust.roles import ROLES


def _role_choices() -> list[tuple[str, str]]:
    english = get_language() == "en"
    return [(role.code, role.en if english else role.nl) for role in ROLES if role.scope == "coalition"]


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class InvitationForm(forms.Form):
    """Whom, for which organisation, in which role, from when."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(label=_("Work email address"), widget=forms.EmailInput({"autocomplete": "off"}))
    organisation = forms.CharField(label=_("Organisation"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=_role_choices)
    starts_on = forms.DateField(label=_("From"), widget=DateInput, initial=timezone.localdate)


class EndForm(forms.Form):
    """The last day of a membership."""

    ends_on = forms.DateField(
        label=_("Last day"),
        widget=DateInput,
        initial=timezone.localdate,
        help_text=_("On this day the rights still count. Choose yesterday to end them at once."),
    )

    def refuse(self, message: str) -> None:
        """Shows what the command did not accept."""
        self.add_error("ends_on", message)


def values(form: forms.Form) -> dict[str, Any]:
    """What was filled in, checked."""
    return dict(form.cleaned_data)
