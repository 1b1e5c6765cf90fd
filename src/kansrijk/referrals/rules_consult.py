"""What may stand in a question without a name, and how long it stays. Pure: no database, no clock.

Names cannot be told from other words; whoever asks says that there are none. What can be told is refused.
"""

import re
from typing import Final

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import personal_data_in

LONGEST: Final = 1000
DAYS_KEPT: Final = 28
"""From the day on which it was asked; then it is gone, answered or not."""
PHASES: Final = ("before", "during", "after", "unknown")
_POSTCODE = re.compile(r"\b[1-9][0-9]{3} ?[A-Za-z]{2}\b")
_DAY = re.compile(r"\b\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ](?:19|20)\d{2}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b", re.I)


def points_at(text: str) -> str:
    """What in it points at one person: number, email, phone, postcode or day; '' where nothing is seen."""
    found = personal_data_in(text)
    if found:
        return found
    if _POSTCODE.search(text):
        return "postcode"
    return "day" if _DAY.search(text) else ""


def checked(text: str, field: str) -> str:
    """Raises `BadInput`: `field` where nothing is said or too much, `points` where it points at somebody."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise BadInput(f"say it in at most {LONGEST} characters", field=field)
    if points_at(text):
        raise BadInput(f"this points at one person: {points_at(text)}", field="points")
    return text
