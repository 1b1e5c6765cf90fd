"""The working areas of a coalition."""

from dataclasses import dataclass
from uuid import UUID

from kansrijk.areas.models import Area, Containment
from kansrijk.areas.queries.values import AreaRef, refs, visible
from kansrijk.trust.actors import Actor


@dataclass(frozen=True)
class WorkingArea:
    """A working area and the names of the areas that it is made of."""

    ref: AreaRef
    parts: tuple[str, ...]


def working_areas(actor: Actor, coalition: UUID) -> list[WorkingArea]:
    """Those of one coalition that the actor may see, by name. Two queries."""
    own: list[AreaRef] = refs(visible(actor).filter(coalition=coalition).order_by("sort_key", "code"))
    parts: dict[UUID, list[str]] = {ref.id: [] for ref in own}
    rows = Containment.objects.filter(whole__in=Area.objects.filter(pk__in=parts)).order_by("part__sort_key")
    for whole, name in rows.values_list("whole", "part__name"):
        parts[whole].append(name)
    return [WorkingArea(ref, tuple(parts[ref.id])) for ref in own]
