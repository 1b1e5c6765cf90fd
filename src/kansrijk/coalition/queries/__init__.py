"""Every read of a coalition, by subject. The actor comes first; what is not the actor's is denied."""

from kansrijk.coalition.queries.actions import (
    ActionCard,
    Calendar,
    MeetingCard,
    MeetingDetail,
    Waiting,
    action,
    actions,
    calendar,
    has_feed,
    meeting,
    meetings,
    waiting,
)
from kansrijk.coalition.queries.agreements import (
    AgreementCard,
    AgreementDetail,
    Covered,
    agreement,
    agreements,
    coverage,
    difference,
)
from kansrijk.coalition.queries.guide import Step, guide
from kansrijk.coalition.queries.home import Home, home
from kansrijk.coalition.queries.infographic import Infographic, infographic
from kansrijk.coalition.queries.intake import IntakeCard, intake
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
from kansrijk.coalition.queries.profile import GoalCard, ProfileCard, goals, indicator_names, pillars, profile
from kansrijk.coalition.queries.searching import Found, search

__all__ = [
    "ActionCard",
    "AgreementCard",
    "AgreementDetail",
    "Calendar",
    "Covered",
    "Found",
    "GoalCard",
    "Home",
    "Infographic",
    "IntakeCard",
    "Invited",
    "MeetingCard",
    "MeetingDetail",
    "PartyCard",
    "PersonCard",
    "ProfileCard",
    "Step",
    "Waiting",
    "action",
    "actions",
    "agreement",
    "agreements",
    "calendar",
    "coverage",
    "difference",
    "goals",
    "guide",
    "has_feed",
    "home",
    "indicator_names",
    "infographic",
    "intake",
    "invited",
    "meeting",
    "meetings",
    "missing",
    "parties",
    "party",
    "people",
    "person",
    "pillars",
    "profile",
    "search",
    "waiting",
]
