"""Forms of the desk: what may be typed; what it means is decided by the commands."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijk.areas.codes import LEVELS as CODED
from kansrijk.figures.catalogue import indicators
from kansrijk.figures.descriptions import Source
from kansrijk.figures.desk.words import LEVELS
from kansrijk.figures.rules import MOST_OFFERED_BYTES, MOST_READING

DELIVERIES = (
    ("", _("as the source says")),
    ("preliminary", _("preliminary")),
    ("revised", _("revised")),
    ("final", _("final")),
)


class OfferForm(forms.Form):
    """A file, of which source, and of which period where the file does not say it."""

    source = forms.ChoiceField(label=_("Source"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX, SPSS (.sav) or JSON of CBS, at most %(size)s MB")
        % {"size": MOST_OFFERED_BYTES // 1024**2},
    )
    period = forms.CharField(
        label=_("Period"),
        required=False,
        max_length=20,
        help_text=_("Only where the file does not say it: 2024 or 2019-2021"),
    )
    delivery = forms.ChoiceField(label=_("Kind of delivery"), choices=DELIVERIES, required=False)
    coalition = forms.ChoiceField(label=_("For which coalition"))

    def __init__(
        self, *args: object, known: Sequence[Source], coalitions: Sequence[tuple[UUID, str]], language: str, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(one.code, getattr(one.name, language)) for one in known]
        choices = [(str(key), name) for key, name in coalitions]
        self.fields["coalition"].choices = choices
        if len(choices) == 1:
            self.fields["coalition"].initial = choices[0][0]
            self.fields["coalition"].widget = forms.HiddenInput()


class AreasForm(forms.Form):
    """A file of areas; the fields at the end are filled in only where the answer asks for them."""

    kind = forms.ChoiceField(
        label=_("What is in the file"),
        choices=(
            ("boundaries", _("areas: boundaries, regions or postcodes")),
            ("successions", _("which area became which")),
        ),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("GeoJSON, TopoJSON or CSV, at most %(size)s MB") % {"size": MOST_OFFERED_BYTES // 1024**2},
    )
    edition = forms.IntegerField(
        label=_("Areas as on 1 January of"),
        required=False,
        min_value=1800,
        max_value=2199,
        help_text=_("A year such as 2024; not needed for which area became which"),
    )
    level = forms.ChoiceField(
        label=_("Kind of area"),
        required=False,
        choices=(("", _("as the file says")), *((one, LEVELS.get(one, one)) for one in CODED[:-1])),
    )
    object_name = forms.CharField(label=_("Object in the file (TopoJSON)"), required=False, max_length=100)
    code_field = forms.CharField(label=_("Field with the code"), required=False, max_length=100)
    name_field = forms.CharField(label=_("Field with the name"), required=False, max_length=100)
    leave_out_broken = forms.BooleanField(
        label=_("Leave out areas whose shape is not right"),
        required=False,
        help_text=_("We name the areas that stay out. Without this, one such area refuses the whole file."),
    )


class ReasonForm(forms.Form):
    """Why something is taken back or refused; others will read it."""

    because = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReadingForm(forms.Form):
    """What somebody with an account says about a figure."""

    indicator = forms.ChoiceField(label=_("About which figure"))
    text = forms.CharField(
        label=_("What do you see behind this figure?"),
        max_length=MOST_READING,
        help_text=_(
            "Write about the area, not about a person. No names of families, no addresses. At most %(most)s characters."
        )
        % {"most": MOST_READING},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    period = forms.CharField(
        label=_("Period"), required=False, max_length=20, help_text=_("If it is about one period: 2024 or 2019-2021")
    )

    def __init__(self, *args: object, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        names = sorted((getattr(one.name, language), one.id) for one in indicators().values())
        self.fields["indicator"].choices = [(key, name) for name, key in names]


class SuggestionForm(ReadingForm):
    """The same for somebody without an account. `website` is for machines: people do not see it."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("This stands below your text, for everybody to read.")
    )
    role = forms.CharField(
        label=_("Who you are here"), max_length=120, help_text=_("Such as: mother, neighbour, volunteer. Also shown.")
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Only for a question from the coalition. We do not show it, and erase it after the decision."),
    )
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: object, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["period"]


class TextForm(forms.Form):
    """A next version of an own reading."""

    text = forms.CharField(
        label=_("What do you see behind this figure?"),
        max_length=MOST_READING,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
