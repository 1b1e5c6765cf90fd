"""Areas by a list of codes."""

from collections.abc import Collection

from kansrijk.areas.queries.values import AreaRef, refs, visible
from kansrijk.trust.actors import Actor


def named(actor: Actor, codes: Collection[str], edition: int) -> dict[str, AreaRef]:
    """Code → area, of one edition; codes that may not be seen are left out. One query."""
    return {ref.code: ref for ref in refs(visible(actor).filter(code__in=codes, edition=edition))}
