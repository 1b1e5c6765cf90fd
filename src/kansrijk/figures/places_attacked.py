"""How areas and periods hang together, as the attacker knows it: parts and wholes, windows, postcodes, successions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from kansrijk.areas.models import Area, Containment, PostcodeLink, Succession

_FINEST = ("buurt", "wijk", "gemeente")


class Place(NamedTuple):
    """Where and when: a period, and `code@edition`. A code with + is the part that two areas share."""

    period: str
    edition: int
    code: str


@dataclass
class Ties:
    """Sums of places; a place that no release shows is one that the attacker only knows to exist."""

    sums: list[tuple[Place, tuple[Place, ...]]] = field(default_factory=list)


def ties_between(places: set[Place]) -> Ties:
    """Every sum among these places that follows from periods and areas."""
    every = places | set(_years_under(places))
    ties = Ties(list(_windows(every)))
    editions = {
        edition: _World.of(edition, {p.code for p in every if p.edition == edition})
        for edition in {place.edition for place in places}
    }
    by_map: dict[tuple[str, int], set[str]] = defaultdict(set)
    for place in every:
        by_map[(place.period, place.edition)].add(place.code)
    for (period, edition), codes in by_map.items():
        world = editions[edition]
        for total, parts in world.wholes(codes):
            ties.sums.append((Place(period, edition, total), tuple(Place(period, edition, part) for part in parts)))
        ties.sums += _pieces(period, edition, edition, world.postcodes(codes))
    for old, new in combinations(sorted(editions), 2):
        moved = list(_moves(old, new, editions))
        for period in {place.period for place in places}:
            there, here = by_map.get((period, old), set()), by_map.get((period, new), set())
            known = [(a, b) for a, b in moved if a in there or b in here]
            if there and here:
                ties.sums += _pieces(period, old, new, known)
    return ties


def _span(period: str) -> tuple[int, int]:
    first, _, last = period.partition("-")
    return int(first[:4]), int((last or first)[:4])


def _years_under(places: Iterable[Place]) -> Iterator[Place]:
    """The single years under windows, where a year or another window of the same indicator shares one with it."""
    spans = {_span(place.period): place.period for place in places if place.period[:4].isdigit()}
    longer = [span for span in spans if span[1] > span[0]]
    crossed = {span for span in longer if any(o != span and o[0] <= span[1] and span[0] <= o[1] for o in spans)}
    for place in places:
        if place.period[:4].isdigit() and _span(place.period) in crossed:
            first, last = _span(place.period)
            yield from (place._replace(period=str(year)) for year in range(first, last + 1))


def _windows(places: set[Place]) -> Iterator[tuple[Place, tuple[Place, ...]]]:
    for place in places:
        if not place.period[:4].isdigit():
            continue
        first, last = _span(place.period)
        years = tuple(place._replace(period=str(year)) for year in range(first, last + 1))
        if last > first and all(year in places for year in years):
            yield place, years


def _pieces(
    period: str, one: int, other: int, shared: Iterable[tuple[str, str]]
) -> Iterator[tuple[Place, tuple[Place, ...]]]:
    """Each area is the sum of the parts it shares with areas of the other kind, seen from both sides."""
    left: dict[str, list[Place]] = defaultdict(list)
    right: dict[str, list[Place]] = defaultdict(list)
    for a, b in shared:
        piece = Place(period, other, f"{a}+{b}")
        left[a].append(piece)
        right[b].append(piece)
    for edition, side in ((one, left), (other, right)):
        for code, pieces in side.items():
            yield Place(period, edition, code), tuple(pieces)


@dataclass
class _World:
    """One edition: what lies under each area by level, what memberships make up a whole, postcodes by area."""

    edition: int
    under: dict[str, dict[str, frozenset[str]]]
    members: list[tuple[str, tuple[str, ...]]]
    links: dict[str, list[tuple[str, str]]]
    level: dict[str, str]

    @classmethod
    def of(cls, edition: int, codes: set[str]) -> "_World":
        rows = Area.objects.filter(edition=edition).values_list("code", "level", "parent__code", "coalition")
        level, children = {}, defaultdict(list)
        for code, own, parent, coalition in rows:
            if coalition is None or code in codes:
                level[code] = own
                if parent is not None and coalition is None:
                    children[parent].append(code)
        wholes: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
        found = Containment.objects.filter(whole__edition=edition, part__edition=edition, whole__code__in=codes)
        for whole, part, part_level, share in found.values_list("whole__code", "part__code", "part__level", "share"):
            wholes[(whole, part_level)].append((part, share))
        members = [
            (whole, tuple(part for part, _ in parts))
            for (whole, _), parts in wholes.items()
            if all(share == 1 for _, share in parts)
        ]
        links: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for pc4, own, code in PostcodeLink.objects.filter(edition=edition).values_list("postcode", "level", "code"):
            links[own].append((pc4, code))
        under: dict[str, dict[str, frozenset[str]]] = {}
        for code in codes:
            _descend(code, children, level, under)
        return cls(edition, under, members, links, level)

    def wholes(self, codes: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Totals with all their parts of one level, where every part has a figure."""
        for code in sorted(codes):
            for parts in self.under.get(code, {}).values():
                if parts <= codes:
                    yield code, tuple(sorted(parts))
        for whole, parts in self.members:
            if whole in codes and codes.issuperset(parts):
                yield whole, parts

    def postcodes(self, codes: set[str]) -> list[tuple[str, str]]:
        """Postcode and area that share addresses, at the finest level of which there are figures."""
        for level in _FINEST:
            pairs = [(pc4, code) for pc4, code in self.links.get(level, []) if pc4 in codes or code in codes]
            if any(pc4 in codes for pc4, _ in pairs) and any(code in codes for _, code in pairs):
                return pairs
        return []


def _descend(
    code: str, children: dict[str, list[str]], level: dict[str, str], under: dict[str, dict[str, frozenset[str]]]
) -> dict[str, frozenset[str]]:
    """What lies under an area, by level; the hierarchy has six steps at most."""
    if code not in under:
        mine: dict[str, set[str]] = defaultdict(set)
        for child in children.get(code, ()):
            mine[level[child]].add(child)
            for own, codes in _descend(child, children, level, under).items():
                mine[own] |= codes
        under[code] = {own: frozenset(codes) for own, codes in mine.items()}
    return under[code]


def _moves(old: int, new: int, editions: dict[int, _World]) -> Iterator[tuple[str, str]]:
    """Which area of the old edition shares people with which of the new one; an area without news is itself."""
    rows = list(
        Succession.objects.filter(from_edition=old, to_edition=new).values_list("from_code", "to_code").distinct()
    )
    changed = {code for code, _ in rows} | {code for _, code in rows}
    yield from rows
    for code in editions[old].level:
        if code in editions[new].level and code not in changed:
            yield code, code
