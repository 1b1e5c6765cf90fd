"""Which failures pass by themselves: the database is away, full or busy. Asked later, the same request may work."""

from django.db.utils import InterfaceError, OperationalError

RETRY_AFTER_SECONDS = 10


def is_passing(error: BaseException | None) -> bool:
    """True for a lost connection, a full disk, a lock that was waited for too long, a server that restarts."""
    return isinstance(error, OperationalError | InterfaceError)
