"""The first sentences of an area page: how children begin here, in words, and never more certain than the figures."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kansrijk.areas.queries import AreaRef
from kansrijk.figures import words
from kansrijk.figures.queries.types import Figure

START = ("big2", "vroeggeboorte", "sga")


@dataclass(frozen=True)
class Told:
    """One figure of the story with the sentence it is told in."""

    sentence: str
    figure: Figure


@dataclass(frozen=True)
class Story:
    """`told` is empty when no birth figure has a value; then `why` says who has them and how to get them.

    `chance` stands after figures of which nobody can say whether the difference is chance; `around` are sentences
    about the place itself: who lives here, how healthy adults feel.
    """

    told: tuple[Told, ...]
    chance: str
    missing: tuple[str, ...]
    why: str
    around: tuple[str, ...]


def story(area: AreaRef, land: str, figures: Mapping[str, Figure], country: Mapping[str, Figure]) -> Story:
    """Big 2 when it was delivered, otherwise its parts; where nothing was, that. Nothing is taken from elsewhere."""
    has_big2 = figures["big2"].has_value
    keys = ("big2",) if has_big2 else START[1:]
    told = tuple(
        Told(birth_words(area.name, figures[key], country.get(key), land), figures[key])
        for key in keys
        if figures[key].has_value
    )
    unsure = [one.figure for one in told if one.figure.lower is None and one.figure.indicator.id in country]
    chance = chance_words(unsure[0], country[unsure[0].indicator.id]) if unsure else ""
    missing: tuple[str, ...] = ()
    if not told:
        missing = (missing_words(area, figures),)
    elif not has_big2:
        missing = (big2_words(figures["big2"]),)
    why = (
        ""
        if told
        else _(
            "A figure stands here only when a source delivered it for this very area. "
            "We never show the figure of a larger area in its place."
        )
    )
    return Story(told, chance, missing, why, tuple(_around(figures)))


def birth_words(area: str, figure: Figure, country: Figure | None, land: str) -> str:
    """What of every 100 children, in which period, how sure, and how it is in the country."""
    assert figure.value is not None
    values = {
        "area": area,
        "period": words.period_words(figure.period),
        "value": words.number(figure.value, words.decimals_of(figure)),
    }
    sentences = [_birth_sentence(figure.indicator.id) % values]
    if figure.lower is not None and figure.upper is not None:
        decimals = words.decimals_of_limits(figure)
        limits = {"lower": words.number(figure.lower, decimals), "upper": words.number(figure.upper, decimals)}
        sentences[0] = sentences[0].removesuffix(".") + " " + _("(between %(lower)s and %(upper)s).") % limits
    if country is not None and country.value is not None:
        there = words.number(country.value, words.decimals_beside(figure, country))
        sentences.append(_("In %(land)s that is %(value)s.") % {"land": land, "value": there})
        if figure.lower is not None and figure.upper is not None:
            sentences.append(chance_words(figure, country))
    return " ".join(sentences)


def _birth_sentence(indicator: str) -> str:
    if indicator == "big2":
        return _("In %(area)s, of every 100 children in %(period)s, %(value)s were born too early or too small.")
    if indicator == "vroeggeboorte":
        return _("In %(area)s, of every 100 children in %(period)s, %(value)s were born too early.")
    return _("In %(area)s, of every 100 children in %(period)s, %(value)s were small for the length of the pregnancy.")


def chance_words(figure: Figure, country: Figure) -> str:
    """Whether the difference with the country can be chance; that it cannot be said where there is no interval."""
    assert country.value is not None
    if figure.lower is None or figure.upper is None:
        return _("Whether the difference is chance cannot be said: the source gives no counts to work it out from.")
    if figure.lower <= country.value <= figure.upper:
        return _("That difference may be chance.")
    return _("That difference is larger than chance explains.")


def missing_words(area: AreaRef, figures: Mapping[str, Figure]) -> str:
    """Why there is no birth figure: hidden, too uncertain, empty at source; or nobody delivered one, and who can."""
    said = next((figures[key].status for key in START if figures[key].release is not None), None)
    name = {"area": area.name}
    if said == "hidden":
        return (
            _(
                "For %(area)s we do not show how many children are born too early or too small, "
                "so that nobody can be recognised in it."
            )
            % name
        )
    if said == "too_uncertain":
        return (
            _("For %(area)s the figure about children born too early or too small is too uncertain to be of use.")
            % name
        )
    if said is not None:
        return _("For %(area)s the source left the figure about children born too early or too small empty.") % name
    if area.is_fictional:
        return _("For %(area)s there are no figures here about children who are born too early or too small.") % name
    return (
        _(
            "For %(area)s there are no figures here about children who are born too early or too small. "
            "Perined holds them. Ask your GGD or Perined for a delivery per area; an epidemiologist can import it here."
        )
        % name
    )


def big2_words(figure: Figure) -> str:
    """What is said where the parts are known and the two together are not."""
    if figure.status == "hidden":
        return _("We do not show the two together (Big 2) for this area, so that nobody can be recognised in it.")
    return _("Nobody delivered the two together (Big 2) for this area.")


def _around(figures: Mapping[str, Figure]) -> list[str]:
    """Who lives here and how healthy adults feel, where it is known."""
    found = []
    people, young = figures.get("inwoners"), figures.get("inwoners_0_14")
    if people is not None and people.value:
        values = {"people": words.number(people.value, 0), "period": words.period_words(people.period)}
        if young is not None and young.value is not None and young.period == people.period:
            values["young"] = words.number(young.value, 0)
            found.append(_("%(people)s people live here (%(period)s); %(young)s of them are younger than 15.") % values)
        else:
            found.append(_("%(people)s people live here (%(period)s).") % values)
    health = figures.get("ervaren_gezondheid_goed")
    if health is not None and health.value is not None:
        values = {
            "value": words.number(health.value, 0),
            "period": words.period_words(health.period),
        }
        found.append(_("Of every 100 adults, %(value)s call their own health good (an estimate, %(period)s).") % values)
    return found
