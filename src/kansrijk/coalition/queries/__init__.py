"""Every read of a coalition, by subject. The actor comes first; what is not the actor's is denied."""

from kansrijk.coalition.queries.guide import Step, guide
from kansrijk.coalition.queries.home import Home, home
from kansrijk.coalition.queries.parties import (
    Invited,
    PartyCard,
    PersonCard,
    invited,
    missing,
    parties,
    party,
    people,
    person,
)
from kansrijk.coalition.queries.profile import GoalCard, ProfileCard, goals, pillars, profile

__all__ = [
    "GoalCard",
    "Home",
    "Invited",
    "PartyCard",
    "PersonCard",
    "ProfileCard",
    "Step",
    "goals",
    "guide",
    "home",
    "invited",
    "missing",
    "parties",
    "party",
    "people",
    "person",
    "pillars",
    "profile",
]
