"""Areas by a list of codes."""

from collections.abc import Collection

from kansrijk.areas.queries.values import AreaRef, refs, visible
from kansrijk.trust.actors import Actor


def named(actor: Actor, codes: Collection[str], edition: int) -> dict[str, AreaRef]:
    """Code → area, of one edition; codes that may not be seen are left out. One query."""
    return {ref.code: ref for ref in refs(visible(actor).filter(code__in=codes, edition=edition))}


def parts(actor: Actor, ref: AreaRef, level: str) -> list[AreaRef]:
    """The areas right below one by hierarchy, by name; of a country all of the level. One query over an index."""
    rows = visible(actor).filter(level=level, edition=ref.edition)
    rows = rows.filter(country=ref.country) if ref.level == "country" else rows.filter(parent=ref.id)
    return refs(rows.order_by("sort_key", "code"))
