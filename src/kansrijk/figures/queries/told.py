"""What one area can be told from figures of other areas: those of older borders, and those that it is made of (the
parts of a working area, the four-digit postcodes of a three-digit one).

A handful of queries for all indicators together: releases, names, rows, and the lists of changes once per process.
What is told follows from figures that the actor may see; an own one is attacked before it is shown (deriving.py).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import CharField, OuterRef, Q, Subquery, Value

from kansrijk.areas import queries as places
from kansrijk.areas.models import Area, Containment, Succession
from kansrijk.areas.names import is_same_name
from kansrijk.areas.reexpress import shares
from kansrijk.figures import catalogue, deriving
from kansrijk.figures.kept import Kept
from kansrijk.figures.models import Judgement, Release
from kansrijk.figures.queries.place import (
    AreaFigures,
    SeenRelease,
    figures_through_time,
    releases_of,
)
from kansrijk.figures.queries.reexpressed import ToldFigure, _with_interval
from kansrijk.figures.queries.told_rows import Place, cell_of, figure_of, ranked, read_rows, wider
from kansrijk.figures.queries.visible import newest_first, visible
from kansrijk.figures.retelling import SAME, retell
from kansrijk.trust.actors import Actor

WORKING_AREA = "working_area"
# What has figures of its parts together, of its own edition: area of the page → the level of its parts ("" is any).
MADE_OF_PARTS = {WORKING_AREA: "", "pc3": "pc4"}
Parts = list[tuple[str, float]]  # (old code, the share of it that lies here)
Periods = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Elsewhere:
    """The releases that may have a word on an area in other areas, and which lists of changes there were then."""

    releases: tuple[SeenRelease, ...]
    changes: UUID | None

    @property
    def key(self) -> tuple[frozenset[UUID], UUID | None]:
        return frozenset(release.id for release in self.releases), self.changes


@dataclass(frozen=True)
class Told:
    """Per indicator its periods, oldest first; and the editions that no list of changes connects with this one.

    `same` are the editions in which this area was what it is now. `is_waiting`: own figures are left out, because the
    attacker has yet to look at them.
    """

    series: Mapping[str, tuple[ToldFigure, ...]]
    unconnected: tuple[int, ...]
    same: frozenset[int] = frozenset()
    is_waiting: bool = False


@dataclass(frozen=True)
class _Moves:
    """What a level of one edition became in another: the parts of each new code, and the old codes that are listed."""

    parts: Mapping[str, Parts]
    listed: frozenset[str]


_moves: Kept[_Moves] = Kept(32)
NOTHING = Told({}, ())


def here_and_elsewhere(actor: Actor, area: places.AreaRef) -> tuple[list[SeenRelease], Elsewhere]:
    """What `releases_of` and `elsewhere` give, in one query, whatever comes of it."""
    here = Q(edition__in=Area.objects.filter(code=area.code, name=area.name, coalition__isnull=True).values("edition"))
    if area.level in MADE_OF_PARTS:
        part = MADE_OF_PARTS[area.level]
        there = Q(edition=area.edition) & (Q(levels__contains=[part]) if part else Q())
    else:
        there = Q(levels__contains=[area.level]) & ~Q(edition=area.edition)
    newest = Succession.objects.filter(level=OuterRef("level_of_page")).order_by("-pk").values("pk")[:1]
    rows = (
        Release.objects.filter(visible(actor))
        .annotate(is_here=here, is_there=there, level_of_page=Value(area.level, output_field=CharField()))
        .filter(Q(is_here=True) | Q(is_there=True))
        .annotate(changes=Subquery(newest))
    )
    found = list(rows.values_list(*SeenRelease._fields, "is_here", "is_there", "changes"))
    own = [SeenRelease(*row[:-3]) for row in found if row[-3]]
    other = tuple(SeenRelease(*row[:-3]) for row in found if row[-2])
    return own, Elsewhere(other, found[0][-1] if other else None)


def elsewhere(actor: Actor, area: places.AreaRef) -> Elsewhere:
    """One query, whatever comes of it."""
    return here_and_elsewhere(actor, area)[1]


def told_here(actor: Actor, area: places.AreaRef, other: Elsewhere, found: AreaFigures, *, waits: bool = True) -> Told:
    """What other areas tell of the periods for which this area's own edition has no figure (`found`: what it has).

    Three queries, one more per pair of editions that this process has not met. The attacker takes seconds: who `waits`
    gets what he said before, in two queries more, and is told when he has not looked yet.
    """
    told, known = _unaudited(actor, area, other, _held(found, area.edition))
    return _judged(told, area, known) if waits else replace(told, series=_audited(told.series, area, known))


def _held(found: AreaFigures, edition: int) -> Periods:
    """Per indicator the periods that the area's own edition has."""
    return {
        name: frozenset(one.period or "" for one in figures if one.edition == edition)
        for name, figures in found.history.items()
    }


