"""Forms of paths: letting somebody read along."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.core.faults import BadInput


class ReadersForm(forms.Form):
    """What is asked of readers, and until when."""

    question = forms.CharField(label=_("What do you want to know?"), required=False, max_length=500)
    until = forms.DateField(
        label=_("Readers can answer until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def refuse(self, fault: BadInput) -> None:
        """The command's sentence, at its field."""
        self.add_error(fault.field if fault.field in self.fields else None, fault.message)
