"""Every write of the directory."""

from kansrijk.offer.commands.directories import add_own_factor, open_directory
from kansrijk.offer.commands.entries import add_service, confirm_service, edit_service, withdraw_service
from kansrijk.offer.commands.storing import BadDraft, StaleEdit

__all__ = [
    "BadDraft",
    "StaleEdit",
    "add_own_factor",
    "add_service",
    "confirm_service",
    "edit_service",
    "open_directory",
    "withdraw_service",
]