def _unaudited(
    actor: Actor, area: places.AreaRef, other: Elsewhere, held: Periods, *, unchanged: bool = False
) -> tuple[Told, Mapping[UUID, SeenRelease]]:
    """`unchanged`: figures of the years in which the area was what it is now stand among them too."""
    if not other.releases:
        return NOTHING, {}
    every, names, unconnected = _parts_by_edition(actor, area, other)
    same = frozenset(edition for edition, of in every.items() if of == [(area.code, 1.0)])
    if area.level in MADE_OF_PARTS:
        same = frozenset()
    # Where the name was written in another way, the page does not find the figures by itself.
    met = {edition for edition in same if names[(edition, area.code)] == area.name and not unchanged}
    parts = {edition: of for edition, of in every.items() if edition not in met}
    codes = sorted({code for of in parts.values() for code, _ in of})
    if not codes:
        return Told({}, unconnected, same), {}
    known = {release.id: release for release in other.releases if release.edition in parts}
    found: dict[str, dict[str, ToldFigure]] = defaultdict(dict)
    for name, period, place in ranked(read_rows(codes, known), known):
        if period in held.get(name, ()) or period in found[name]:
            continue
        if (told := _told(area, name, period, place, parts, names)) is not None:
            found[name][period] = told
    series = {name: tuple(by[p] for p in sorted(by, key=newest_first)) for name, by in found.items() if by}
    return Told(series, unconnected, same), known


def _parts_by_edition(
    actor: Actor, area: places.AreaRef, other: Elsewhere
) -> tuple[dict[int, Parts], dict[tuple[int, str], str], tuple[int, ...]]:
    """The parts in each edition, their names, and the editions that are not connected."""
    if area.level in MADE_OF_PARTS:
        rows = list(Containment.objects.filter(whole=area.id).values_list("part__code", "part__name", "share"))
        names = {(area.edition, code): name for code, name, _ in rows}
        return {area.edition: [(code, share) for code, _, share in rows]}, names, ()
    moves = {
        edition: _moves_between(actor, area.level, edition, area.edition, other.changes)
        for edition in sorted({release.edition for release in other.releases})
    }
    codes = {code for one in moves.values() if one for code, _ in one.parts.get(area.code, [])} | {area.code}
    there = Area.objects.filter(code__in=codes, edition__in=list(moves), country=area.country, coalition__isnull=True)
    names = {(edition, code): name for edition, code, name in there.values_list("edition", "code", "name")}
    found: dict[int, Parts] = {}
    for edition, one in moves.items():
        if one is None:
            continue
        parts = list(one.parts.get(area.code, []))
        same = names.get((edition, area.code))
        if area.code not in one.listed and same is not None and is_same_name(same, area.name):
            parts.append((area.code, 1.0))
        found[edition] = sorted(part for part in parts if (edition, part[0]) in names)
    return found, names, tuple(edition for edition, one in moves.items() if one is None)


def _moves_between(actor: Actor, level: str, old: int, new: int, changes: UUID | None) -> _Moves | None:
    """None where no list connects the two; a list that is imported later has another key."""
    key = (level, old, new, changes)
    if (kept := _moves.get(key)) is not None:
        return kept
    transfers = places.transfers(actor, level, old, new)
    if transfers is None:
        return None
    parts: dict[str, Parts] = defaultdict(list)
    for before, targets in shares(transfers).items():
        for after, share in targets.items():
            parts[after].append((before, share if share < 1 - 1e-9 else 1.0))
    return _moves.put(key, _Moves(dict(parts), frozenset(one.from_code for one in transfers)))


def _told(
    area: places.AreaRef,
    name: str,
    period: str,
    place: Place,
    parts: Mapping[int, Parts],
    names: Mapping[tuple[int, str], str],
) -> ToldFigure | None:
    """None where none of the parts has a row there."""
    known, edition = catalogue.indicators()[name], place.release.edition
    of = parts[edition]
    around = wider(place, name)
    cells = {code: cell_of(row, place.index, around) for code, row in place.rows.items() if code in dict(of)}
    if not cells:
        return None
    is_own = place.release.policy == "own"
    cell = _with_interval(retell(area.code, of, cells, unit=known.unit, is_own=is_own), known)
    if is_own and cell.how != SAME:
        cell = deriving.as_own(cell, known.unit)
    described = tuple((code, names[(edition, code)], share) for code, share in of)
    return ToldFigure(figure_of(cell, place, area, period), cell.how, edition, described, cell.bounds)


