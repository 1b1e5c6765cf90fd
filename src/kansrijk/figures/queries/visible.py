"""Which releases an actor may see, and which of several wins for one cell.

Counts of an own delivery that was not proposed stand in a table that no query of pages reads (delivered.py).
"""

from collections.abc import Sequence
from typing import Protocol

from django.db.models import Q

from kansrijk.figures.rules import DELIVERIES
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where, may

NOT_RELEASED = ("imported", "proposed")


def visible(actor: Actor, prefix: str = "", not_released: Sequence[str] = ("proposed",)) -> Q:
    """Published ones for everybody who may read figures; a coalition's proposals only for its readers of deliveries."""
    if may(actor, "read", "figure") != "allow":
        return Q(pk__in=[])
    found = Q(**{f"{prefix}status": "published"})
    own = coalitions_where(actor, "read", "delivery")
    if own:
        found |= Q(**{f"{prefix}status__in": not_released, f"{prefix}coalition__in": own})
    if may(actor, "read", "delivery") == "allow":
        found |= Q(**{f"{prefix}status__in": not_released, f"{prefix}coalition__isnull": True})
    return found


def listed(actor: Actor) -> Q:
    """What lists of releases show: the visible ones, own imports, and every once published one with its end."""
    gone = Q(status__in=["replaced", "withdrawn"], published_at__isnull=False)
    found = visible(actor, not_released=NOT_RELEASED)
    return found | (gone if may(actor, "read", "figure") == "allow" else Q(pk__in=[]))


class Weighed(Protocol):
    """What decides between releases that have a word on the same cell."""

    @property
    def policy(self) -> str: ...
    @property
    def delivery(self) -> str: ...
    @property
    def created_at(self) -> object: ...


def weight(release: Weighed) -> tuple[bool, int, object]:
    """The heaviest release gives the value of a cell: the publisher's own, then the later delivery, then the newest."""
    return (release.policy == "published_at_source", DELIVERIES.index(release.delivery), release.created_at)


def newest_first(period: str) -> tuple[int, int]:
    """Sort key, descending: the later end, then the shorter window. "2024" before "2022-2024" before "2023"."""
    first, _, last = period.partition("-")
    end = int((last or first)[:4])
    return (end, int(first[:4]) - end)
