"""Announcements: the one way a lower room tells higher rooms that something happened.

A room hands over a frozen value; higher rooms subscribe when the application starts. Handlers run at once, in the
caller's transaction: one that raises fails the command that announced.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from typing import Any, TypeVar

Announcement = TypeVar("Announcement")

_handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[Announcement], handler: Callable[[Announcement], None]) -> None:
    """Calls `handler` for each announced value of exactly this frozen dataclass."""
    if not (is_dataclass(kind) and kind.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        raise TypeError(f"{kind.__name__} must be a frozen dataclass to be announced")
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def announce(value: object) -> None:
    """Hands the value to every subscriber, in order of subscription."""
    for handler in _handlers[type(value)]:
        handler(value)


def subscriptions() -> Iterator[tuple[type, Callable[[Any], None]]]:
    """Every (announcement, handler), for the documentation and for the tests that walk the register."""
    for kind, handlers in sorted(_handlers.items(), key=lambda item: item[0].__name__):
        for handler in handlers:
            yield kind, handler
