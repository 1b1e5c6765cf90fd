"""What people write for the place where help works, as codes: names and codes of gemeenten, wijken and regions."""

from collections.abc import Collection, Iterable
from uuid import UUID

from kansrijk.areas.codes import FREE, level_of
from kansrijk.areas.names import search_key
from kansrijk.areas.queries import AreaRef, groupings_of, parts_of, wijken_of, working_areas
from kansrijk.areas.queries.named import newest_named
from kansrijk.trust.actors import Actor

SERVED = frozenset({"gemeente", "wijk", "ggd_region", "region", "province", "country"})
"""Levels that help may say it works in, beside a four-digit postcode: those that a postcode is known to lie in."""


class Places:
    """Turns what is written for a place into codes.

    Codes of gemeenten, wijken, regions, provinces and the country count as they are, as do postcodes. Names are those
    of where the coalition works, of the wijken in it, of the groupings that it lies in and of its working areas. A
    working area is seen by its coalition alone, so its parts are stored.
    """

    def __init__(self, actor: Actor, coalition: UUID, areas: Collection[str], written: Iterable[str]) -> None:
        tokens = {token.strip() for token in written}
        asked = {token.upper() for token in tokens if FREE.fullmatch(token.upper()) and level_of(token) != "pc4"}
        found = newest_named(actor, asked) if asked else {}
        self._codes = {code for code, ref in found.items() if ref.level in SERVED}
        self._names: dict[str, str] = {}
        working = {code for code, ref in found.items() if ref.level == "working_area"}
        if tokens - self._codes - {token for token in tokens if level_of(token) == "pc4"}:
            own = {one.ref.code: one.ref.name for one in working_areas(actor, coalition)}
            self._name(actor, areas, own)
            working |= set(own)
        self._parts = expanded(actor, working) if working else {}

    def _name(self, actor: Actor, areas: Collection[str], own: dict[str, str]) -> None:
        """Learns the names of where one works; of two places with one name the nearest counts."""
        here = newest_named(actor, areas)
        inside = [part for parts in parts_of(actor, here).values() for part in parts]
        near: list[AreaRef] = [*here.values(), *inside]
        for wijken in wijken_of(actor, [ref.code for ref in near]).values():
            near = [*wijken, *near]
        around = [one for wholes in groupings_of(actor, [ref.code for ref in near]).values() for one in wholes]
        for code, name in own.items():
            self._names.setdefault(search_key(name), code)
        for ref in [*near, *around]:
            self._names.setdefault(search_key(ref.name), ref.code)
            if ref.level == "province":  # Utrecht and Groningen are gemeenten too
                self._names.setdefault(search_key(f"provincie {ref.name}"), ref.code)

    def codes(self, token: str) -> tuple[str, ...]:
        """The codes; what is no place comes back so that `drafts.check` refuses it."""
        bare = token.strip()
        code = bare.upper()
        if code in self._codes or level_of(bare) == "pc4":
            return (code,)
        code = code if code in self._parts else self._names.get(search_key(bare), "")
        if code.startswith("WG-"):
            return self._parts.get(code) or (bare.lower(),)
        if code:
            return (code,)
        return (bare.lower() if FREE.fullmatch(bare) else bare,)  # what looks like a code must not pass for one


def expanded(actor: Actor, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Code of a working area → the codes of its parts; of a buurt its wijk, since no postcode is known of a buurt."""
    kept = SERVED | {"pc4"}
    found: dict[str, tuple[str, ...]] = {}
    for code, parts in parts_of(actor, codes).items():
        served = [part.code if part.level in kept else part.parent_code for part in parts]
        known = tuple(dict.fromkeys(one for one in served if one))
        if known and None not in served:
            found[code] = known
    return found
