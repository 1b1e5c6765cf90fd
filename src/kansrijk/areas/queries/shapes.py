"""Areas as ready SVG paths."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet

from kansrijk.areas.models import Area, Shape
from kansrijk.areas.queries.places import area, inside
from kansrijk.areas.queries.values import AreaRef, visible
from kansrijk.trust.actors import Actor

POSTAL = frozenset({"pc4", "pc3"})


@dataclass(frozen=True)
class DrawnArea:
    """A path for an SVG `d`: whole metres RD New with y negated; `box` is min x, min y, max x, max y of it."""

    code: str
    name: str
    path: str
    box: tuple[int, int, int, int]


def shapes(
    actor: Actor,
    edition: int,
    level: str,
    within: AreaRef | str | None = None,
    scale: str | None = None,
    country: str = "NL",
) -> list[DrawnArea]:
    """The drawn areas of an edition and level, by name; inside `within` when that is given.

    `scale` is country, region or gemeente; by itself it follows from what is drawn. Postcode areas are of the edition
    that `postal_edition` says. Areas without a shape are left out: the table has them.
    """
    ref = area(actor, within, edition) if isinstance(within, str) else within
    if within is not None and ref is None:
        return []
    rows = visible(actor).filter(level=level, country=ref.country if ref else country)
    if ref is not None:
        rows = inside(actor, rows, ref)
    if level in POSTAL:
        edition = _drawn_edition(rows, edition)
    keys = rows.filter(edition=edition).values("pk")
    found = (
        Shape.objects.filter(area__in=keys, scale=scale or _scale(ref))
        .order_by("area__sort_key", "area__code")
        .values_list("area__code", "area__name", "path", "min_x", "min_y", "max_x", "max_y")
    )
    return [DrawnArea(code, name, path, (a, b, c, d)) for code, name, path, a, b, c, d in found]


def postal_edition(actor: Actor, edition: int, level: str, country: str = "NL") -> int:
    """Of which year the outlines of postcode areas are that stand for those of an edition: the newest up to it, else
    the first after it. Postcodes hardly move, and outlines of them are seldom published."""
    return _drawn_edition(visible(actor).filter(level=level, country=country), edition)


def _drawn_edition(rows: QuerySet[Area], edition: int) -> int:
    with_shape = rows.filter(pk__in=Shape.objects.filter(scale="country").values("area"))
    found = with_shape.aggregate(
        before=Max("edition", filter=Q(edition__lte=edition)), after=Min("edition", filter=Q(edition__gt=edition))
    )
    return int(found["before"] or found["after"] or edition)


def drawn(actor: Actor, keys: Collection[UUID], *, scale: str) -> list[DrawnArea]:
    """These areas as far as they have a shape, by name."""
    found = (
        Shape.objects.filter(area__in=visible(actor).filter(pk__in=keys), scale=scale)
        .order_by("area__sort_key", "area__code")
        .values_list("area__code", "area__name", "path", "min_x", "min_y", "max_x", "max_y")
    )
    return [DrawnArea(code, name, path, (a, b, c, d)) for code, name, path, a, b, c, d in found]


def extent(actor: Actor, edition: int, country: str = "NL") -> tuple[int, int, int, int]:
    """The box around all gemeenten of an edition, in drawn metres (RD New, y negated): left, top, right, bottom."""
    areas = visible(actor).filter(edition=edition, level="gemeente", country=country)
    box = Shape.objects.filter(area__in=areas, scale="country").aggregate(
        left=Min("min_x"), top=Min("min_y"), right=Max("max_x"), bottom=Max("max_y")
    )
    return (box["left"] or 0, box["top"] or 0, box["right"] or 1, box["bottom"] or 1)


def _scale(ref: AreaRef | None) -> str:
    if ref is None or ref.level == "country":
        return "country"
    return "region" if ref.level in {"province", "ggd_region", "region"} else "gemeente"
