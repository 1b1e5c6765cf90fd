"""Own figures made safe, and attacked: between the rows of a release and core/disclosure, which knows no rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kansrijk.areas.models import Area
from kansrijk.core.disclosure import BadCells, Cell, Policy, Sum, percent, protect
from kansrijk.core.disclosure.attacker import BadTable, Report, audit, published
from kansrijk.core.faults import BadInput
from kansrijk.core.intervals import wilson
from kansrijk.figures.catalogue import indicators
from kansrijk.figures.models import Release, Row
from kansrijk.figures.rules import HAS_VALUE, HIDDEN, MEASURED

POLICY = Policy()
_PEOPLE = {"share", "per_1000", "count"}


def _name(kind: str, indicator: str, period: str, area: str) -> str:
    """ "table:row" as core/disclosure names cells; n counts cases, d the group they are in."""
    return f"{indicator}|{period}|{kind}:{area}"


def _families(edition: int, codes: set[str]) -> dict[str, list[str]]:
    """Parent to all its children of one level, only where every one of them is in `codes`."""
    children: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = Area.objects.filter(edition=edition, parent__code__in=codes, coalition__isnull=True)
    for parent, level, code in rows.values_list("parent__code", "level", "code"):
        children[(parent, level)].append(code)
    return {parent: found for (parent, _), found in children.items() if set(found) <= codes}


def _columns(release: Release) -> Iterator[tuple[int, str]]:
    for index, name in enumerate(release.columns):
        if indicators()[name].unit in _PEOPLE:
            yield index, name


def _counts(release: Release, row: Row, index: int, name: str) -> tuple[int, int | None]:
    """Cases and group of a shown cell. Raises BadInput where the release gives no counts to judge by."""
    above, under = row.numerator[index], row.denominator[index]
    value = row.value[index]
    if indicators()[name].unit == "count" and above is None and value is not None:
        return round(value), None
    if above is None or under is None:
        raise BadInput(
            f"{name} of {row.area_code} has no numerator and denominator; without them nobody can tell how few people "
            "are behind it, so it cannot be released",
            file=release.file_name,
            column=name,
        )
    return round(above), round(under)


def make_safe(release: Release) -> dict[str, int]:
    """Hides and rounds the rows of a release that was not public yet, in place; the raw file keeps what was.

    Returns how many cells there are, and how many are hidden. Raises BadInput where it cannot be made safe.
    """
    rows = list(Row.objects.filter(release=release))
    cells, sums = _true_cells(release, rows)
    try:
        safe = protect(cells, sums, POLICY)
    except BadCells as error:
        raise BadInput(str(error), file=release.file_name) from None
    if safe.unprotected:
        raise BadInput(f"{safe.unprotected[0]} stays recomputable; it is public already", file=release.file_name)
    for row in rows:
        for index, name in _columns(release):
            if row.status[index] in HAS_VALUE:
                _apply(row, index, name, safe.public())
    _write(release, rows)
    hidden = sum(value is None for value in safe.public().values())
    return {"cells": len(safe.shown), "hidden": hidden}


def _true_cells(release: Release, rows: list[Row]) -> tuple[list[Cell], list[Sum]]:
    cells: dict[str, Cell] = {}
    by_group: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        for index, name in _columns(release):
            if row.status[index] not in HAS_VALUE:
                continue
            cases, group = _counts(release, row, index, name)
            base = _name("d", name, row.period, row.area_code) if group is not None else None
            if base is not None and group is not None:
                cells[base] = Cell(base, group, level=row.level)
            key = _name("n", name, row.period, row.area_code)
            cells[key] = Cell(key, cases, base=base, level=row.level)
            by_group[(name, row.period)].add(row.area_code)
    sums = [
        one
        for (name, period), codes in by_group.items()
        for parent, children in _families(release.edition, codes).items()
        for one in _sums(name, period, parent, children)
        # Rounded or differently counted totals are no sum: an attacker who assumed one would find a contradiction.
        if one.total in cells
        and all(part in cells for part in one.parts)
        and cells[one.total].count == sum(cells[part].count for part in one.parts)
    ]
    return list(cells.values()), sums


def _sums(name: str, period: str, parent: str, children: list[str]) -> Iterator[Sum]:
    for kind in ("n", "d"):
        yield Sum(_name(kind, name, period, parent), tuple(_name(kind, name, period, code) for code in children))


def _apply(row: Row, index: int, name: str, shown: dict[str, int | None]) -> None:
    above = shown[_name("n", name, row.period, row.area_code)]
    under = shown.get(_name("d", name, row.period, row.area_code))
    unit = indicators()[name].unit
    value: float | None = None
    if unit == "count" and row.denominator[index] is None:
        value = above
    elif above is not None and under:
        share = percent(above, under, POLICY)
        value = share if unit == "share" else (None if share is None else round(1000 * above / under))
    for array in (row.value, row.lower, row.upper, row.numerator, row.denominator):
        array[index] = None
    if value is None:
        row.status[index] = HIDDEN
        return
    row.status[index], row.value[index] = MEASURED, float(value)
    if under and above is not None:
        scale = 100.0 if unit == "share" else 1000.0
        limits = wilson(above, under)
        row.numerator[index], row.denominator[index] = float(above), float(under)
        row.lower[index] = min(float(limits.lower) * scale, float(value))
        row.upper[index] = max(float(limits.upper) * scale, float(value))


def _write(release: Release, rows: list[Row]) -> None:
    Row.objects.filter(release=release).delete()
    Row.objects.bulk_create(rows, batch_size=2_000)


def attack(releases: Iterable[Release]) -> Report:
    """What an outsider can recompute from these releases together."""
    shown: dict[str, int | None] = {}
    by_group: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    rests: list[tuple[str, tuple[str, str]]] = []
    for release in releases:
        for row in Row.objects.filter(release=release):
            for index, name in _columns(release):
                if row.status[index] in HAS_VALUE or row.status[index] == HIDDEN:
                    _see(row, index, name, shown)
                    by_group[(release.edition, name, row.period)].add(row.area_code)
    for key in [key for key, value in shown.items() if value is None and "|n:" in key]:
        base = key.replace("|n:", "|d:")
        if shown.get(base) is not None:
            rest = key.replace("|n:", "|rest:")
            shown[rest] = None
            rests.append((base, (key, rest)))
    sums: list[tuple[str, tuple[str, ...]]] = list(rests)
    for (edition, name, period), codes in by_group.items():
        for parent, children in _families(edition, codes).items():
            sums += [
                (one.total, one.parts)
                for one in _sums(name, period, parent, children)
                if one.total in shown and all(part in shown for part in one.parts)
            ]
    try:
        return audit(published(shown, sums, rounded=POLICY.rounding_base))
    except BadTable as error:
        raise BadInput(f"the released figures contradict each other: {error.message}") from None


def _see(row: Row, index: int, name: str, shown: dict[str, int | None]) -> None:
    """What a reader knows of one cell; a figure shown in one release is no secret in another."""
    above, under = row.numerator[index], row.denominator[index]
    if above is None and indicators()[name].unit == "count":
        above = row.value[index]
    for kind, value in (("n", above), ("d", under)):
        key = _name(kind, name, row.period, row.area_code)
        if value is not None:
            shown[key] = round(value)
        elif kind == "n":
            shown.setdefault(key, None)
