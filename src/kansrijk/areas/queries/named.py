"""Areas by a list of codes or by the last part of an address, and what lies around one."""

from collections.abc import Collection

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from kansrijk.areas.queries.values import AreaRef, refs, visible
from kansrijk.trust.actors import Actor


def named(actor: Actor, codes: Collection[str], edition: int) -> dict[str, AreaRef]:
    """Code → area, of one edition; codes that may not be seen are left out. One query."""
    return {ref.code: ref for ref in refs(visible(actor).filter(code__in=codes, edition=edition))}


def newest_named(actor: Actor, codes: Collection[str]) -> dict[str, AreaRef]:
    """Code → area, each in its newest edition. One query."""
    return {ref.code: ref for ref in refs(visible(actor).filter(code__in=codes).order_by("edition"))}


def parts(actor: Actor, ref: AreaRef, level: str) -> list[AreaRef]:
    """The areas right below one by hierarchy, by name; of a country all of the level. One query over an index."""
    rows = visible(actor).filter(level=level, edition=ref.edition)
    rows = rows.filter(country=ref.country) if ref.level == "country" else rows.filter(parent=ref.id)
    return refs(rows.order_by("sort_key", "code"))


_IS_WHOLE = """
areas_area.id = any(array(with recursive above as (
  select parent_id from areas_area where id = %s
  union all
  select area.parent_id from areas_area area join above on area.id = above.parent_id
)
select parent_id from above where parent_id is not null
union select whole_id from areas_containment where part_id = %s))
"""
_WIDEST_FIRST = ("country", "province", "gemeente", "stadsdeel", "gebied", "wijk")
LONGEST_REFERENCE = 240


def wholes(actor: Actor, ref: AreaRef) -> tuple[list[AreaRef], list[AreaRef]]:
    """What an area lies in: by hierarchy, the widest first, and the groupings it is part of, by name. One query."""
    is_whole = RawSQL(_IS_WHOLE, [ref.id, ref.id], output_field=BooleanField())  # noqa: S611 - no text from outside
    found = refs(visible(actor).filter(is_whole).order_by("sort_key", "code"))
    hierarchy = [one for one in found if one.level in _WIDEST_FIRST]
    return sorted(hierarchy, key=lambda one: _WIDEST_FIRST.index(one.level)), [
        one for one in found if one.level not in _WIDEST_FIRST
    ]


def addressed(actor: Actor, reference: str) -> AreaRef | None:
    """The area of `GM0546-leiden`, `GM0546`, `GM0546@2021` or `GGD-HOLLMIDD-ggd-hollands-midden`; newest edition first.

    A code may hold hyphens itself: the longest beginning that is a code wins. One query.
    """
    head, at, edition = reference[:LONGEST_REFERENCE].partition("@")
    year = edition.partition("-")[0]
    if at and not (year.isascii() and year.isdigit() and len(year) == 4):
        return None
    parts = head.split("-")
    codes = ["-".join(parts[:count]) for count in range(1, len(parts) + 1)]
    rows = visible(actor).filter(code__in=[code for code in codes if 0 < len(code) <= 12])
    if at:
        rows = rows.filter(edition=int(year))
    found = refs(rows)
    return max(found, key=lambda one: (len(one.code), one.edition), default=None)
