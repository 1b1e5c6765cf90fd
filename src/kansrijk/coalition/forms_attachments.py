"""The form of a file or a link."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.coalition.forms import Plain


class AttachmentForm(Plain):
    """One of the two; which is right, the command says."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF, PNG or Word (DOCX), at most 5 MB. No names of families."),
        widget=forms.FileInput({"accept": ".pdf,.png,.docx"}),
    )
    link = forms.CharField(
        label=_("Or a link"), required=False, max_length=300, help_text=_("Begins with https://. We do not open it.")
    )
