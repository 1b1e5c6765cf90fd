"""Figures in words: the answer first, in whole sentences, and never more certain than the interval."""

from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.classes import Classes
from kansrijk.figures.queries.types import Figure

STATUS_WORDS = {
    "hidden": gettext_lazy("hidden"),
    "no_data": gettext_lazy("no data"),
    "empty_at_source": gettext_lazy("empty at the source"),
    "too_uncertain": gettext_lazy("too uncertain"),
}
STATUS_REASONS = {
    "hidden": gettext_lazy("We do not show this figure, to protect people. We do not say more than that."),
    "no_data": gettext_lazy("The source did not deliver a figure for this area."),
    "empty_at_source": gettext_lazy("The source left this cell empty. It does not tell zero from secret."),
    "too_uncertain": gettext_lazy("The estimate is so uncertain that a number would mislead."),
}
UNITS = {
    "share": gettext_lazy("%"),
    "per_1000": gettext_lazy("per 1,000"),
    "count": "",
    "number": "",
    "euro": gettext_lazy("euro"),
    "thousand_euro": gettext_lazy("× 1,000 euro"),
    "index": "",
    "km": gettext_lazy("km"),
    "hectare": gettext_lazy("ha"),
    "per_km2": gettext_lazy("per km²"),
    "class": "",
}


def number(value: float, decimals: int) -> str:
    """A number in the notation of the reader's language, with exactly these decimals."""
    return str(formats.number_format(round(value, decimals), decimal_pos=decimals, use_l10n=True, force_grouping=True))


def value_words(figure: Figure) -> str:
    """The value with its unit, or the word for why there is none."""
    if figure.value is None:
        return str(STATUS_WORDS[figure.status])
    return in_unit(figure.value, figure.indicator)


def in_unit(value: float, indicator: Indicator) -> str:
    """A value with its unit, in the indicator's decimals."""
    return f"{number(value, indicator.decimals)} {UNITS.get(indicator.unit, '')}".strip()


def interval_words(figure: Figure) -> str:
    """“5,2 to 7,1”, or nothing where the source gives no interval and none can be computed."""
    if figure.lower is None or figure.upper is None:
        return ""
    return between(figure.lower, figure.upper, figure.indicator)


def between(lower: float, upper: float, indicator: Indicator) -> str:
    """Two limits in the indicator's decimals."""
    values = {"lower": number(lower, indicator.decimals), "upper": number(upper, indicator.decimals)}
    return _("%(lower)s to %(upper)s") % values


def class_words(edges: Classes, index: int, indicator: Indicator) -> str:
    """What a class of the map holds: “less than 5”, “5 to 10”, “10 or more”."""
    if not edges.edges:
        return _("all values")
    shown = [number(edge, edges.decimals) for edge in edges.edges]
    unit = str(UNITS.get(indicator.unit, ""))
    if index == 0:
        return (_("less than %(edge)s") % {"edge": shown[0]} + f" {unit}").strip()
    if index == len(shown):
        return (_("%(edge)s or more") % {"edge": shown[-1]} + f" {unit}").strip()
    return (_("%(lower)s to %(upper)s") % {"lower": shown[index - 1], "upper": shown[index]} + f" {unit}").strip()


def comparison_words(figure: Figure, country: Figure | None, land: str) -> str:
    """Whether the difference with the country may be chance; empty when that cannot be said."""
    if country is None or country.value is None or figure.lower is None or figure.upper is None:
        return ""
    if figure.lower > country.value:
        return _("higher than in %(land)s") % {"land": land}
    if figure.upper < country.value:
        return _("lower than in %(land)s") % {"land": land}
    return _("the difference with %(land)s may be chance") % {"land": land}


def missing_start_words(area: str) -> str:
    """What an area page says when nobody delivered birth outcomes for it."""
    return _(
        "For %(area)s there are no figures here about children who are born too early or too small. "
        "Perined holds them. Ask your GGD or Perined for a delivery per area; an epidemiologist can import it here."
    ) % {"area": area}


def start_words(area: str, figure: Figure, country: Figure | None, land: str) -> str:
    """The first sentence of an area page: how children begin here."""
    assert figure.value is not None
    values = {
        "area": area,
        "period": figure.period or "",
        "value": number(figure.value, figure.indicator.decimals),
        "name": figure.indicator.name.in_language(language()),
    }
    sentence = _("%(name)s in %(area)s, %(period)s: %(value)s out of every 100 children.") % values
    sentence = sentence[:1].upper() + sentence[1:]
    limits = interval_words(figure)
    if limits:
        sentence += " " + _("The true share probably lies in the range %(between)s.") % {"between": limits}
    if country is not None and country.value is not None:
        there = number(country.value, country.indicator.decimals)
        sentence += " " + _("In %(land)s: %(value)s.") % {"land": land, "value": there}
    return sentence


def language() -> str:
    """The language of this request."""
    return get_language() or "nl"
