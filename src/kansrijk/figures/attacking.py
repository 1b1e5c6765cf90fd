"""The attacker on released rows: what everybody can read, and everything that ties it together.

Shares no code with `disclosing`, which hid it: cells, versions and sums are worked out here anew, from rows and
from what the areas are. Knows no policy but the threshold and the rounding that everybody can read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kansrijk.core.disclosure.attacker import BadTable, Finding, Published, Report, audit, published
from kansrijk.core.faults import BadInput
from kansrijk.figures.catalogue import indicators
from kansrijk.figures.models import Release, Row
from kansrijk.figures.places_attacked import Place, Ties, ties_between
from kansrijk.figures.rules import HAS_VALUE, HIDDEN, MODELLED

_PEOPLE = {"share", "per_1000", "count"}


class Key(NamedTuple):
    """One count as it was released: `kind` n are cases, d the group they are in, rest the group without them."""

    kind: str
    place: Place
    version: int = 0

    def name(self, indicator: str) -> str:
        again = f"#{self.version}" if self.version else ""
        return f"{indicator}|{self.place.period}|{self.kind}:{self.place.code}@{self.place.edition}{again}"


@dataclass(frozen=True, order=True)
class Derived:
    """A figure made from released ones: cases and group as they would be shown, each off by `slack` at most because
    its parts were rounded."""

    indicator: str
    place: Place
    cases: int
    group: int | None
    slack: int


@dataclass
class _Seen:
    """All that was ever shown of one indicator, in the order of its releases."""

    values: dict[Key, int | None] = field(default_factory=dict)
    current: dict[tuple[str, Place], Key] = field(default_factory=dict)
    changes: list[tuple[Key, Key]] = field(default_factory=list)
    gone: list[tuple[Key, Key]] = field(default_factory=list)
    again: list[tuple[Key, Key]] = field(default_factory=list)
    group: dict[Key, Key] = field(default_factory=dict)
    sums: dict[tuple[Key, tuple[Key, ...]], None] = field(default_factory=dict)
    loose: set[Key] = field(default_factory=set)
    base: dict[Key, int] = field(default_factory=dict)

    def see(self, kind: str, place: Place, value: int | None) -> None:
        """A figure of a later release: the same one again, one that was hidden, or another version."""
        known = self.current.get((kind, place))
        if known is None:
            self._put(Key(kind, place), value)
        elif self.values[known] is None and value is not None:
            self.sums[(self._put(known._replace(version=known.version + 1), value), (known,))] = None
        elif value is None:
            key = self._put(known._replace(version=known.version + 1), None)
            (self.again if self.values[known] is None else self.gone).append((known, key))
        elif self.values[known] != value:
            self.changes.append((known, self._put(known._replace(version=known.version + 1), value)))

    def _put(self, key: Key, value: int | None) -> Key:
        self.values[key] = value
        self.current[(key.kind, key.place)] = key
        return key

    def add(self, derived: Derived) -> None:
        """A figure of our own making beside what was released."""
        for kind, count in (("n", derived.cases), ("d", derived.group)):
            if count is not None:
                self.see(kind, derived.place, count)
                self.base[self.current[(kind, derived.place)]] = 2 * derived.slack + 1
        self.pair(derived.place)

    def pair(self, place: Place) -> None:
        """Remembers in which group the cases of a place are, as far as any release showed it."""
        group = self.current.get(("d", place))
        if group is not None:
            self.group[self.current[("n", place)]] = group

    def tie(self, ties: Ties) -> None:
        """The sums of the areas over the figures as they are now, for cases and groups alike."""
        for kind in ("n", "d"):
            for total, parts in ties.sums:
                self._tie(kind, total, parts)

    def _tie(self, kind: str, total: Place, parts: Sequence[Place]) -> None:
        members = [self.current.get((kind, place)) or self._unseen(kind, place) for place in (total, *parts)]
        if any(key in self.values for key in members):
            self.sums[(members[0], tuple(members[1:]))] = None

    def _unseen(self, kind: str, place: Place) -> Key:
        key = Key(kind, place)
        self.loose.add(key)
        return key


def attack(releases: Iterable[Release], *, k: int, rounding_base: int, elsewhere: Iterable[Release] = ()) -> Report:
    """What an outsider can recompute from these releases together, withdrawn and replaced ones among them.

    `elsewhere`: open tables of publishers at the same areas (SDC-V17); they show what they show, and are not judged.
    Raises BadInput where the releases contradict each other whatever is assumed about how they hang together.
    """
    seen = _read(sorted(releases, key=lambda one: (one.published_at is None, one.published_at, one.created_at)))
    outside = _outside(elsewhere)
    cells = hidden = 0
    found: list[Finding] = []
    for indicator, one in seen.items():
        report = _one(indicator, one, outside.get(indicator, {}), k, rounding_base)
        own = [key for key in one.values if key.kind != "rest"]
        cells += len(own)
        hidden += sum(one.values[key] is None for key in own)
        found += report.recoverable
    return Report(cells, hidden, tuple(sorted(found, key=lambda f: (f.table, f.cell))))


def attack_derived(
    releases: Iterable[Release],
    derived: Sequence[Derived],
    *,
    k: int,
    rounding_base: int,
    elsewhere: Iterable[Release] = (),
) -> Report:
    """The same attack on one indicator, with figures of our own making beside what was released (SDC-08).

    Raises BadInput where it contradicts the released figures.
    """
    ordered = sorted(releases, key=lambda one: (one.published_at is None, one.published_at, one.created_at))
    (indicator,) = {one.indicator for one in derived}
    seen = _read(ordered, indicator).get(indicator, _Seen())
    for one in derived:
        seen.add(one)
    seen.tie(ties_between({place for _, place in seen.current}))
    return _one(indicator, seen, _outside(elsewhere).get(indicator, {}), k, rounding_base)


def attack_protected(
    shown: Mapping[str, int | None],
    sums: Iterable[tuple[str, Sequence[str]]],
    facts: Mapping[str, Any],
    insiders: Mapping[str, int],
    secret: Collection[str],
) -> Report:
    """The same set as the suppression left it, by an attacker who is told more than anybody can read: the group of
    every hidden cell, and what each lone contributor knows. Raises BadInput where it contradicts itself."""
    try:
        return audit(published(shown, sums, **facts), insiders, secret)
    except BadTable as error:
        raise BadInput(f"the protected figures contradict each other: {error.message}") from None


def _read(releases: Sequence[Release], only: str | None = None) -> dict[str, _Seen]:
    """What each release added to what was known (of one indicator), tied by the areas as they were known then."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    ties: dict[frozenset[Place], Ties] = {}
    for release in releases:
        names = set()
        for row in Row.objects.filter(release=release).order_by("area_code", "period"):
            for index, name in enumerate(release.columns):
                if only not in (None, name):
                    continue
                estimated = row.status[index] == MODELLED and row.numerator[index] is None
                if indicators()[name].unit in _PEOPLE and row.status[index] in HAS_VALUE | {HIDDEN} and not estimated:
                    names.add(name)
                    place = Place(release.column_periods[index] or row.period, row.edition, row.area_code)
                    _see(seen[name], row, index, name, place)
        for name in sorted(names):
            places = frozenset(place for _, place in seen[name].current)
            if places not in ties:
                ties[places] = ties_between(set(places))
            seen[name].tie(ties[places])
    return dict(seen)


