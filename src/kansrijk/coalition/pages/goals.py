"""The goals of a coalition beside those of the national programme."""

from dataclasses import dataclass
from uuid import UUID

from kansrijk.coalition import words
from kansrijk.coalition.queries import GoalCard
from kansrijk.coalition.vocabulary import terms


@dataclass(frozen=True)
class National:
    """A goal of the programme and the coalition's own under it."""

    words: str
    own: list[GoalCard]


@dataclass(frozen=True)
class Phase:
    """The goals of one phase; `apart` serves no national goal."""

    code: str
    national: list[National]
    apart: list[GoalCard]


@dataclass(frozen=True)
class GoalsPage:
    """What the template draws."""

    phases: list[Phase]
    pillars: list[str]
    ended: list[GoalCard]


def goals_page(goals: list[GoalCard], pillars: list[tuple[UUID, str]]) -> GoalsPage:
    """By phase, then by national goal. A goal of another phase than its national one stands at its own phase."""
    live = [one for one in goals if one.ended_on is None]
    phases = []
    for phase in terms("phases"):
        national = [term for term in terms("national_goals").values() if term.more["phase"] == phase]
        codes = {term.code for term in national}
        listed = [
            National(
                term.name(words.language()), [one for one in live if one.phase == phase and one.national == term.code]
            )
            for term in national
        ]
        phases.append(Phase(phase, listed, [one for one in live if one.phase == phase and one.national not in codes]))
    return GoalsPage(phases, [name for _, name in pillars], [one for one in goals if one.ended_on is not None])
