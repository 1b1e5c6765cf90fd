"""One area, and the areas above, below, beside and around it."""

from collections.abc import Sequence

from django.db.models import Max, Q, QuerySet

from kansrijk.areas.codes import parse
from kansrijk.areas.models import Adjacency, Area, Containment, PostcodeLink, Shape
from kansrijk.areas.queries.values import AreaRef, refs, visible
from kansrijk.trust.actors import Actor


def area(actor: Actor, code: str, edition: int | None = None) -> AreaRef | None:
    """The area with this code (`GM0546` or `GM0546@2024`), of the newest edition that has it when none is named."""
    at = parse(code)
    if at is None:
        return None
    rows = visible(actor).filter(code=at.code)
    wanted = edition if edition is not None else at.edition
    if wanted is not None:
        rows = rows.filter(edition=wanted)
    found = refs(rows.order_by("-edition")[:1])
    return found[0] if found else None


def areas(actor: Actor, edition: int, level: str, *, country: str = "NL") -> list[AreaRef]:
    """All areas of an edition and level, by name. The fictional country only when asked for."""
    rows = visible(actor).filter(edition=edition, level=level, country=country)
    return refs(rows.order_by("sort_key", "code"))


def names(actor: Actor, edition: int, level: str, *, country: str = "NL") -> dict[str, str]:
    """Code → name of all areas of an edition and level, by name. Light: a level has 15,000 of them."""
    rows = visible(actor).filter(edition=edition, level=level, country=country)
    return dict(rows.order_by("sort_key", "code").values_list("code", "name"))


def home_country(actor: Actor) -> str:
    """Whose places are meant when nobody names a country: NL, or XX where only the fictional country is loaded.

    One query, or two. Never a mixture: the fictional country is a country of its own.
    """
    known = visible(actor).filter(coalition__isnull=True)
    if known.filter(country="NL").exists() or not known.filter(country="XX").exists():
        return "NL"
    return "XX"


def editions(actor: Actor, level: str, *, country: str = "NL", with_shapes: bool = False) -> list[int]:
    """The editions that have areas of this level (with shapes), newest first."""
    rows = visible(actor).filter(level=level, country=country)
    if with_shapes:
        rows = rows.filter(pk__in=Shape.objects.filter(scale="country").values("area"))
    return list(rows.order_by("-edition").values_list("edition", flat=True).distinct())


def ancestors(actor: Actor, ref: AreaRef) -> list[AreaRef]:
    """What the area lies in by hierarchy, the nearest first: wijk, gemeente, province, country."""
    above = ("parent", "parent__parent", "parent__parent__parent", "parent__parent__parent__parent")
    keys = Area.objects.filter(pk=ref.id).values_list(*(f"{step}_id" for step in above)).first() or ()
    found = {one.id: one for one in refs(visible(actor).filter(pk__in=[key for key in keys if key]))}
    return [found[key] for key in keys if key in found]


def inside(actor: Actor, rows: QuerySet[Area], ref: AreaRef) -> QuerySet[Area]:
    """Of these areas, those that lie in `ref`: by hierarchy, as part of a grouping (and what lies in those parts), or,
    for PC4s, because addresses of the postcode lie there. A working area that the actor may not see holds nothing."""
    above = ("parent", "parent__parent", "parent__parent__parent", "parent__parent__parent__parent")
    if ref.level in {"ggd_region", "region", "working_area", "pc3"}:
        parts = Containment.objects.filter(whole__in=visible(actor).filter(pk=ref.id)).values("part")
        test = Q(pk__in=parts)
        for step in above[:3]:
            test |= Q(**{f"{step}__in": parts})
        return rows.filter(test, edition=ref.edition)
    test = Q()
    for step in above:
        test |= Q(**{step: ref.id})
    if ref.level == "country":
        test |= Q(country=ref.country, coalition__isnull=True) & ~Q(pk=ref.id)
    if ref.level in {"gemeente", "wijk", "buurt"}:
        return rows.filter(test, edition=ref.edition) | rows.filter(level="pc4", code__in=_postcodes(ref))
    return rows.filter(test, edition=ref.edition)


def _postcodes(ref: AreaRef) -> list[str]:
    """The postcodes with addresses in an area, by the newest links of its code."""
    links = PostcodeLink.objects.filter(code=ref.code)
    newest = (
        links.filter(edition=ref.edition).aggregate(at=Max("edition"))["at"] or links.aggregate(at=Max("edition"))["at"]
    )
    return list(links.filter(edition=newest).order_by("postcode").values_list("postcode", flat=True))


def children(actor: Actor, ref: AreaRef, level: str) -> list[AreaRef]:
    """The areas of a level inside this one, by name; PC4s of the same edition or else the newest before it."""
    rows = inside(actor, visible(actor).filter(level=level, country=ref.country), ref)
    if level == "pc4":
        at = rows.filter(edition__lte=ref.edition).aggregate(at=Max("edition"))["at"]
        rows = rows.filter(edition=at)
    return refs(rows.order_by("sort_key", "code"))


def siblings(actor: Actor, ref: AreaRef) -> list[AreaRef]:
    """The other areas of this level with the same parent, by name; none where there is no parent."""
    parent = Area.objects.filter(pk=ref.id).values("parent")
    rows = visible(actor).filter(parent__in=parent, level=ref.level, edition=ref.edition).exclude(pk=ref.id)
    return refs(rows.order_by("sort_key", "code"))


def members(actor: Actor, ref: AreaRef) -> list[AreaRef]:
    """The parts of a grouping: gemeenten of a GGD region, areas of a working area, PC4s of a PC3."""
    return refs(visible(actor).filter(wholes__whole__in=visible(actor).filter(pk=ref.id)).order_by("sort_key", "code"))


def groupings(actor: Actor, ref: AreaRef, kinds: Sequence[str] = ()) -> list[AreaRef]:
    """The groupings that an area is part of (`ggd_region`, `veiligheidsregio`, …), by kind and name."""
    rows = visible(actor).filter(parts__part=ref.id)
    if kinds:
        rows = rows.filter(parts__kind__in=kinds)
    return refs(rows.order_by("parts__kind", "sort_key"))


def neighbours(actor: Actor, ref: AreaRef) -> list[AreaRef]:
    """The areas of the same edition and level that touch this one, by name; none without shapes."""
    touching = Adjacency.objects.filter(Q(area=ref.id) | Q(other=ref.id)).values_list("area", "other")
    keys = {key for pair in touching for key in pair} - {ref.id}
    return refs(visible(actor).filter(pk__in=keys).order_by("sort_key", "code"))
