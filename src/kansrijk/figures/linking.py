"""What adds up to what in a release, for the suppression: areas in areas, years in windows, postcodes across buurten.

`places_attacked` says the same for the attacker and shares no line with this: what one forgets, the other must not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kansrijk.areas.models import Area, Containment, PostcodeLink, Succession

HIERARCHY = ("country", "province", "gemeente", "wijk", "buurt")


class Spot(NamedTuple):
    """A period and an area of an edition; a code with & is shared by two areas."""

    period: str
    code: str
    edition: int


Linked = tuple[Spot, tuple[Spot, ...]]


def linked(spots: Iterable[Spot]) -> list[Linked]:
    """Totals with their parts among the spots; parts that are no spot themselves are seen by nobody."""
    own = set(spots)
    own |= {year for spot in own for year in _years(spot, own)}
    found: list[Linked] = [(spot, years) for spot in own if (years := _years(spot, own)) and len(years) > 1]
    maps: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for spot in own:
        maps[spot.edition][spot.period].add(spot.code)
    for edition, periods in maps.items():
        every = set().union(*periods.values())
        families = list(_families(edition, every))
        crossings = _crossings(edition, every)
        for period, codes in periods.items():
            for total, parts in families:
                present = [part for part in parts if part in codes]
                if total in codes and present:
                    found.append((Spot(period, total, edition), tuple(Spot(period, part, edition) for part in present)))
            for total, pieces in crossings:
                if total in codes:
                    found.append((Spot(period, total, edition), tuple(Spot(period, one, edition) for one in pieces)))
    found += _through_time(own)
    return sorted(set(found))


def _years(spot: Spot, own: set[Spot]) -> tuple[Spot, ...]:
    """The years of a window, when anything else overlaps it; () for a single year."""
    ends = _ends(spot.period)
    if ends is None or ends[0] == ends[1]:
        return ()
    others = {_ends(one.period) for one in own} - {ends, None}
    if not any(other and other[0] <= ends[1] and ends[0] <= other[1] for other in others):
        return ()
    return tuple(spot._replace(period=str(year)) for year in range(ends[0], ends[1] + 1))


def _ends(period: str) -> tuple[int, int] | None:
    first, _, last = period.partition("-")
    return (int(first), int(last or first)) if first.isdigit() and (last or first).isdigit() else None


def _families(edition: int, codes: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Every area above with all its areas of one level below, whatever the levels in between."""
    rows = Area.objects.filter(edition=edition, coalition__isnull=True).values_list("code", "level", "parent__code")
    above = {code: parent for code, _, parent in rows}
    below: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, level, _ in rows:
        if code not in codes:
            continue
        parent = above.get(code)
        while parent is not None:
            if parent in codes:
                below[(parent, level)].append(code)
            parent = above.get(parent)
    for (total, _), parts in sorted(below.items()):
        yield total, sorted(parts)
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    memberships = Containment.objects.filter(whole__edition=edition, whole__code__in=codes, share=1)
    for whole, kind, part in memberships.values_list("whole__code", "kind", "part__code").order_by("part__code"):
        grouped[(whole, kind)].append(part)
    for (total, _), parts in sorted(grouped.items()):
        yield total, parts


def _crossings(edition: int, codes: set[str]) -> list[tuple[str, list[str]]]:
    """Postcodes and the finest areas with figures, each as the sum of the pieces they share."""
    rows = PostcodeLink.objects.filter(edition=edition).values_list("postcode", "code", "level")
    shared: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for postcode, code, level in rows:
        if postcode in codes or code in codes:
            shared[level].append((postcode, code))
    for level in reversed(HIERARCHY):
        pairs = shared.get(level, [])
        if any(p in codes for p, _ in pairs) and any(c in codes for _, c in pairs):
            pieces: dict[str, list[str]] = defaultdict(list)
            for postcode, code in sorted(pairs):
                pieces[postcode].append(f"{postcode}&{code}")
                pieces[code].append(f"{postcode}&{code}")
            return sorted(pieces.items())
    return []


def _through_time(own: set[Spot]) -> Iterator[Linked]:
    """An area of one edition and what became of it in another, for the same period (V14)."""
    editions = sorted({spot.edition for spot in own})
    for i, old in enumerate(editions):
        for new in editions[i + 1 :]:
            yield from _between(own, old, new)


def _between(own: set[Spot], old: int, new: int) -> Iterator[Linked]:
    moved = set(Succession.objects.filter(from_edition=old, to_edition=new).values_list("from_code", "to_code"))
    there = set(Area.objects.filter(edition=old).values_list("code", flat=True))
    here = set(Area.objects.filter(edition=new).values_list("code", flat=True))
    changed = {code for pair in moved for code in pair}
    moved |= {(code, code) for code in (there & here) - changed}
    for period in sorted({spot.period for spot in own}):
        before: dict[str, list[Spot]] = defaultdict(list)
        after: dict[str, list[Spot]] = defaultdict(list)
        for one, other in sorted(moved):
            piece = Spot(period, f"{one}&{other}", new)
            before[one].append(piece)
            after[other].append(piece)
        both = {s for s in own if s.period == period}
        if not any(s.edition == old for s in both) or not any(s.edition == new for s in both):
            continue
        yield from ((Spot(period, c, old), tuple(p)) for c, p in before.items() if Spot(period, c, old) in both)
        yield from ((Spot(period, c, new), tuple(p)) for c, p in after.items() if Spot(period, c, new) in both)
