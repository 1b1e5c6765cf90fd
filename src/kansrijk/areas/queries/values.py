"""What reads of areas hand out, and the areas that an actor may see."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from kansrijk.areas.models import Area
from kansrijk.areas.names import slug
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where, may

_FIELDS = ("id", "code", "edition", "level", "name", "country", "is_fictional", "parent__code")


@dataclass(frozen=True)
class AreaRef:
    """One area of one edition. `slug` is the last part of its address: `/gebied/` + `GM0546-leiden`."""

    id: UUID
    code: str
    edition: int
    level: str
    name: str
    slug: str
    country: str
    is_fictional: bool
    parent_code: str | None

    def __str__(self) -> str:
        return f"{self.code}@{self.edition}"


def visible(actor: Actor) -> QuerySet[Area]:
    """Areas of everybody, and the working areas of the actor's own coalitions."""
    if may(actor, "read", "area") != "allow":
        return Area.objects.none()
    own = coalitions_where(actor, "read", "working_area")
    seen = Q(coalition__isnull=True)
    return Area.objects.filter(seen | Q(coalition__in=own) if own else seen)


def refs(rows: QuerySet[Area]) -> list[AreaRef]:
    """The rows as values, in their order, by one query."""
    return [
        AreaRef(key, code, edition, level, name, f"{code}-{slug(name)}", country, fictional, parent)
        for key, code, edition, level, name, country, fictional, parent in rows.values_list(*_FIELDS)
    ]
