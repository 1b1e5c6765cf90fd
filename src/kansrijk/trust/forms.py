"""Forms of trust: inviting somebody, and ending a membership."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

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


class MandateForm(forms.Form):
    """Which colleague may work in one's place, from when until when."""

    deputy = forms.ChoiceField(label=_("Colleague"))
    starts_on = forms.DateField(label=_("From"), widget=DateInput, initial=timezone.localdate)
    ends_on = forms.DateField(label=_("Up to and including"), widget=DateInput)

    def __init__(self, *args: Any, colleagues: Sequence[tuple[UUID, UUID, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(f"{account} {party}", f"{name}, {where}") for account, party, name, where in colleagues]
        self.fields["deputy"].choices = [("", _("Choose a colleague")), *named]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """As the command takes it."""
        account, party = self.cleaned_data["deputy"].split()
        days = {key: self.cleaned_data[key] for key in ("starts_on", "ends_on")}
        return {"deputy": UUID(account), "organisation": UUID(party), **days}


def values(form: forms.Form) -> dict[str, Any]:
    """What was filled in, checked."""
    return dict(form.cleaned_data)
