"""Forms of families. They check form only; what may be said is for the commands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kansrijk.families import signals
from kansrijk.families import words as told
from kansrijk.offer import vocabulary


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"autocomplete": "off"}, format="%Y-%m-%d")


def _off(rows: int = 0) -> forms.Widget:
    """A field that the browser does not remember for the next person."""
    return forms.Textarea({"autocomplete": "off", "rows": rows}) if rows else forms.TextInput({"autocomplete": "off"})


class AgreementForm(forms.Form):
    """When the parent agreed that the organisation keeps a file; nothing is ticked beforehand."""

    agreed = forms.BooleanField(label=_("The parent agrees that my organisation keeps this"))
    agreed_on = forms.DateField(label=_("Agreed on"), widget=DateInput, initial=timezone.localdate)


class RefusalForm(forms.Form):
    """Why a proposal is taken away, as far as that is counted; nothing is ticked beforehand."""

    refused = forms.BooleanField(label=_("The parent does not want this"), required=False)


class FileForm(forms.Form):
    """What a file says of who somebody is and how that person is reached."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**8)
    name = forms.CharField(label=_("Name, or your own reference"), max_length=120, widget=_off())
    born_on = forms.DateField(label=_("Day of birth (may be empty)"), widget=DateInput, required=False)
    telephone = forms.CharField(label=_("Telephone (may be empty)"), max_length=40, required=False, widget=_off())
    address = forms.CharField(label=_("Address (may be empty)"), max_length=300, required=False, widget=_off(rows=2))


class WhoForm(forms.Form):
    """Step 1: somebody who has a file, or somebody new."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.ChoiceField(label=_("For which organisation?"))
    file = forms.ChoiceField(label=_("Somebody who stands here already"), required=False)
    part = forms.ChoiceField(
        label=_("Whose file is it?"), choices=told.PARTS.items(), widget=forms.RadioSelect, required=False
    )
    name = forms.CharField(label=_("Name, or your own reference"), max_length=120, required=False, widget=_off())
    born_on = forms.DateField(label=_("Day of birth (may be empty)"), widget=DateInput, required=False)
    telephone = forms.CharField(label=_("Telephone (may be empty)"), max_length=40, required=False, widget=_off())

    def __init__(self, *args: Any, files: Sequence[Any], parties: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].choices = [("", _("somebody new")), *((str(one.id), one.name) for one in files)]  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [(str(key), name) for key, name in parties]  # type: ignore[attr-defined]
        self.fields["organisation"].initial = str(parties[0][0]) if parties else ""
        self.has_files, self.has_parties = bool(files), len(parties) > 1

    def clean_organisation(self) -> UUID:
        return UUID(self.cleaned_data["organisation"])

    def clean(self) -> dict[str, Any]:
        sent: dict[str, Any] = super().clean() or {}
        if not sent.get("file"):
            for field in ("part", "name"):
                if field not in self.errors and not sent.get(field):
                    self.add_error(field, told.FAULTS[field])
        return sent


class _Step(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**8)


class MomentForm(_Step):
    """Step 2. What does not belong to the chosen phase is left out by the command."""

    phase = forms.ChoiceField(label=_("When?"), choices=told.PHASES.items(), widget=forms.RadioSelect)
    situation = forms.ChoiceField(
        label=_("Before pregnancy: which is it?"),
        choices=told.SITUATIONS.items(),
        widget=forms.RadioSelect,
        required=False,
        initial="unknown",
    )
    due_on = forms.DateField(label=_("During pregnancy: the due date, if known"), widget=DateInput, required=False)
    child_born_on = forms.DateField(
        label=_("After birth: when was the child born, if known"), widget=DateInput, required=False
    )
    instrument = forms.ChoiceField(label=_("What did you talk with?"), initial="talk")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            (one.code, one.name(told.language())) for one in signals.instruments().values()
        ]


class WishForm(_Step):
    """Step 4. Each answer may be that it is not known."""

    words = forms.CharField(
        label=_("In the parent's own words (may be empty)"),
        max_length=signals.LONGEST["words"],
        required=False,
        widget=_off(rows=3),
    )
    wish = forms.ChoiceField(
        label=_("Does the parent want help?"), choices=told.WISHES.items(), widget=forms.RadioSelect
    )
    contact = forms.CharField(
        label=_("A safe way to reach the parent (may be empty)"),
        max_length=signals.LONGEST["contact"],
        required=False,
        widget=_off(),
        help_text=_("Such as: call in the morning, leave no message."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    interpreter = forms.ChoiceField(
        label=_("Interpreter needed?"), choices=told.INTERPRETER.items(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.code, one.name(told.language())) for one in vocabulary.languages().values()]
        self.fields["language"].choices = [("", _("not known")), *known]  # type: ignore[attr-defined]
