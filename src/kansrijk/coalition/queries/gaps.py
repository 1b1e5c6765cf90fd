"""Where help is missing: phase × domain × level over the places of a coalition, from the offer with real room."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from uuid import UUID

import yaml

from kansrijk.areas.codes import level_of
from kansrijk.areas.queries import around_postcodes, groupings_of, parts_of, wijken_of
from kansrijk.areas.queries.named import newest_named
from kansrijk.coalition.models import CoalitionArea
from kansrijk.core import gaps as rule
from kansrijk.offer import vocabulary
from kansrijk.offer.queries import Offered, directories, offered
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

Key = tuple[str, str, str]


@cache
def limits() -> dict[str, int]:
    """`enough`, `longest_wait_weeks` and the most that one may ask for of each, as shipped."""
    found: dict[str, int] = yaml.safe_load(files("kansrijk.coalition").joinpath("data/gaps.yaml").read_text("utf-8"))
    return found


@dataclass(frozen=True)
class Spot:
    """The smallest place that is looked at: a wijk, or a place of the coalition that has none."""

    code: str
    name: str


@dataclass(frozen=True)
class Cell:
    """One piece: its state, that of each spot (code → state), and which entries there are, by name."""

    phase: str
    domain: str
    level: str
    state: str
    by_spot: dict[str, str]
    there: tuple[Offered, ...]


@dataclass(frozen=True)
class Gaps:
    """The whole table. `entries`: how many entries the directory has, anywhere."""

    spots: tuple[Spot, ...]
    cells: dict[Key, Cell]
    entries: int
    enough: int
    longest_wait: int


def domains() -> list[str]:
    """The domains that some kind of help is for, in their order."""
    used = {domain for kind in vocabulary.kinds().values() for domain in kind.domains}
    return [code for code in vocabulary.domains() if code in used]


def keys() -> list[Key]:
    """Every piece, in the order of the table."""
    return [(p, d, level) for p in vocabulary.phases() for d in domains() for level in vocabulary.levels()]


def gaps(actor: Actor, coalition: UUID, *, enough: int | None = None, longest_wait: int | None = None) -> Gaps:
    """Of one coalition. A fixed number of queries, however many entries, places and wijken."""
    require_may(actor, "read", "coalition", coalition=coalition)
    known = limits()
    least = known["enough"] if enough is None else enough
    wait = known["longest_wait_weeks"] if longest_wait is None else longest_wait
    entries = offered(actor, coalition)
    spots, served = _spots(actor, coalition, entries)
    held: dict[Key, dict[str, list[rule.Help]]] = {}
    there: dict[Key, list[Offered]] = {}
    for one in entries:
        help_ = rule.Help(one.is_stale, one.takes_new, one.waiting_weeks, one.families_a_year)
        codes = {spot for area in one.areas for spot in served.get(area, ())}
        for key in _keys_of(one) if codes else ():
            there.setdefault(key, []).append(one)
            for code in codes:
                held.setdefault(key, {}).setdefault(code, []).append(help_)
    cells = {}
    for key in keys():
        at = held.get(key, {})
        by_spot = {spot.code: rule.state(at.get(spot.code, ()), enough=least, longest_wait=wait) for spot in spots}
        cells[key] = Cell(*key, rule.worst(by_spot.values()), by_spot, tuple(there.get(key, ())))
    return Gaps(tuple(spots), cells, len(entries), least, wait)


def _keys_of(one: Offered) -> Iterable[Key]:
    """The pieces that an entry is for."""
    levels = one.levels or tuple(vocabulary.levels())
    return [(phase, domain, level) for phase in one.phases for domain in one.domains for level in levels]


def _taken_apart(actor: Actor, names: dict[str, str]) -> dict[str, str]:
    """Code → name of the places of a coalition, with what a region or working area is made of in its stead."""
    parts = parts_of(actor, [code for code in names if level_of(code) not in {"gemeente", "wijk", "pc4"}])
    found: dict[str, str] = {}
    for code, name in names.items():
        found |= {part.code: part.name for part in parts[code]} if code in parts else {code: name}
    return found


def _spots(actor: Actor, coalition: UUID, entries: Iterable[Offered]) -> tuple[list[Spot], dict[str, tuple[str, ...]]]:
    """The spots of the coalition's places, and code that an entry may name → the spots that it serves by that."""
    names = dict(CoalitionArea.objects.filter(coalition=coalition).order_by("name").values_list("code", "name"))
    if not names:  # nothing was said of the area: where the directory says that it works
        own = next((one for one in directories(actor) if one.coalition == coalition), None)
        names = {code: code for code in own.areas} if own else {}
    names = _taken_apart(actor, names)
    refs = newest_named(actor, list(names))
    wijken = wijken_of(actor, list(names))
    groupings = groupings_of(actor, list(names))
    spots: dict[str, Spot] = {}
    served: dict[str, list[str]] = {}
    for code, name in names.items():
        parts = wijken.get(code, [])
        mine = [Spot(one.code, one.name) for one in parts] or [Spot(code, refs[code].name if code in refs else name)]
        above = refs[code].parent_code if code in refs else None
        wider = [ref.code for ref in groupings.get(code, ())]
        for spot in mine:
            spots.setdefault(spot.code, spot)
            for area in dict.fromkeys((spot.code, code, *((above,) if above and not parts else ()), *wider)):
                served.setdefault(area, []).append(spot.code)
    asked = {area for one in entries for area in one.areas if area.isdecimal() and area not in served}
    for postcode, around in around_postcodes(actor, asked).items():
        nearest = [code for code in around if code in spots] or [code for code in around if code in served]
        served[postcode] = [spot for code in nearest for spot in served[code]]
    return list(spots.values()), {area: tuple(dict.fromkeys(codes)) for area, codes in served.items()}
