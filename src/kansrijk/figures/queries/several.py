"""Several indicators over one level as one table: what municipalities are compared by."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from kansrijk.areas.models import Area
from kansrijk.figures.models import Release, Row
from kansrijk.figures.queries.visible import visible, weight
from kansrijk.trust.actors import Actor


@dataclass(frozen=True)
class Table:
    """Values per indicator in the order of `codes`; None where there is none."""

    codes: tuple[str, ...]
    columns: dict[str, tuple[float | None, ...]]


_kept: dict[tuple[object, ...], Table] = {}


def table(actor: Actor, indicators: Sequence[str], level: str, *, edition: int) -> Table | None:
    """The indicators of the heaviest release that has most of them; a published release never changes and is kept.

    Two queries the first time, one after that.
    """
    held = Release.objects.filter(visible(actor) & Q(levels__contains=[level], edition=edition)).only(
        "columns", "status", "delivery", "created_at", "coalition", "periods"
    )
    ranked = [(sum(name in release.columns for name in indicators), weight(release), release) for release in held]
    best = max((one for one in ranked if one[0]), key=lambda one: one[:2], default=None)
    if best is None:
        return None
    release = best[2]
    key = (release.pk, level, tuple(indicators))
    if key not in _kept or release.status != "published":
        places = {name: release.columns.index(name) for name in indicators if name in release.columns}
        rows = list(
            Row.objects.filter(release=release, level=level).order_by("area_code").values_list("area_code", "value")
        )
        found = Table(
            tuple(code for code, _ in rows),
            {name: tuple(values[at] for _, values in rows) for name, at in places.items()},
        )
        if release.status != "published":  # what is hidden before publication must not be kept from before it
            return found
        _kept[key] = found
    return _kept[key]


def older_editions(actor: Actor, code: str, edition: int, name: str) -> list[int]:
    """Other editions, nearest first, in which this code *and* name have figures: codes are used again elsewhere."""
    rows = Row.objects.filter(visible(actor, "release__"), area_code=code).exclude(edition=edition)
    same = Area.objects.filter(code=code, name=name).values("edition")
    found = rows.filter(edition__in=same).values_list("edition", flat=True).distinct()
    return sorted(found, key=lambda other: abs(other - edition))
