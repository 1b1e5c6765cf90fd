"""Forms of the directory: what may be typed; what can be right is decided in `drafts.py`."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from kansrijk.offer import faults, pages, vocabulary, words
from kansrijk.offer.drafts import FIELDS, Draft, Fault
from kansrijk.offer.rules import REVIEW_MONTHS
from kansrijk.offer.vocabulary import Factor

SIDES = {"risk": _("It weighs: a risk factor"), "protective": _("It carries: a protective factor")}
_MANY = ("phases", "factors", "levels", "languages")
_NUMBERS = ("parent_from_years", "parent_until_years", "child_from_months", "child_until_months")
_NUMBERS += ("response_days", "families_a_year", "waiting_weeks", "review_months")


def _text(label: str, hint: str = "", *, rows: int = 0, needed: bool = False, most: int = 2000) -> forms.CharField:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput({"autocomplete": "off"})
    return forms.CharField(label=label, help_text=hint, required=needed, max_length=most, widget=widget)


def _number(label: str, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=hint, required=False, min_value=0, max_value=1_000_000)


def _many(label: str, hint: str = "", *, needed: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, help_text=hint, required=needed, widget=forms.CheckboxSelectMultiple)


class ServiceForm(forms.Form):
    """One entry of the directory."""

    provider = _text(_("Organisation"), needed=True, most=200)
    provider_website = _text(
        _("Website of the organisation"), _("Stands with all help of this organisation."), most=300
    )
    name = _text(_("What is this help called"), needed=True, most=200)
    kind = forms.ChoiceField(label=_("Kind of help"))
    summary = _text(_("What is it"), _("For professionals, in a few sentences."), rows=3)
    for_parents = _text(
        _("What is it, for parents"), _("Short and plain: what happens, and what it brings you."), rows=3
    )
    phases = _many(_("When"), needed=True)
    levels = _many(_("Meant for"))
    factors = _many(_("What it is for"), _("Leave open what goes without saying for this kind of help."))
    parent_from_years = _number(_("Parents from, years"))
    parent_until_years = _number(_("Parents up to, years"))
    child_from_months = _number(_("Child from, months"))
    child_until_months = _number(_("Child up to, months"))
    inclusion = _text(_("Who can get this"), rows=2)
    exclusion = _text(_("Who cannot get this"), rows=2)
    areas = _text(
        _("Where"),
        _("Names or codes of gemeenten, wijken or regions, or postcodes, parted by commas. Empty: everywhere here."),
    )
    how_to_refer = _text(_("How to refer"), _("In steps that a colleague can follow tonight."), rows=3)
    parents_may_come = forms.BooleanField(label=_("Parents can come by themselves"), required=False)
    response_days = _number(_("Answer within, working days"), _("0 is the same day."))
    takes_new = forms.BooleanField(label=_("There is room for new families"), required=False, initial=True)
    waiting_weeks = _number(_("Waiting time, weeks"))
    families_a_year = _number(_("Families a year"))
    languages = _many(_("Languages"))
    opening = _text(_("Opening hours"), most=300)
    phone = _text(_("Telephone"), most=40)
    email = _text(_("E-mail address"), most=254)
    website = _text(_("Website"), most=300)
    address = _text(_("Address"), most=300)
    cost = _text(_("Cost to the family, euros"), _("0 is free of charge. Empty is not known."), most=20)
    cost_note = _text(_("About the cost"), most=300)
    owner_name = _text(
        _("Who answers for this"), _("This person gets the question whether it is still right."), most=120
    )
    owner_email = _text(_("E-mail address of that person"), _("Only the coalition sees this."), most=254)
    review_months = _number(_("Ask again after, months"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, factors: Mapping[str, Factor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.factors = factors
        tongue = words.language()
        self.fields["kind"].choices = [("", now("choose")), *pages.kinds_by_name()]
        for name, terms in (
            ("phases", vocabulary.phases()),
            ("levels", vocabulary.levels()),
            ("factors", factors),
            ("languages", vocabulary.languages()),
        ):
            self.fields[name].choices = [(code, term.name(tongue)) for code, term in terms.items()]

    def clean_cost(self) -> int | None:
        """Cents, from `12`, `12,5` or `€ 12,50`."""
        return cents(self.cleaned_data["cost"])

    def draft(self) -> Draft:
        """What was filled in."""
        given = self.cleaned_data
        values = {name: given[name] for name in FIELDS if name in given}
        values |= {name: tuple(given[name]) for name in _MANY}
        values["areas"] = split(given["areas"])
        values["cost_cents"] = given["cost"]
        for name in ("summary", "for_parents", "inclusion", "exclusion", "how_to_refer"):
            values[name] = given[name].replace("\r\n", "\n").strip()
        return Draft(**values)

    @staticmethod
    def initial_of(draft: Draft, version: int) -> dict[str, Any]:
        """What the form of a stored entry begins with."""
        values = asdict(draft) | {"areas": ", ".join(draft.areas), "version": version}
        values["cost"] = "" if draft.cost_cents is None else f"{draft.cost_cents / 100:.2f}".replace(".", ",")
        return values

    def beside(self, stored: Draft, version: int) -> "ServiceForm":
        """This form again, with what somebody else stored in the meantime at every field that differs."""
        data = self.data.copy()
        data["version"] = str(version)
        again = ServiceForm(data, factors=self.factors, initial=self.initial)
        again.is_valid()
        mine = again.draft()
        again.add_error(None, now("Somebody else changed this entry while you were at it."))
        for name in FIELDS:
            shown = {"cost_cents": "cost"}.get(name, name)
            if shown in again.fields and getattr(mine, name) != getattr(stored, name):
                value = getattr(stored, name)
                said = ", ".join(value) if isinstance(value, tuple) else ("–" if value in {None, ""} else str(value))
                again.add_error(shown, faults.words(Fault(name, "changed", said)))
        return again


def split(text: str) -> tuple[str, ...]:
    """The parts between commas, semicolons and line ends."""
    return tuple(part.strip() for part in re.split(r"[,;\n]", text) if part.strip())


def cents(text: str) -> int | None:
    """Euro cents of `12`, `12,5`, `€ 1.250,00`; None for nothing. Raises ValidationError."""
    bare = text.replace("€", "").replace(" ", "").replace("\xa0", "")
    if not bare:
        return None
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{3})+|\d{1,6})(?:[.,](\d{1,2}))?", bare)
    if not match:
        raise forms.ValidationError(faults.words(Fault("cost_cents", "no_amount", text[:20])))
    return int(match[1].replace(".", "")) * 100 + int((match[2] or "0").ljust(2, "0"))


class WithdrawForm(forms.Form):
    """Why help is no longer there."""

    because = forms.CharField(label=_("Why is this help no longer there"), max_length=300)


class DirectoryForm(forms.Form):
    """What a coalition decides about its directory."""

    areas = forms.CharField(
        label=_("Where the coalition works"),
        help_text=_("Codes of gemeenten, wijken or a region, such as GM9901, parted by commas."),
        max_length=2000,
    )
    is_public = forms.BooleanField(label=_("Everybody may read the directory"), required=False)
    review_months = forms.IntegerField(
        label=_("Ask again after, months"), min_value=1, max_value=36, initial=REVIEW_MONTHS
    )

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data) | {"areas": [code.upper() for code in split(self.cleaned_data["areas"])]}


class OwnFactorForm(forms.Form):
    """A factor that the coalition adds to the shipped ones."""

    code = forms.CharField(
        label=_("Code"), help_text=_("From E01 to E99. It never gets another meaning."), max_length=3
    )
    nl = _text(_("What it is called"), needed=True, most=120)
    en = _text(_("The same in English"), most=120)
    side = forms.ChoiceField(label=_("Does it weigh or carry"), choices=list(SIDES.items()))
    domain = forms.ChoiceField(label=_("About what"))
    phases = _many(_("When"), needed=True)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        tongue = words.language()
        self.fields["domain"].choices = [(code, one.name(tongue)) for code, one in vocabulary.domains().items()]
        self.fields["phases"].choices = [(code, one.name(tongue)) for code, one in vocabulary.phases().items()]


class ListForm(forms.Form):
    """A list to read in."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, XLSX or JSON, at most 10 MB"))
