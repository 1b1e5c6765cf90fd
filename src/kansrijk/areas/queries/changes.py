"""Successions as transfers that `areas.reexpress` takes."""

import itertools
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import date

from kansrijk.areas.models import Succession
from kansrijk.areas.reexpress import chain, reversed_transfers
from kansrijk.areas.rules import Transfer
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import may

# Homes say best where people are; whole gemeenten only where nothing was counted.
BASES = ("woonadressen", "adressen", "whole")


@dataclass(frozen=True)
class Step:
    """One change of an area as a reader sees it."""

    from_code: str
    to_code: str
    from_edition: int
    to_edition: int
    kind: str
    weight: float
    basis: str
    valid_on: date | None


def steps(actor: Actor, code: str) -> list[Step]:
    """What became of an area and what it came from, between editions that follow one another; stray addresses out."""
    if may(actor, "read", "area") != "allow":
        return []
    rows = Succession.objects.filter(from_code=code) | Succession.objects.filter(to_code=code)
    rows = rows.exclude(kind__in=["border", "same"]).order_by("from_edition", "to_edition", "from_code", "to_code")
    best: dict[tuple[int, int, str, str], Step] = {}
    for row in rows:
        key = (row.from_edition, row.to_edition, row.from_code, row.to_code)
        step = Step(
            row.from_code, row.to_code, row.from_edition, row.to_edition, row.kind, row.weight, row.basis, row.valid_on
        )
        if key not in best or BASES.index(step.basis) < BASES.index(best[key].basis):
            best[key] = step
    return list(best.values())


def transfers(
    actor: Actor, level: str, from_edition: int, to_edition: int, *, basis: str | None = None
) -> tuple[Transfer, ...] | None:
    """All changes of a level from one edition to another, backwards too; None when the editions are not connected.

    One pair of editions where there is one, else the shortest chain. Areas that did not change are not named: they
    stay under their code (see `reexpress.identities`). One basis throughout; by itself the first of `BASES` that
    connects. Whole gemeenten (`whole`) carry no weights, so they are not read backwards.
    """
    if may(actor, "read", "area") != "allow":
        return None
    if from_edition == to_edition:
        return ()
    low, high = sorted((from_edition, to_edition))
    for candidate in [basis] if basis else BASES:
        route = _route(level, candidate, low, high)
        if route is None or (candidate == "whole" and from_edition > to_edition):
            continue
        forward = [_read(level, candidate, old, new) for old, new in route]
        if from_edition < to_edition:
            return forward[0] if len(forward) == 1 else chain(forward)
        backward = [reversed_transfers(step) for step in reversed(forward)]
        return backward[0] if len(backward) == 1 else chain(backward)
    return None


def _route(level: str, basis: str, low: int, high: int) -> list[tuple[int, int]] | None:
    """The fewest pairs of editions from low to high that stand in the successions.

    A year without any change is not in a list: two years that follow one another are joined without transfers where one
    pair of the same list spans them (2019 to 2024 is there, 2019 to 2020 is not: in 2020 no gemeente changed).
    """
    known = set(
        Succession.objects.filter(level=level, basis=basis).values_list("from_edition", "to_edition").distinct()
    )
    spanned = {(year, year + 1) for old, new in known for year in range(old, new)}
    pairs = [(old, new) for old, new in known | spanned if low <= old and new <= high]
    onward: dict[int, list[int]] = defaultdict(list)
    for old, new in pairs:
        onward[old].append(new)
    queue: deque[list[int]] = deque([[low]])
    seen = {low}
    while queue:
        path = queue.popleft()
        if path[-1] == high:
            return list(itertools.pairwise(path))
        for new in sorted(onward[path[-1]], reverse=True):
            if new not in seen:
                seen.add(new)
                queue.append([*path, new])
    return None


def _read(level: str, basis: str, old: int, new: int) -> tuple[Transfer, ...]:
    rows = Succession.objects.filter(level=level, basis=basis, from_edition=old, to_edition=new)
    return tuple(
        Transfer(*row) for row in rows.order_by("from_code", "to_code").values_list("from_code", "to_code", "weight")
    )
