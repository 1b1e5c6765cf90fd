"""The goals of a coalition beside those of the national programme, and the figures that they began at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.coalition import words
from kansrijk.coalition.pages.began import warning_of
from kansrijk.coalition.queries import GoalCard
from kansrijk.coalition.queries.seeing import SeenFigure
from kansrijk.coalition.vocabulary import terms


@dataclass(frozen=True)
class GoalLine:
    """A goal and what it saw."""

    card: GoalCard
    seen: str
    warning: str


@dataclass(frozen=True)
class National:
    """A goal of the programme and the coalition's own under it."""

    words: str
    own: list[GoalLine]


@dataclass(frozen=True)
class Phase:
    """The goals of one phase; `apart` serves no national goal."""

    code: str
    national: list[National]
    apart: list[GoalLine]


@dataclass(frozen=True)
class GoalsPage:
    """What the template draws."""

    phases: list[Phase]
    pillars: list[str]
    ended: list[GoalCard]


def goals_page(
    goals: list[GoalCard], pillars: list[tuple[UUID, str]], names: dict[str, str], began: dict[UUID, SeenFigure]
) -> GoalsPage:
    """By phase, then by national goal. A goal of another phase than its national one stands at its own phase."""
    warnings = {key: warning_of(one.standing, one.because) for key, one in began.items()}
    live = [GoalLine(one, seen_words(one, names), warnings.get(one.id, "")) for one in goals if one.ended_on is None]
    phases = []
    for phase in terms("phases"):
        national = [term for term in terms("national_goals").values() if term.more["phase"] == phase]
        codes = {term.code for term in national}
        here = [one for one in live if one.card.phase == phase]
        listed = [
            National(term.name(words.language()), [one for one in here if one.card.national == term.code])
            for term in national
        ]
        phases.append(Phase(phase, listed, [one for one in here if one.card.national not in codes]))
    return GoalsPage(phases, [name for _key, name in pillars], [one for one in goals if one.ended_on is not None])


def figure_choices(figures: Sequence[Any]) -> list[tuple[str, str]]:
    """(indicator, its name with the newest value) of what is known here; what nobody delivered is left out."""
    return [
        (one.indicator.id, f"{one.indicator.name.in_language(words.language())}: {value_words(one.value, one.unit)}")
        for one in figures
        if one.has_value
    ]


_UNITS = {
    "share": "%",
    "per_1000": gettext_lazy("per 1,000"),
    "euro": gettext_lazy("euro"),
    "thousand_euro": gettext_lazy("euro"),
    "km": gettext_lazy("km"),
    "hectare": gettext_lazy("ha"),
    "per_km2": gettext_lazy("per km²"),
}


def value_words(value: float | None, unit: str) -> str:
    """A number as the reader's language writes it, with its unit; thousands of euro in whole euro."""
    if value is None:
        return _("no figure shown")
    told = value * 1000 if unit == "thousand_euro" else value
    digits = 0 if float(told).is_integer() or unit == "thousand_euro" else 1
    number = number_format(
        round(told, digits) + 0.0, digits, force_grouping=True
    )  # adding nothing takes the minus of −0
    return f"{number}\N{NO-BREAK SPACE}{_UNITS[unit]}" if unit in _UNITS else number


def seen_words(goal: GoalCard, names: dict[str, str]) -> str:
    """What a goal saw when it was made; '' where it began without a figure."""
    if not goal.seen:
        return ""
    told = {
        "name": goal.seen["name"],
        "figure": names.get(goal.indicator, goal.indicator),
        "value": value_words(goal.seen["value"], goal.seen["unit"]),
        "period": goal.seen["period"] or "–",
    }
    return _("Began at: %(figure)s in %(name)s, %(value)s (%(period)s)") % told
