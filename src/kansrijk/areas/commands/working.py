"""A coalition's own working area: a named set of areas of one edition, seen by that coalition only."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from kansrijk.areas.models import Area, Containment
from kansrijk.areas.names import search_key, sort_key
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without what is misread: 0 and O, 1 and I


class BadWorkingArea(ValueError):
    """The name or the parts do not make a working area; the message says which, `kind` in one word for a screen:
    name, none, unknown, mixed, postcodes, overlap."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


@transaction.atomic
def make_working_area(*, by: Actor, coalition: UUID, name: str, edition: int, part_codes: Sequence[str]) -> str:
    """Stores a working area of whole areas of one edition; returns its code.

    Parts may not overlap, so a gemeente and a wijk in it are refused, and PC4s only go together.
    """
    require_may(by, "create", "working_area", coalition=coalition)
    title = name.strip()
    if not title or len(title) > 200 or not title.isprintable():
        raise BadWorkingArea("a working area needs a name of at most 200 characters", "name")
    parts = _parts(edition, part_codes)
    countries = {part.country for part in parts}
    if len(countries) > 1:
        raise BadWorkingArea("real and fictional areas do not go together", "mixed")
    code = "WG-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
    area = Area.objects.create(
        code=code,
        edition=edition,
        level="working_area",
        name=title,
        sort_key=sort_key(title),
        search_key=search_key(title),
        country=countries.pop(),
        is_fictional=any(part.is_fictional for part in parts),
        coalition=coalition,
    )
    Containment.objects.bulk_create(Containment(part=part, whole=area, kind="working_area") for part in parts)
    audit.record(
        by=by,
        event="working area made",
        action="C",
        kind="working_area",
        reference=code,
        coalition=coalition,
        detail={"parts": len(parts)},
    )
    return code


def _parts(edition: int, codes: Sequence[str]) -> list[Area]:
    wanted = set(codes)
    if not wanted:
        raise BadWorkingArea("choose at least one area", "none")
    parts = list(
        Area.objects.filter(edition=edition, code__in=wanted, coalition__isnull=True).select_related("parent__parent")
    )
    unknown = sorted(wanted - {part.code for part in parts})
    if unknown:
        raise BadWorkingArea(f"there is no {', '.join(unknown[:5])} in the edition of {edition}", "unknown")
    postal = {part.level in {"pc3", "pc4"} for part in parts}
    if len(postal) > 1 or {part.level for part in parts} == {"pc3", "pc4"}:
        raise BadWorkingArea("postcodes overlap with other areas; choose one kind", "postcodes")
    for part in parts:
        above, seen = part.parent, 0
        while above is not None and seen < 6:
            if above.code in wanted:
                raise BadWorkingArea(f"{part.code} lies in {above.code}, which is chosen too", "overlap")
            above, seen = above.parent, seen + 1
    return parts
