"""Two who changed the same at the same moment: the database gives one of them up, who then tries again, seldom.

A deadlock (40P01) or an order of changes that cannot be (40001) is rolled back whole, so doing it again is doing it
once. After MOST_TRIES it is told to wait, like a lock that was waited for too long.
"""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, transaction

MOST_TRIES = 3
WAIT_SECONDS = 0.05  # before the second try at least, and at most twice this; before each next one twice as long
CONFLICTS = frozenset({"40001", "40P01"})
Answer = TypeVar("Answer")


def is_conflict(error: BaseException | None) -> bool:
    """Whether the database gave this one up for another, so that it may be tried again."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in CONFLICTS


def wait(tried: int) -> None:
    """Longer after each try, and never for two of them as long."""
    time.sleep(WAIT_SECONDS * 2 ** (tried - 1) * (1 + random.random()))  # noqa: S311 - to part two, not to hide


def in_one(call: Callable[[], Answer], *, tried: int = 0) -> Answer:
    """Calls in one transaction, again where it was given up; `tried` times it was already. Raises the last conflict."""
    while True:
        if tried:
            wait(tried)
        try:
            with transaction.atomic():
                return call()
        except OperationalError as error:
            tried += 1
            if tried >= MOST_TRIES or not is_conflict(error):
                raise