def _judged(told: Told, area: places.AreaRef, known: Mapping[UUID, SeenRelease]) -> Told:
    """The same by what the attacker said before."""
    own = _own(told.series, known)
    key = _key(told.series, own, area)
    if not key:
        return told
    judged = Judgement.objects.filter(area=area.id, key=key).values_list("hidden", flat=True).first()
    if judged is None:
        open_ones = {
            name: tuple(one for one in every if not (name in own and _is_own(one, known)))
            for name, every in told.series.items()
        }
        return replace(told, series={name: every for name, every in open_ones.items() if every}, is_waiting=True)
    given_away = {tuple(one) for one in judged}
    series = {
        name: tuple(
            deriving.hidden(one) if one.how != SAME and (name, one.figure.period) in given_away else one
            for one in every
        )
        for name, every in told.series.items()
    }
    return replace(told, series=series)


def _key(series: Mapping[str, tuple[ToldFigure, ...]], own: set[str], area: places.AreaRef) -> str:
    """What would be judged; "" where there is nothing to judge."""
    asked = [one for name in own for one in deriving.judged_of(series[name], area).values()]
    beside = {release for name in own for release in deriving.not_public(series[name])}
    return deriving.key_of(asked, beside) if asked else ""


def judgements(actor: Actor, area: places.AreaRef) -> dict[str, list[tuple[str, str]]]:
    """What the attacker says now: the key of what was judged → (indicator, period) to hide; {} for nothing to judge.

    Two keys where the page of the area, which leaves out the years in which it was what it is now, tells other periods
    than a line through the years: whoever asks either way finds an answer.
    """
    found = figures_through_time(releases_of(actor, area.code, area.name), area.code, area.edition, "")
    other, held = elsewhere(actor, area), _held(found, area.edition)
    answers: dict[str, list[tuple[str, str]]] = {}
    for unchanged in {False, area.level not in MADE_OF_PARTS}:
        told, known = _unaudited(actor, area, other, held, unchanged=unchanged)
        key = _key(told.series, _own(told.series, known), area)
        if key and key not in answers:
            answers[key] = _to_hide(told, known, area)
    return answers


def _to_hide(told: Told, known: Mapping[UUID, SeenRelease], area: places.AreaRef) -> list[tuple[str, str]]:
    own = _own(told.series, known)
    after = _audited(told.series, area, known)
    return [
        (name, before.figure.period or "")
        for name in sorted(own)
        for before, now in zip(told.series[name], after[name], strict=True)
        if before.figure.value is not None and now.figure.value is None
    ]


def _own(series: Mapping[str, tuple[ToldFigure, ...]], known: Mapping[UUID, SeenRelease]) -> set[str]:
    """The indicators that are told from own releases."""
    return {name for name, told in series.items() if any(_is_own(one, known) for one in told)}


def _audited(
    series: Mapping[str, tuple[ToldFigure, ...]], area: places.AreaRef, known: Mapping[UUID, SeenRelease]
) -> dict[str, tuple[ToldFigure, ...]]:
    """Own figures are attacked together with all that was ever public; what gives something away is hidden."""
    own = _own(series, known)
    return {name: deriving.withheld(told, area) if name in own else told for name, told in series.items()}


def _is_own(told: ToldFigure, known: Mapping[UUID, SeenRelease]) -> bool:
    """Whether it is a figure of ours that nobody published as it stands here."""
    release = known.get(told.figure.release) if told.figure.release else None
    is_derived = told.figure.value is not None and told.how != SAME
    return release is not None and release.policy == "own" and is_derived


def told_of(actor: Actor, area: places.AreaRef, *, waits: bool = False) -> Told:
    """The same for one area by itself, with the figures of the years in which it was what it is now. About six
    queries."""
    found = figures_through_time(releases_of(actor, area.code, area.name), area.code, area.edition, "")
    told, known = _unaudited(
        actor, area, elsewhere(actor, area), _held(found, area.edition), unchanged=area.level not in MADE_OF_PARTS
    )
    return _judged(told, area, known) if waits else replace(told, series=_audited(told.series, area, known))


def told_json(told: Told, indicator: str | None = None) -> list[dict[str, Any]]:
    """The fields of `figures show` per told figure, with how it came here, from which edition and from which areas."""
    return [
        {
            **one.figure.as_json(),
            "reexpressed_from": one.from_edition,
            "how": one.how,
            "parts": [{"area": code, "share": round(share, 6)} for code, _, share in one.parts],
            "bounds": list(one.bounds) if one.bounds else None,
        }
        for name in catalogue.indicators()
        if indicator in (None, name)
        for one in told.series.get(name, ())
    ]
