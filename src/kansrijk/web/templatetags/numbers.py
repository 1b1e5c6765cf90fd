"""Numbers as people read them: `{% load numbers %}`. Dutch 1.234,5 and English 1,234.5; never more digits than given.

The digits that an interval allows are decided by the room that owns the figure; a filter rounds to what it is told.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijk.core.personal import readable_telephone

register = template.Library()

SPACE = "\u202f"  # narrow, does not break
MINUS = "\u2212"


def in_words(value: Decimal | float | int | str, decimals: int | None = None) -> str:
    """Rounded half up to `decimals` (None: as many as the value has), with the language's own marks."""
    exact = Decimal(str(value))
    if decimals is not None and -exact.as_tuple().exponent > decimals:  # type: ignore[operator]
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(exact):,f}"
    sign = MINUS if exact < 0 else ""
    if (get_language() or "nl").startswith("nl"):
        text = text.translate(str.maketrans(",.", ".,"))
    return sign + text


@register.filter
def telephone(number: str) -> str:
    """`0715123456|telephone` → 071 512 34 56."""
    return readable_telephone(number)


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """`1234.5|number` → 1.234,5; '' for nothing."""
    return "" if value is None or value == "" else in_words(value, decimals)


@register.filter
def share(value: Any, decimals: int | None = 1) -> str:
    """A percentage between 0 and 100: 6.1 → 6,1%; the value is not multiplied."""
    return "" if value is None or value == "" else f"{in_words(value, decimals)}{SPACE}%"


@register.filter
def interval(bounds: Any, decimals: int | None = 1) -> str:
    """(lower, upper) → 5,2 tot 7,1; '' when either is missing."""
    if not bounds or any(bound is None for bound in bounds):
        return ""
    lower, upper = (in_words(bound, decimals) for bound in bounds)
    return _("%(lower)s to %(upper)s") % {"lower": lower, "upper": upper}


@register.filter
def period(value: Any) -> str:
    """2021 → 2021; '2021-2023' → 2021–2023; (2021, 2023) → 2021–2023; a date → 3 mei 2026."""
    if isinstance(value, date):
        from django.utils.formats import date_format

        return date_format(value, "j F Y")
    if isinstance(value, (tuple, list)):
        first, last = value[0], value[-1]
        return str(first) if first == last else f"{first}\u2013{last}"
    return str(value).replace("/", "\u2013").replace("-", "\u2013") if value not in (None, "") else ""
