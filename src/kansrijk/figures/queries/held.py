"""What the releases of a country hold: which indicators there can be at a level. One query."""

from collections.abc import Sequence
from typing import NamedTuple

from kansrijk.figures.models import Release
from kansrijk.figures.queries.columns import _country_of
from kansrijk.figures.queries.visible import visible
from kansrijk.trust.actors import Actor


class Held(NamedTuple):
    """One release: the edition of its areas, its levels, and its indicators."""

    edition: int
    levels: tuple[str, ...]
    indicators: frozenset[str]


def held(actor: Actor, levels: Sequence[str], country: str) -> list[Held]:
    """The releases with one of these levels, of the newest edition first; one query more per release not met before."""
    found = Release.objects.filter(visible(actor), levels__overlap=list(levels)).order_by("-edition", "-created_at")
    rows = found.values_list("pk", "edition", "levels", "columns")
    return [
        Held(edition, tuple(at), frozenset(columns))
        for key, edition, at, columns in rows
        if _country_of(key) == country and columns
    ]