def _see(seen: _Seen, row: Row, index: int, name: str, place: Place) -> None:
    above, under = row.numerator[index], row.denominator[index]
    if above is None and indicators()[name].unit == "count":
        above = row.value[index]
    seen.see("n", place, None if above is None else round(above))
    if under is not None:
        seen.see("d", place, round(under))
    seen.pair(place)


def _outside(releases: Iterable[Release]) -> dict[str, dict[Place, int]]:
    """Cases that another publisher shows as a count, by indicator and place."""
    found: dict[str, dict[Place, int]] = defaultdict(dict)
    for release in releases:
        for row in Row.objects.filter(release=release):
            for index, name in enumerate(release.columns):
                above = row.numerator[index]
                if above is None and indicators()[name].unit == "count":
                    above = row.value[index]
                if above is not None and above == round(above):
                    place = Place(release.column_periods[index] or row.period, row.edition, row.area_code)
                    found[name][place] = round(above)
    return found


def _one(indicator: str, seen: _Seen, outside: dict[Place, int], k: int, base: int) -> Report:
    """The strongest attack that the figures allow.

    An attacker assumes that other publishers count alike and that every sum of areas holds. Where the figures
    contradict that, the assumption is dropped: first the other publishers, then the sums over unseen parts.
    """
    found: dict[tuple[str, str], Finding] = {}
    for same in (True, False) if seen.gone or seen.again else (True,):
        for one in _consistent(indicator, seen, outside, k, base, same).recoverable:
            found[(one.table, one.cell)] = one
    return Report(0, 0, tuple(found.values()))


