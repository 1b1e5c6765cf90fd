"""Words that the pages of comparison share: levels, verdicts, polarities, methods, and notes under a drawing."""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.figures import descriptions, queries, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.trust.actors import Actor

FICTIONAL = "XX"
SEVERAL = {
    "gemeente": gettext_lazy("municipalities"),
    "wijk": gettext_lazy("wijken"),
    "buurt": gettext_lazy("buurten"),
    "pc4": gettext_lazy("postcode areas"),
    "pc3": gettext_lazy("postcode areas of three digits"),
    "ggd_region": gettext_lazy("GGD regions"),
    "province": gettext_lazy("provinces"),
    "country": gettext_lazy("the country"),
}
BELOW = {"country": ("gemeente",), "gemeente": ("wijk", "buurt"), "wijk": ("buurt",)}
VERDICTS = {
    "better": gettext_lazy("more favourable"),
    "worse": gettext_lazy("less favourable"),
    "higher": gettext_lazy("higher"),
    "lower": gettext_lazy("lower"),
    "similar": gettext_lazy("similar"),
    "not_compared": gettext_lazy("not compared"),
}
POLARITIES = {
    "higher_is_better": gettext_lazy("higher is more favourable"),
    "lower_is_better": gettext_lazy("lower is more favourable"),
    "no_judgement": gettext_lazy("no judgement"),
}
METHODS = {
    "Wilson score": gettext_lazy("Wilson score"),
    "as delivered": gettext_lazy("as the source gave it"),
    "Byar, exact chi-square below 10": gettext_lazy("Byar on the number of cases (exact below 10)"),
    "Byar, exact chi-square below 10, indirect standardisation": gettext_lazy(
        "Byar on the number observed (exact below 10), indirect standardisation"
    ),
}
POLICIES = {
    "published_at_source": gettext_lazy("Shown as the publisher published it, with the publisher's own gaps."),
    "own": gettext_lazy("Our own rules for hiding figures hold. A second person releases them."),
}
DELIVERIES = {
    "preliminary": gettext_lazy("preliminary"),
    "revised": gettext_lazy("revised"),
    "final": gettext_lazy("final"),
}


def name(indicator: Indicator) -> str:
    """The name in the reader's language."""
    return indicator.name.in_language(words.language())


def unit(indicator: Indicator) -> str:
    """The unit that values of an indicator are told in, in words: whole euro of thousands of euro."""
    return words.unit_word(indicator)


def stored_unit(indicator: Indicator) -> str:
    """The unit of the bare numbers in a file."""
    return str(words.UNITS.get(indicator.unit, ""))


def on_axis(indicator: Indicator) -> Callable[[float, int], str]:
    """How the numbers along an axis are written, in that same unit."""
    if indicator.unit == "thousand_euro":
        return lambda value, _decimals: words.number(value * 1000, 0)
    return words.number


def day(value: date) -> str:
    """A date in words."""
    return str(formats.date_format(value, "j F Y"))


def fictional_words() -> str:
    """What stands on everything about the fictional country that leaves a page."""
    return _("Fictional example: this place and its figures are made up.")


def several(level: str) -> str:
    """Areas of a level, in the plural."""
    return str(SEVERAL.get(level, level))


def land(country: str) -> str:
    """What the reference is called."""
    return _("the fictional country") if country == FICTIONAL else _("the Netherlands")


def expected() -> str:
    """What a standardised ratio is held against."""
    return _("what was expected")


def method(known: str | None) -> str:
    """The interval method, in words where we have them."""
    return str(METHODS.get(known, known)) if known else ""


def publisher(source: str | None) -> str:
    """Who published a source, as its description says; the code where it has none."""
    described = descriptions.sources().get(source or "")
    return described.publisher if described else (source or "")


def below_drawing(
    actor: Actor, releases: Iterable[UUID | None], period: str, boundaries: int | None, *, is_fictional: bool = False
) -> list[str]:
    """What stands under a drawing that leaves the page: source, licence, period, boundaries and date."""
    cards = queries.cards(actor, {one for one in releases if one is not None})
    lines = [fictional_words()] if is_fictional else []
    for card in sorted(cards.values(), key=lambda one: one.source):
        lines.append(f"{_('Source')}: {card.citation} {_('Licence')}: {words.licence_words(card.licence)}.")
    if not cards:
        lines.append(_("No source delivered figures for this."))
    about = [f"{_('Period')}: {period}."] if period else []
    if boundaries:
        about.append(_("Boundaries of %(edition)s.") % {"edition": boundaries})
    dates = [card.published_at or card.retrieved_at for card in cards.values()]
    if dates:
        day = formats.date_format(max(dates), "j F Y")
        about.append(_("Published here on %(day)s.") % {"day": day})
    lines.append(" ".join([*about, "Kansrijk."]))
    if any(card.status != "published" for card in cards.values()):
        lines.append(_("Not released: for your own coalition only."))
    return lines
