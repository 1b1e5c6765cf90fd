"""What a directory offers, as little of it as gaps are counted from."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from kansrijk.offer import rules, vocabulary
from kansrijk.offer.queries.directory import _entries
from kansrijk.trust.actors import Actor


@dataclass(frozen=True)
class Offered:
    """One entry. `levels` empty: it says nothing about for whom, so that it counts for every level."""

    slug: str
    name: str
    provider: str
    kind: str
    phases: tuple[str, ...]
    domains: tuple[str, ...]
    levels: tuple[str, ...]
    areas: tuple[str, ...]
    is_stale: bool
    takes_new: bool
    waiting_weeks: int | None
    families_a_year: int | None


_FIELDS = (
    "slug",
    "name",
    "provider__name",
    "kind",
    "phases",
    "factors",
    "levels",
    "areas",
    "review_on",
    "takes_new",
    "waiting_weeks",
    "families_a_year",
)


def offered(actor: Actor, coalition: UUID, *, today: date | None = None) -> list[Offered]:
    """The entries of one directory that are not withdrawn, by name. One query."""
    day = today or timezone.localdate()
    rows = _entries(actor).filter(coalition=coalition, withdrawn_on__isnull=True).order_by("name_key", "slug")
    return [
        Offered(
            slug,
            name,
            provider,
            kind,
            tuple(phases),
            vocabulary.domains_meant(kind, factors),
            tuple(levels),
            tuple(areas),
            rules.freshness(review_on, day) == "stale",
            takes_new,
            waiting,
            families,
        )
        for slug, name, provider, kind, phases, factors, levels, areas, review_on, takes_new, waiting, families in (
            rows.values_list(*_FIELDS)
        )
    ]