def _consistent(indicator: str, seen: _Seen, outside: dict[Place, int], k: int, base: int, same: bool) -> Report:
    """The audit under the strongest assumptions that do not contradict the figures. Raises BadInput without any."""
    problem: BadTable | None = None
    for known in (outside, {}) if outside else ({},):
        for strict in (True, False):
            try:
                return audit(_tables(indicator, seen, known, k, base, strict, same))
            except BadTable as error:
                problem = error
    if same and (seen.gone or seen.again):  # what is hidden now is not what it was
        return Report(0, 0, ())
    raise BadInput(contradiction(problem))


def contradiction(problem: BadTable | None) -> str:
    """Which figure cannot be true beside the others, by the name of its indicator, period and area."""
    told = getattr(problem, "name", "").split("|")
    if len(told) != 3:
        return f"the released figures contradict each other: {problem}"
    indicator, period, cell = told
    area = cell.partition(":")[2].partition("#")[0]
    return f"{indicator}, {period}, of {area} cannot be true beside what was released before; compare both"


def _tables(
    indicator: str, seen: _Seen, outside: dict[Place, int], k: int, base: int, strict: bool, same: bool
) -> Published:
    """What the attacker works with. `strict`: sums over parts that no release shows hold as well; `same`: what is
    hidden now is what it was before; where that was shown, it is no secret any more."""
    values = {key.name(indicator): value for key, value in seen.values.items()}
    within: dict[str, tuple[int, int | None]] = {}
    needs: dict[str, int] = {}
    sums: list[tuple[str, Sequence[str]]] = []
    for total, parts in seen.sums:
        if strict or not any(key in seen.loose for key in (total, *parts)):
            sums.append((total.name(indicator), [key.name(indicator) for key in parts]))
    for key in seen.loose - set(seen.values):
        within[key.name(indicator)] = (0, None)
    for old, new in seen.changes:
        _late(indicator, seen, old, new, k, base, within, needs, sums)
    for old, new in [*seen.gone, *seen.again] if same else ():
        sums.append((new.name(indicator), [old.name(indicator)]))
    known_before = {new for _, new in seen.gone} if same else set()
    needs |= {key.name(indicator): 0 for key in known_before}
    for rest in _rests(indicator, seen, k, base, known_before):
        within[rest.name], needs[rest.name] = (rest.least, None), rest.need
        sums.append((rest.group, (rest.case, rest.name)))
    known: dict[str, int] = {}
    for place, count in outside.items():
        key = seen.current.get(("n", place))
        if key is not None and seen.values[key] is None:
            _learn(key.name(indicator), count, base, known, within, needs)
    bases = {key.name(indicator): seen.base.get(key, base) for key in seen.values}
    return published(values, sums, k=k, rounded=bases, at_least=k, within=within, needs=needs, known=known)


def _learn(
    name: str,
    count: int,
    base: int,
    known: dict[str, int],
    within: dict[str, tuple[int, int | None]],
    needs: dict[str, int],
) -> None:
    """A hidden figure that another publisher shows, exactly or as a multiple of the rounding base (SDC-V17)."""
    if count % base:
        known[name] = count
    else:
        within[name], needs[name] = (max(0, count - base // 2), count + base // 2), 0


class _Rest(NamedTuple):
    name: str
    least: int
    group: str
    case: str
    need: int


def _late(
    indicator: str,
    seen: _Seen,
    old: Key,
    new: Key,
    k: int,
    base: int,
    within: dict[str, tuple[int, int | None]],
    needs: dict[str, int],
    sums: list[tuple[str, Sequence[str]]],
) -> None:
    """A correction is a figure too: whoever came late or went is counted by the difference (SDC-V13)."""
    low, high = sorted((old, new), key=lambda key: seen.values[key] or 0)
    name = new._replace(kind=f"{new.kind}-late").name(indicator)
    most = (seen.values[high] or 0) - (seen.values[low] or 0) + 2 * (base // 2)
    within[name] = (0, None)
    needs[name] = k if most < k else 0
    sums.append((high.name(indicator), (low.name(indicator), name)))


def _rests(indicator: str, seen: _Seen, k: int, base: int, known: set[Key]) -> Iterator[_Rest]:
    """The other side of each group that is shown, and the width it needs (SDC-V7, V8)."""
    for case, total in seen.group.items():
        shown, group = seen.values[case], seen.values[total] or 0
        is_small = case not in known and (shown is None or group - shown + 2 * (base // 2) < k)
        name = case._replace(kind="rest").name(indicator)
        least = 0 if shown is None or is_small else k
        yield _Rest(name, least, total.name(indicator), case.name(indicator), k if is_small else 0)
