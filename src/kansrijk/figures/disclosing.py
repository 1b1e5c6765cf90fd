"""Own figures made safe: between the rows of a release and core/disclosure, which knows no rows."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from kansrijk.core.disclosure import (
    BadCells,
    Cell,
    Policy,
    Protection,
    Sum,
    fill,
    percent,
    protect,
    reason_for,
    rounded,
)
from kansrijk.core.faults import BadInput
from kansrijk.figures import descriptions
from kansrijk.figures.catalogue import indicators
from kansrijk.figures.limits import limits_of
from kansrijk.figures.linking import Spot, linked
from kansrijk.figures.models import Release, Row
from kansrijk.figures.rules import HAS_VALUE, HIDDEN, MEASURED, MODELLED, TOO_UNCERTAIN
from kansrijk.figures.standardising import ratio_of_shown

POLICY = Policy()
_PEOPLE = {"share", "per_1000", "count"}
# Of which births shared a womb: with it an expected number is worked out from what everybody can read.
MULTIPLES = "meerlingen"
# A cell that is not in the release itself weighs nothing: it is public or hidden already.
_LIGHT = 0.001
# The loss of hiding a cell: a gemeente is missed by more readers than a buurt is.
_WEIGHTS = {
    "country": 50.0,
    "province": 30.0,
    "ggd_region": 30.0,
    "gemeente": 20.0,
    "pc3": 8.0,
    "wijk": 4.0,
    "pc4": 2.0,
}


def _name(kind: str, indicator: str, spot: Spot) -> str:
    """ "table:row" as core/disclosure names cells; n counts cases, d the group they are in."""
    return f"{indicator}|{spot.period}|{kind}:{spot.code}@{spot.edition}"


def _recomputed(key: str) -> str:
    """What stays readable from what is public, by indicator, period and area; a correction is named as its cell."""
    indicator, period, place = key.split("|")
    return (
        f"{indicator.rpartition(':')[2]}, {period}, of {place.partition(':')[2]} can be recomputed from what is public "
        "already; leave that place out of the file"
    )


@dataclass
class _Before:
    """What readers know of each cell from earlier releases, withdrawn and replaced ones too, and from others."""

    shown: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    elsewhere: dict[str, int] = field(default_factory=dict)
    spots: dict[str, set[Spot]] = field(default_factory=dict)


def _columns(release: Release) -> Iterator[tuple[int, str]]:
    for index, name in enumerate(release.columns):
        if indicators()[name].unit in _PEOPLE:
            yield index, name


def _spot(release: Release, row: Row, index: int) -> Spot:
    return Spot(release.column_periods[index] or row.period, row.area_code, row.edition)


def _is_estimate(release: Release, row: Row, index: int) -> bool:
    """An estimate of a model, from a room that judges how it was made: no count stands behind it to hide."""
    source = descriptions.source(release.source)
    return source is not None and bool(source.only_by) and row.status[index] == MODELLED


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


def make_safe(
    release: Release,
    rows: Sequence[Row],
    before: Iterable[Release] = (),
    elsewhere: Iterable[Release] = (),
    dominated: Container[tuple[str, str, int]] = (),
) -> Protection:
    """Hides and rounds the counts of an imported release and writes what is left; the raw file keeps what was.

    `rows`: the counts as delivered. `before`: own releases that were ever public; what they showed stays known, and
    what they hid stays hidden. `elsewhere`: open tables of other publishers. `dominated`: (area, period, column) of
    cells of which few organisations supply nearly everything. Returns what was decided, which stays
    inside the house. Raises BadInput where it cannot be made safe.
    """
    cells, sums, known = _true_cells(release, rows, _read(before, elsewhere), dominated)
    try:
        safe = protect(cells, sums, POLICY)
    except BadCells as error:
        raise BadInput(str(error), file=release.file_name) from None
    if safe.unprotected:
        raise BadInput(_recomputed(safe.unprotected[0]), file=release.file_name)
    shown = {key: value for key, value in safe.public().items() if key not in known}
    for row in rows:
        for index, name in _columns(release):
            if _is_estimate(release, row, index):
                _apply_estimate(row, index)
            elif row.status[index] in HAS_VALUE:
                _apply(row, index, name, _spot(release, row, index), shown)
        _ratios(release, row)
    Row.objects.bulk_create(rows, batch_size=2_000)
    return safe


def _read(before: Iterable[Release], elsewhere: Iterable[Release]) -> _Before:
    found = _Before()
    for release in sorted(before, key=lambda one: one.created_at):
        for row in Row.objects.filter(release=release):
            for index, name in _columns(release):
                if row.status[index] in HAS_VALUE or row.status[index] == HIDDEN:
                    _remember(found, release, row, index, name)
    for release in elsewhere:
        for row in Row.objects.filter(release=release):
            for index, name in _columns(release):
                count = row.numerator[index]
                if count is None and indicators()[name].unit == "count":
                    count = row.value[index]
                if count is not None and count == round(count):
                    found.elsewhere[_name("n", name, _spot(release, row, index))] = round(count)
    return found


def _remember(found: _Before, release: Release, row: Row, index: int, name: str) -> None:
    spot = _spot(release, row, index)
    found.spots.setdefault(name, set()).add(spot)
    above, under = row.numerator[index], row.denominator[index]
    if above is None and indicators()[name].unit == "count":
        above = row.value[index]
    if above is None:
        found.hidden.add(_name("n", name, spot))
    else:
        found.shown[_name("n", name, spot)] = round(above)
    if under is not None:
        found.shown[_name("d", name, spot)] = round(under)


def _true_cells(
    release: Release, rows: Sequence[Row], before: _Before, dominated: Container[tuple[str, str, int]]
) -> tuple[list[Cell], list[Sum], frozenset[str]]:
    """The cells with what is known of each, the sums between them, and the names that others publish below k."""
    cells: dict[str, Cell] = {}
    sums: list[Sum] = []
    spots: dict[str, set[Spot]] = {}
    grouped: set[str] = set()
    for row in rows:
        for index, name in _columns(release):
            if row.status[index] not in HAS_VALUE or _is_estimate(release, row, index):
                continue
            cases, group = _counts(release, row, index, name)
            spot = _spot(release, row, index)
            base = _name("d", name, spot) if group is not None else None
            if base is not None and group is not None:
                _add(cells, sums, Cell(base, group, level=row.level), before)
                grouped.add(name)
            # All that is known of the organisations is the verdict: the cell counts as one organisation's.
            by_few = (cases,) if (row.area_code, row.period, index) in dominated else ()
            cell = Cell(_name("n", name, spot), cases, base=base, level=row.level, contributions=by_few)
            _add(cells, sums, cell, before)
            spots.setdefault(name, set()).add(spot)
    for name, own in spots.items():
        _tie(cells, sums, name, own | before.spots.get(name, set()), ("n", "d") if name in grouped else ("n",), before)
    return list(cells.values()), sums, frozenset(key for key in before.elsewhere if _is_small(cells, key))


def _is_small(cells: dict[str, Cell], key: str) -> bool:
    """Whether our own rules would hide a cell that others show; then we do not show it either."""
    if key not in cells:
        return False
    base = cells[key].base
    return reason_for(cells[key], cells[base].count if base else None, POLICY) is not None


def _add(cells: dict[str, Cell], sums: list[Sum], cell: Cell, before: _Before) -> None:
    """A cell as readers know it already; a correction of a few people is a cell of its own (V13)."""
    key, old = cell.key, before.shown.get(cell.key)
    weight = _WEIGHTS.get(cell.level, 1.0)
    known = {"key": key, "count": cell.count, "base": cell.base, "level": cell.level, "weight": weight}
    known["contributions"] = cell.contributions
    other = before.elsewhere.get(key)
    is_multiple = other is not None and other % POLICY.rounding_base == 0
    if other is not None and other == (rounded(cell.count, POLICY) if is_multiple else cell.count):
        cells[key] = Cell(**known, is_public=True, is_rounded=is_multiple)
    elif old is None:
        cells[key] = Cell(**known, was_hidden=key in before.hidden)
    elif rounded(cell.count, POLICY) == old:
        cells[key] = Cell(**known, is_public=True, is_rounded=True)
    else:
        cells[key] = Cell(**known)
        late = abs(cell.count - old)
        if late < POLICY.k:
            cells[f"{key}#before"] = Cell(f"{key}#before", old, is_public=True)
            cells[f"{key}#late"] = Cell(f"{key}#late", late, weight=_LIGHT)
            total, part = (key, f"{key}#before") if cell.count > old else (f"{key}#before", key)
            sums.append(Sum(total, (part, f"{key}#late")))


def _tie(
    cells: dict[str, Cell], sums: list[Sum], name: str, spots: set[Spot], kinds: Sequence[str], before: _Before
) -> None:
    """Adds the sums over areas and periods, with cells of earlier releases and parts that nobody sees."""
    found = linked(spots)
    for kind in kinds:
        named = [
            Sum(_name(kind, name, total), tuple(_name(kind, name, part) for part in parts)) for total, parts in found
        ]
        members = {key for one in named for key in (one.total, *one.parts)}
        counts = {key: cells[key].count for key in members if key in cells}
        unknown: dict[str, tuple[int, int | None]] = {}
        for key in sorted(members - set(counts)):
            old = before.shown.get(key)
            half = POLICY.rounding_base // 2
            unknown[key] = (0, None) if old is None else (max(POLICY.k, old - half), old + half)
        filled, holding = fill(counts, unknown, named)
        sums += holding
        for key, count in filled.items():
            was_shown, was_hidden = key in before.shown, key in before.hidden
            cells[key] = Cell(
                key,
                count,
                is_public=was_shown,
                is_rounded=was_shown,
                was_hidden=was_hidden and not was_shown,
                is_unseen=not (was_shown or was_hidden),
                weight=_LIGHT,
            )


def _apply(row: Row, index: int, name: str, spot: Spot, shown: dict[str, int | None]) -> None:
    above, under = (
        None if (count := shown.get(_name(kind, name, spot))) is None else rounded(count, POLICY) for kind in "nd"
    )
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
        row.numerator[index], row.denominator[index] = float(above), float(under)
        if (limits := limits_of(indicators()[name], above, under)) is not None:
            row.lower[index] = min(float(limits.lower), float(value))
            row.upper[index] = max(float(limits.upper), float(value))


def _apply_estimate(row: Row, index: int) -> None:
    """Whole numbers, limits outwards; an estimate without limits is not shown."""
    value, lower, upper = row.value[index], row.lower[index], row.upper[index]
    row.numerator[index] = row.denominator[index] = None
    if value is None or lower is None or upper is None:
        row.value[index] = row.lower[index] = row.upper[index] = None
        row.status[index] = TOO_UNCERTAIN
        return
    row.value[index], row.lower[index], row.upper[index] = float(round(value)), float(floor(lower)), float(ceil(upper))


def _ratios(release: Release, row: Row) -> None:
    """Standardised ratios, of the counts as they are shown now; those that were delivered are forgotten.

    Raises BadInput where the release lacks the counts or the reference that a ratio is made of.
    """
    for index, name in enumerate(release.columns):
        observed_of = indicators()[name].observed_of
        if not observed_of:
            continue
        for array in (row.value, row.lower, row.upper, row.numerator, row.denominator):
            array[index] = None
        if row.status[index] not in HAS_VALUE:
            continue
        row.status[index] = HIDDEN
        cases, multiples = _column(release, observed_of, name), _column(release, MULTIPLES, name)
        rates = release.standards.get("rates", {}).get(name)
        if rates is None:
            raise BadInput(f"{name} has no reference, so it cannot be released", file=release.file_name, column=name)
        found = ratio_of_shown(
            row.numerator[cases], row.denominator[cases], row.numerator[multiples], row.denominator[multiples], rates
        )
        if found is not None:
            row.status[index], row.value[index] = MEASURED, found.value
            row.lower[index], row.upper[index] = found.lower, found.upper
            row.numerator[index], row.denominator[index] = found.observed, found.expected


def _column(release: Release, wanted: str, ratio: str) -> int:
    if wanted not in release.columns:
        raise BadInput(f"{ratio} cannot be released without {wanted}", file=release.file_name, column=ratio)
    return release.columns.index(wanted)
