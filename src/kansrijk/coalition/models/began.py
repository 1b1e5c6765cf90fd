"""What of a coalition can begin at a figure."""

from typing import Any, Final

from kansrijk.coalition.models.actions import Action
from kansrijk.coalition.models.agreements import Agreement
from kansrijk.coalition.models.profile import Goal

BEGIN_AT_FIGURES: Final[dict[str, tuple[Any, str, str]]] = {
    "goal": (Goal, "update", "coalition"),
    "agreement": (Agreement, "write", "agreement"),
    "action": (Action, "write", "action"),
}
"""What can begin at a figure: its table, and the right that changes it."""
