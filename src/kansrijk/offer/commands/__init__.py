"""Every write of the directory."""

from kansrijk.offer.commands.desks import set_desks
from kansrijk.offer.commands.directories import add_own_factor, open_directory
from kansrijk.offer.commands.entries import add_service, confirm_service, edit_service, withdraw_service
from kansrijk.offer.commands.lists import (
    Receipt,
    discard_list,
    forget_lists,
    import_services,
    offer_list,
    preview_list,
    store_list,
)
from kansrijk.offer.commands.reviews import ask_everybody, ask_reviews, confirm_by_link, withdraw_reviews
from kansrijk.offer.commands.storing import BadDraft, StaleEdit
from kansrijk.offer.commands.times import agree_times

__all__ = [
    "BadDraft",
    "Receipt",
    "StaleEdit",
    "add_own_factor",
    "add_service",
    "agree_times",
    "ask_everybody",
    "ask_reviews",
    "confirm_by_link",
    "confirm_service",
    "discard_list",
    "edit_service",
    "forget_lists",
    "import_services",
    "offer_list",
    "open_directory",
    "preview_list",
    "set_desks",
    "store_list",
    "withdraw_reviews",
    "withdraw_service",
]
