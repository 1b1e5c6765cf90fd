"""Every write of a coalition, by subject."""

from kansrijk.coalition.commands.inviting import Asked, ask_people, confirm_person
from kansrijk.coalition.commands.parties import add_party, end_party
from kansrijk.coalition.commands.people import add_person, change_person, end_person
from kansrijk.coalition.commands.profile import (
    add_goal,
    add_pillar,
    close_guide,
    end_goal,
    move_stage,
    set_areas,
    set_profile,
)

__all__ = [
    "Asked",
    "add_goal",
    "add_party",
    "add_person",
    "add_pillar",
    "ask_people",
    "change_person",
    "close_guide",
    "confirm_person",
    "end_goal",
    "end_party",
    "end_person",
    "move_stage",
    "set_areas",
    "set_profile",
]
