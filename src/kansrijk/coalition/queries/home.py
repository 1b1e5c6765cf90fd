"""The first page of a coalition."""

from dataclasses import dataclass
from uuid import UUID

from kansrijk.coalition.queries.guide import Step, guide
from kansrijk.coalition.queries.parties import Missing, PartyCard, missing, parties
from kansrijk.coalition.queries.profile import GoalCard, ProfileCard, goals, profile
from kansrijk.trust.actors import Actor


@dataclass(frozen=True)
class Home:
    """What a member sees first."""

    profile: ProfileCard
    parties: list[PartyCard]
    goals: list[GoalCard]
    missing: list[Missing]
    steps: list[Step]


def home(actor: Actor, coalition: UUID) -> Home:
    """A fixed number of queries, however much there is."""
    about = profile(actor, coalition)
    cards = parties(actor, coalition)
    return Home(
        about,
        cards,
        [one for one in goals(actor, coalition) if one.ended_on is None],
        missing(actor, coalition, cards, about.places),
        guide(actor, coalition),
    )
