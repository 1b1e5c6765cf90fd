"""Figures in words: the answer first, in whole sentences, and never more certain than the interval."""

from collections.abc import Iterable
from functools import cache
from math import ceil, floor, log10

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kansrijk.core.births_standard import AS_EXPECTED
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
# How a figure came into these borders; an area that stayed what it was needs no word.
TOLD_WORDS = {
    "renamed": gettext_lazy("same area, other code"),
    "summed": gettext_lazy("re-expressed: sum of merged areas"),
    "pooled": gettext_lazy("re-expressed: weighted by the number of births or people"),
    "weighted": gettext_lazy("re-expressed: divided by addresses"),
}
# The same for an area that is made of others in the same borders, such as a working area.
PARTS_WORDS = {
    "summed": gettext_lazy("sum of the parts"),
    "pooled": gettext_lazy("mean of the parts, weighted by the number of births or people"),
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


_DUTCH_MARKS = str.maketrans(",.", ".,")


def number(value: float, decimals: int) -> str:
    """A number in the notation of the reader's language, with exactly these decimals."""
    text = f"{round(value, decimals):,.{decimals}f}"
    if text.startswith("-"):
        text = f"\N{MINUS SIGN}{text[1:]}" if text.strip("-0,.") else text[1:]
    return text.translate(_DUTCH_MARKS) if language() == "nl" else text


def decimals_of(figure: Figure) -> int:
    """How many decimals a value is shown with: the indicator's, never more than its interval allows, and none where the
    value itself was rounded to a whole number.

    A digit stands where half the interval is at least one of its units: 6,1 (5,2 to 7,1) and 16 (14 to 18).
    """
    return 0 if figure.is_whole else decimals_of_limits(figure)


def decimals_of_limits(figure: Figure) -> int:
    """The same for the limits of a figure, which are worked out from counts and are no whole numbers: 96 (94,9 to
    96,3)."""
    return decimals_within(figure.lower, figure.upper, figure.indicator)


def decimals_beside(figure: Figure, other: Figure) -> int:
    """How many decimals the value of `other` is shown with beside `figure`: not more than the two allow."""
    return min(decimals_of_limits(figure), decimals_of(other))


def decimals_within(lower: float | None, upper: float | None, indicator: Indicator) -> int:
    """The same for limits by themselves."""
    most = indicator.decimals
    if lower is None or upper is None or upper <= lower:
        return most
    return max(0, min(most, ceil(-log10((upper - lower) / 2))))


def value_words(figure: Figure) -> str:
    """The value with its unit, or the word for why there is none."""
    if figure.value is None:
        return str(STATUS_WORDS[figure.status])
    return in_unit(figure.value, figure.indicator, decimals_of(figure))


def in_unit(value: float, indicator: Indicator, decimals: int | None = None) -> str:
    """A value with its unit, in the indicator's decimals unless told otherwise."""
    shown = bare(value, indicator, decimals)
    unit = unit_word(indicator)
    return f"{shown}\N{NO-BREAK SPACE}{unit}" if unit else shown


def unit_word(indicator: Indicator) -> str:
    """The unit that a value is told in: of thousands of euro the euro."""
    return _units(language()).get("euro" if indicator.unit == "thousand_euro" else indicator.unit, "")


@cache
def _units(_language: str) -> dict[str, str]:
    """The units in the language of this request, which `_language` names; a page asks for hundreds."""
    return {unit: str(word) for unit, word in UNITS.items()}


def bare(value: float, indicator: Indicator, decimals: int | None = None) -> str:
    """The same without its unit: thousands of euro are told in whole euro."""
    if indicator.unit == "thousand_euro":
        return number(value * 1000, 0)
    return number(value, indicator.decimals if decimals is None else decimals)


def interval_words(figure: Figure) -> str:
    """“5,2 to 7,1”, or nothing where the source gives no interval and none can be computed."""
    if figure.lower is None or figure.upper is None:
        return ""
    return between(figure.lower, figure.upper, figure.indicator, decimals_of_limits(figure))


def between(lower: float, upper: float, indicator: Indicator, decimals: int | None = None) -> str:
    """Two limits in the indicator's decimals unless told otherwise."""
    shown = indicator.decimals if decimals is None else decimals
    return _("%(lower)s to %(upper)s") % {
        "lower": bare(lower, indicator, shown),
        "upper": bare(upper, indicator, shown),
    }


def outside(lower: float, upper: float, indicator: Indicator) -> str:
    """The same of limits that nothing lies beyond: rounded away from what lies between them."""
    unit = 10.0**indicator.decimals
    return between(floor(lower * unit + 1e-9) / unit, ceil(upper * unit - 1e-9) / unit, indicator)


def period_words(period: str | None) -> str:
    """`2021-2023` as 2021–2023."""
    return (period or "").replace("-", "\N{EN DASH}")


def periods_words(periods: Iterable[str]) -> str:
    """Years in a row as one: 2014–2023. Years and windows of several years beside each other say which is which."""
    single = sorted(int(one) for one in set(periods) if one.isdecimal())
    runs: list[list[int]] = []
    for year in single:
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    told = [str(first) if first == last else f"{first}\N{EN DASH}{last}" for first, last in runs]
    windows = ", ".join(sorted(period_words(one) for one in set(periods) if not one.isdecimal()))
    years = ", ".join(told)
    if not years or not windows:
        return years or windows
    return _("%(years)s by year; taken together %(windows)s") % {"years": years, "windows": windows}


def licence_words(licence: str) -> str:
    """A licence by its name; what a coalition delivered itself has none."""
    return _("of the coalition itself") if licence == "own" else licence


def class_words(edges: Classes, index: int, indicator: Indicator) -> str:
    """What a class of the map holds: “less than 5”, “5 to 10”, “10 or more”."""
    if not edges.edges:
        return _("all values")
    shown = [bare(edge, indicator, edges.decimals) for edge in edges.edges]
    unit = unit_word(indicator)
    if index == 0:
        return _("less than %(edge)s") % {"edge": f"{shown[0]} {unit}".strip()}
    if index == len(shown):
        return _("%(edge)s or more") % {"edge": f"{shown[-1]} {unit}".strip()}
    return (_("%(lower)s to %(upper)s") % {"lower": shown[index - 1], "upper": shown[index]} + f" {unit}").strip()


def comparison_words(figure: Figure, country: Figure | None, land: str) -> str:
    """Whether the difference with the country may be chance; empty when that cannot be said."""
    if figure.indicator.is_ratio:
        return expected_words(figure)
    if country is None or country.value is None or figure.lower is None or figure.upper is None:
        return ""
    if figure.lower > country.value:
        return _("higher than in %(land)s") % {"land": land}
    if figure.upper < country.value:
        return _("lower than in %(land)s") % {"land": land}
    return _("the difference with %(land)s may be chance") % {"land": land}


def expected_words(figure: Figure) -> str:
    """Whether a standardised ratio differs from what was expected; empty when that cannot be said."""
    if figure.lower is None or figure.upper is None:
        return ""
    if figure.lower > AS_EXPECTED:
        return _("more than expected")
    if figure.upper < AS_EXPECTED:
        return _("fewer than expected")
    return _("the difference with what was expected may be chance")


def language() -> str:
    """The language of this request."""
    return get_language() or "nl"
