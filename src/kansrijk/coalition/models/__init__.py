"""The tables of a coalition's own work, by subject."""

from kansrijk.coalition.models.parties import Party, Person
from kansrijk.coalition.models.profile import CoalitionArea, Goal, Pillar, Profile

__all__ = ["CoalitionArea", "Goal", "Party", "Person", "Pillar", "Profile"]
