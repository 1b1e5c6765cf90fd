"""Decisions about what a coalition shows and learns, without a database."""

from typing import Final

BLOCKS: Final = (
    "about",
    "goals",
    "parties",
    "infographic",
    "people",
    "figures",
    "agenda",
    "news",
    "voices",
    "newsletter",
    "reports",
    "contact",
)
"""What can stand on the public page, in its order."""
MOST_FIGURES: Final = 8
CONFIRM_DAYS: Final = 3
"""How long the link works that makes somebody a subscriber."""
MAILS_A_DAY: Final = 3
"""How many mails one address gets of the sign-up form of one coalition in a day, whoever fills it in."""

LETTER_STATES: Final = ("draft", "sending", "sent")
# (state, event) → state
LETTER_MOVES: Final[dict[tuple[str, str], str]] = {("draft", "order"): "sending", ("sending", "finish"): "sent"}
