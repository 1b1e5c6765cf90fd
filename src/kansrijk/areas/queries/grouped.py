"""Which groupings places lie in, and which places a grouping holds, by code and across editions."""

from collections.abc import Collection
from uuid import UUID

from kansrijk.areas.codes import parent_code
from kansrijk.areas.models import Area, Containment
from kansrijk.areas.queries.values import AreaRef, refs, visible
from kansrijk.trust.actors import Actor

GROUPINGS = ("ggd_region", "region", "province", "country")
"""Levels that hold gemeenten, the nearest first. A working area is none: others may not see it."""


def groupings_of(actor: Actor, codes: Collection[str]) -> dict[str, list[AreaRef]]:
    """Code of a gemeente or wijk → the regions, provinces and countries that it lies in, the nearest first.

    A file of regions is of one year and a postcode of another, so a code is looked up in every edition, and of each
    kind of grouping the newest edition that tells counts. A wijk lies where its gemeente lies. Two queries.
    """
    above = {code: {code, parent_code(code) or code} for code in codes}
    asked = sorted({one for both in above.values() for one in both})
    seen = visible(actor).filter(coalition__isnull=True, level__in=GROUPINGS)
    parts = Containment.objects.filter(part__code__in=asked, whole__in=seen)
    parents = Area.objects.filter(code__in=asked, parent__in=seen)
    above_them = Area.objects.filter(code__in=asked, parent__parent__in=seen)
    rows = parts.values_list("part__code", "kind", "part__edition", "whole_id").union(
        parents.values_list("code", "parent__level", "edition", "parent_id"),
        above_them.values_list("code", "parent__parent__level", "edition", "parent__parent_id"),
    )
    found: dict[tuple[str, str], tuple[int, set[UUID]]] = {}
    for code, kind, edition, whole in rows:
        at, wholes = found.setdefault((code, kind), (edition, set()))
        if edition > at:
            found[code, kind] = (edition, {whole})
        elif edition == at:
            wholes.add(whole)
    named = {ref.id: ref for ref in refs(visible(actor).filter(pk__in={k for _, keys in found.values() for k in keys}))}
    held: dict[str, list[AreaRef]] = {}
    for code, both in above.items():
        lies = {named[key] for (part, _), (_, keys) in found.items() if part in both for key in keys if key in named}
        if lies:
            held[code] = sorted(lies, key=lambda ref: (GROUPINGS.index(ref.level), ref.name, ref.code))
    return held


def parts_of(actor: Actor, codes: Collection[str]) -> dict[str, list[AreaRef]]:
    """Code of a working area, region or province → the places that make it up, by name, in its newest edition.

    What has no parts, or may not be seen, is not in it. Two queries.
    """
    wholes: dict[str, AreaRef] = {}
    for ref in refs(visible(actor).filter(code__in=list(codes)).order_by("edition")):
        wholes[ref.code] = ref
    keys = {ref.id: code for code, ref in wholes.items()}
    rows = Containment.objects.filter(whole__in=keys).values_list("whole_id", "part_id")
    below = Area.objects.filter(parent__in=keys, level="gemeente").values_list("parent_id", "pk")
    pairs = list(rows.union(below))
    named = refs(visible(actor).filter(pk__in=[part for _, part in pairs]).order_by("sort_key", "code"))
    of: dict[UUID, set[str]] = {}
    for whole, part in pairs:
        of.setdefault(part, set()).add(keys[whole])
    held: dict[str, list[AreaRef]] = {}
    for ref in named:
        for code in sorted(of.get(ref.id, ())):
            held.setdefault(code, []).append(ref)
    return held
