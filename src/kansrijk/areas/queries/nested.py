"""What lies in several areas at once, by a fixed number of queries however many are asked."""

from collections.abc import Collection

from kansrijk.areas.models import PostcodeLink
from kansrijk.areas.queries.values import AreaRef, refs, visible
from kansrijk.trust.actors import Actor


def wijken_of(actor: Actor, codes: Collection[str]) -> dict[str, list[AreaRef]]:
    """Code of a gemeente → its wijken by name, in the newest edition that has any. One query."""
    found: dict[str, list[AreaRef]] = {}
    rows = visible(actor).filter(level="wijk", parent__code__in=list(codes)).order_by("-edition", "sort_key", "code")
    for ref in refs(rows):
        held = found.setdefault(ref.parent_code or "", [])
        if not held or held[0].edition == ref.edition:
            held.append(ref)
    return found


def around_postcodes(actor: Actor, postcodes: Collection[str]) -> dict[str, frozenset[str]]:
    """Four-digit postcode → codes of the gemeenten and wijken with addresses in it, by its newest links. One query."""
    seen = visible(actor).values("code")
    rows = PostcodeLink.objects.filter(postcode__in=list(postcodes), code__in=seen).order_by("-edition")
    found: dict[str, tuple[int, set[str]]] = {}
    for postcode, code, edition in rows.values_list("postcode", "code", "edition"):
        at, codes = found.setdefault(postcode, (edition, set()))
        if at == edition:
            codes.add(code)
    return {postcode: frozenset(codes) for postcode, (_, codes) in found.items()}
