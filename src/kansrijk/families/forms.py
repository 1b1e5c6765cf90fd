"""Forms of families. They check form only; what may be said is for the commands."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"autocomplete": "off"}, format="%Y-%m-%d")


class AgreementForm(forms.Form):
    """When the parent agreed that the organisation keeps a file; nothing is ticked beforehand."""

    agreed = forms.BooleanField(label=_("The parent agrees that my organisation keeps this"))
    agreed_on = forms.DateField(label=_("Agreed on"), widget=DateInput, initial=timezone.localdate)
