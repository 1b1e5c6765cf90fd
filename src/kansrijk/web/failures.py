"""Which failures pass by themselves: the database is away, full or busy, or the disk is full.

Asked later, the same request may work.
"""

from django.db.utils import InterfaceError, InternalError, OperationalError

from kansrijk.core.faults import is_without_room

RETRY_AFTER_SECONDS = 10


def is_passing(error: BaseException | None) -> bool:
    """True for a lost connection, a full disk, a lock that was waited for too long, a server that restarts."""
    if isinstance(error, InternalError):  # a quota or limit of files: PostgreSQL has a code of its own for ENOSPC only
        return "could not extend file" in str(error)
    return isinstance(error, OperationalError | InterfaceError) or is_without_room(error)
