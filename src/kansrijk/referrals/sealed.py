"""A sealed link to one referral: how long it works, and what its code is hashed from. Pure: no database, no clock.

Its two secrets are those of trust.handed: the address says nothing, the code is said apart.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

DAYS: Final = 14
"""As long as it takes to begin; help that goes on gets a newer one."""
TRIES: Final = 5
"""Wrong codes after which a link is closed, counted in its row."""
LONGEST_OPEN: Final = timedelta(hours=1)


def said(referral: UUID, code: str) -> tuple[str, ...]:
    """What is marked with the coalition's key before it is hashed: without that key there is nothing to guess at."""
    return ("code of a sealed link", str(referral), code)
